"""Servers that tests need, started from installed binaries on free loopback ports and stopped by process id."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

MEMORY, ROOM_BYTES = Path("/dev/shm"), 4 * 1024**3
POSTGRESQL_FLAGS = ["-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=200"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def installed(name: str, *folders: str) -> str:
    """The path of a program. Fails the test, never skips it, with the line that installs it."""
    package = {"postgres": "postgresql", "redis-server": "redis-server", "chromium": "chromium"}[name]
    found = shutil.which(name, path=os.pathsep.join([*folders, os.environ["PATH"]]))
    if found is None:
        pytest.fail(f"{name} is missing; install it with: apt-get install {package}")
    return found


@dataclass
class Postgres:
    """A throw-away PostgreSQL cluster."""

    port: int

    def fresh(self, *, like: str = "template1") -> str:
        """The URL of a new database that belongs to an ordinary role: empty, or a copy of one that nobody uses."""
        name = f"hub_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(f"postgresql://root@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" OWNER chartwire TEMPLATE "{like.rpartition("/")[2]}"')
        return f"postgresql://chartwire@127.0.0.1:{self.port}/{name}"

    def drop(self, url: str) -> None:
        """Delete a database, whoever is still connected to it."""
        with psycopg.connect(f"postgresql://root@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')


@contextlib.contextmanager
def postgres(*, in_memory: bool = False) -> Iterator[Postgres]:
    """PostgreSQL with fsync on, for as long as the block runs. It refuses to run as root, so it does not.

    in_memory: keep its files in memory where there is room, for tests that do not measure the disk.
    """
    folders = sorted(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))
    server = installed("postgres", *folders)
    binaries = Path(os.path.realpath(server)).parent
    if not (binaries / "initdb").exists():
        binaries = Path(folders[-1])
    beside = MEMORY if in_memory and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES else None
    with tempfile.TemporaryDirectory(prefix="chartwire-pg-", dir=beside) as folder:
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user)
        data, port = f"{folder}/data", free_port()
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "user": user, "cwd": folder}
        initdb = [binaries / "initdb", "-D", data, "-U", "root", "--auth=trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(initdb, check=True, **quiet)
        run = [binaries / "postgres", "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1", *POSTGRESQL_FLAGS]
        process = subprocess.Popen(run, **quiet)
        try:
            ready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "30"]
            while subprocess.run(ready, check=False).returncode != 0:
                assert process.poll() is None, "PostgreSQL did not start"
            with psycopg.connect(f"postgresql://root@127.0.0.1:{port}/postgres", autocommit=True) as connection:
                connection.execute("CREATE ROLE chartwire LOGIN")
            yield Postgres(port)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nobody wants the data kept
            process.wait(30)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Redis without persistence; yields its URL."""
    port = free_port()
    run = [installed("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, "Redis did not start"
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(30)
