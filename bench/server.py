"""The hub in a process of its own, as an operator would start it, and what it costs while it runs."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.settings import Settings
from tests.servers import free_port

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
START_S = 30
UNUSUAL = frozenset(("PYTHONDONTWRITEBYTECODE",))  # with it, a server compiles itself for 2 s at every start
RATE = 100_000
RAISED = {"command_rate": RATE, "command_burst": RATE}  # the product's own are 20 and 60 a session


class Process:
    """A server process. What it says goes to a file that is shown when it ends too early."""

    def __init__(self, command: list[str], log: Path, environment: dict[str, str] | None = None) -> None:
        self.log = log
        with log.open("ab") as said:
            self.popen = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)

    @property
    def cpu_s(self) -> float:
        """Processor seconds used so far, all threads."""
        fields = Path(f"/proc/{self.popen.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory_kib(self) -> int:
        """Resident memory that would be free without this process."""
        text = Path(f"/proc/{self.popen.pid}/smaps_rollup").read_text()
        return sum(int(found) for found in re.findall(r"Private_\w+:\s+(\d+) kB", text))

    def stop(self) -> None:
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait()


def settings_for(data: Path, database: str, server: str) -> Settings:
    return Settings(
        data=str(data), database=database, server=server, port=free_port(), command_rate=RATE, command_burst=RATE
    )


def start(settings: Settings, *, under: Sequence[str] = ()) -> Process:
    """`chartwire serve` with these settings, ready to be spoken to. under: a command to run it with (strace)."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CHARTWIRE_")}
    environment = {name: value for name, value in ours.items() if name not in UNUSUAL}
    given = {"data": settings.data, "database": settings.database, "server": settings.server, "port": settings.port}
    for name, value in (given | RAISED).items():
        environment[f"CHARTWIRE_{name.upper()}"] = str(value)
    process = Process([*under, sys.executable, "-m", "hub", "serve"], Path(settings.data, "hub.log"), environment)
    wait_until_open(process, settings.port)
    return process


def wait_until_open(process: Process, port: int) -> None:
    """Until the port accepts connections. Raises RuntimeError when the process ended instead."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.popen.poll() is not None:
            raise RuntimeError(f"the server ended: {process.log.read_text()[-2000:]}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    process.kill()
    raise RuntimeError("the server did not open its port")


@contextlib.contextmanager
def running(settings: Settings) -> Iterator[Process]:
    process = start(settings)
    try:
        yield process
    finally:
        process.stop()
