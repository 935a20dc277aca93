"""A hub as its operator runs it: a process of its own, on a free port, with a data folder of its own."""

import asyncio
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import free_port

CHARTWIRE = Path(sys.executable).with_name("chartwire")
READY_WITHIN_S = 60
ENDS_WITHIN_S = 20


@dataclass
class Served:
    """One data folder and the process that serves it. A restart keeps folder and port."""

    data: Path
    is_demo: bool = True
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None

    @property
    def log(self) -> Path:
        return self.data.with_name(f"{self.data.name}.log")

    def at(self, host: str, path: str = "/") -> str:
        """An address of this hub: at("patient.localhost")."""
        return f"http://{host}:{self.port}{path}"

    async def start(self) -> None:
        """Serve, and come back once connections are taken."""
        demo = ["--demo"] if self.is_demo else []
        with self.log.open("a") as log:
            self.process = await asyncio.create_subprocess_exec(
                str(CHARTWIRE), "serve", *demo, "--data", str(self.data),
                stdout=asyncio.subprocess.PIPE, stderr=log, env=self._environment(),
            )  # fmt: skip
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                while b"is ready" not in (line := await self.process.stdout.readline()):
                    assert line, f"the hub did not start:\n{self.log.read_text()[-2000:]}"
        except (TimeoutError, AssertionError):
            await self.stop()
            raise

    async def stop(self) -> None:
        """End it in order, unless it has ended."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
            await self._gone()

    async def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        await self._gone()

    async def found(self, **about: str) -> str:
        """`chartwire init` in an empty folder. Returns the invitation link it prints for the first administrator."""
        options = [part for name, text in about.items() for part in (f"--{name.replace('_', '-')}", text)]
        process = await asyncio.create_subprocess_exec(
            str(CHARTWIRE), "init", "--data", str(self.data), *options,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=self._environment(),
        )  # fmt: skip
        said, complaint = await process.communicate()
        assert process.returncode == 0, complaint.decode()
        link = re.search(r"https?://\S+/i#\S+", said.decode())
        assert link, said.decode()
        return link.group()

    def _environment(self) -> dict[str, str]:
        return os.environ | {"CHARTWIRE_PORT": str(self.port)}

    async def _gone(self) -> None:
        assert self.process is not None
        async with asyncio.timeout(ENDS_WITHIN_S):
            await self.process.wait()
