"""`python -m bench`: measures the hub on this machine and prints one report. Exits non-zero when a goal is missed.

Absolute figures belong to one machine and one run; they stand beside what the same disk and the same server do raw.
"""

import argparse
import contextlib
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench import scale, server
from bench.crowds import memory_of_each_kib, storm_s
from bench.machine import echoes_a_second, json_a_second, syncs_a_second
from bench.pairs import Figures, Plan
from bench.practice import make_practice, read_practice
from bench.report import Goal, Line
from bench.server import Process
from hub.settings import Settings
from tests.servers import Postgres, postgres

MESSAGES = {
    ("daphne", "sqlite"): Goal(3_000, 5_000),
    ("daphne", "postgresql"): Goal(2_500, 4_500),
    ("uvicorn", "sqlite"): Goal(4_000, 8_000),
    ("uvicorn", "postgresql"): Goal(3_500, 6_000),
}
P50_MS, P99_MS = Goal(3, 1.5, at_least=False), Goal(15, 6, at_least=False)
SOCKET_KIB, STORM_S = Goal(60, 36, at_least=False), Goal(15, 5, at_least=False)
IDLE = 2_000
PACED = 200
PLANTED = ("", "stop", "lost", "hoard", "unindexed")
PROOFS = (  # what is measured, the fault, and the figure that must tell of it
    ("pairs", "stop", "messages"),
    ("pairs", "lost", "never seen"),
    ("pace", "stop", "p99"),
    ("crowd", "hoard", "memory"),
    ("crowd", "stop", "cut at once"),
    ("scale", "unindexed", "unread totals"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=("raw", "pairs", "pace", "crowd", "scale"), help="one kind of measurement")
    parser.add_argument("--server", choices=("daphne", "uvicorn"), help="one server")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="one database")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts (3)")
    parser.add_argument("--seconds", type=float, default=5, help="seconds counted in each run (5)")
    parser.add_argument(
        "--planted",
        choices=PLANTED,
        default="",
        help="a fault that must be caught: the server stops and goes, messages vanish, memory is hoarded, no index",
    )
    parser.add_argument("--prove", action="store_true", help="plant every fault in turn; fails where one is not caught")
    asked = parser.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; settings raised: {server.RAISED}", flush=True)
    if asked.prove:
        return prove(asked)
    missed = measure(asked)
    print(f"load {os.getloadavg()[0]:.1f} after; {'GOALS MISSED' if missed else 'every goal met'}")
    return 1 if missed else 0


def measure(asked: argparse.Namespace) -> list[str]:
    """Print every figure that was asked for; what those are called that missed their goal."""
    missed = []
    with contextlib.ExitStack() as held:
        for line in Bench(asked, held).lines():
            print(line, flush=True)
            missed += [] if line.is_met else [line.what]
    return missed


def prove(asked: argparse.Namespace) -> int:
    """Plant each fault, briefly; 0 when every one was caught."""
    uncaught = []
    for only, planted, figure in PROOFS:
        print(f"planted: {planted}", flush=True)
        short = {"only": only, "planted": planted, "server": "daphne", "database": "sqlite", "runs": 1, "seconds": 2.0}
        if not any(figure in missed for missed in measure(argparse.Namespace(**vars(asked) | short))):
            uncaught.append(f"{planted} in {only}")
    print(f"NOT CAUGHT: {', '.join(uncaught)}" if uncaught else "every planted fault was caught")
    return 1 if uncaught else 0


class Bench:
    """The measurements that were asked for, one after the other."""

    def __init__(self, asked: argparse.Namespace, held: contextlib.ExitStack) -> None:
        self.asked = asked
        self.folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="chartwire-bench-")))
        self.held = held
        self.syncs = self.echoes = 0.0
        self._postgres: Postgres | None = None

    def wants(self, kind: str, kind_server: str = "daphne", database: str = "sqlite") -> bool:
        only = (self.asked.only in (None, kind)) and self.asked.server in (None, kind_server)
        return only and self.asked.database in (None, database)

    def lines(self) -> Iterator[Line]:
        """Every figure, as soon as it is known."""
        if self.asked.only in (None, "raw"):
            yield from self._raw()
        for (kind, database), goal in MESSAGES.items():
            if self.wants("pairs", kind, database):
                yield from self._pairs(kind, database, goal)
        for kind, database in MESSAGES:
            if self.wants("pace", kind, database):
                yield from self._pace(kind, database)
        for kind in ("daphne", "uvicorn"):
            if self.wants("crowd", kind):
                yield from self._crowd(kind)

        for database in ("sqlite", "postgresql"):
            if self.wants("scale", database=database):
                settings = server.settings_for(
                    Path(tempfile.mkdtemp(dir=self.folder)), self._database(database), "daphne"
                )
                yield from scale.measure(settings, planted=self.asked.planted)

    def _raw(self) -> Iterator[Line]:
        syncs = [syncs_a_second(self.folder) for _ in range(self.asked.runs)]
        yield Line("raw: 4 KiB appended and synced", syncs, "/s")
        speed = [json_a_second() for _ in range(self.asked.runs)]
        yield Line("raw: JSON out and in by plain Python", speed, "/s", beside=f"Python {platform.python_version()}")
        for kind in ("daphne", "uvicorn"):
            runs = [echoes_a_second(kind, self.folder) for _ in range(self.asked.runs)]
            yield Line(f"raw: frames echoed, {kind}, 128 × 4 in flight", runs, "/s")

    def _pairs(self, kind: str, database: str, goal: Goal) -> Iterator[Line]:
        with self._served(kind, database, pairs=64) as (settings, process, folder):
            cpu_s, figures = process.cpu_s, []
            for _ in range(self.asked.runs):
                figures.append(self._run(settings, process, folder, rate=0))
            used_us = (process.cpu_s - cpu_s) / max(1, sum(each.sent for each in figures)) * 1e6
        beside = f"server {used_us:,.0f} µs/message, generator {figures[0].generator_cpu:.0%} of a core"
        runs = [each.a_second for each in figures]
        yield Line(f"messages, {kind}, {database}, 64 pairs × 4", runs, "/s", goal, beside)
        yield from self._none_lost(figures)

    def _pace(self, kind: str, database: str) -> Iterator[Line]:
        with self._served(kind, database, pairs=64) as (settings, process, folder):
            figures = [self._run(settings, process, folder, rate=PACED) for _ in range(self.asked.runs)]
        what = f"send → receive, {kind}, {database}, {PACED}/s"
        is_named = (kind, database) == ("daphne", "sqlite")  # the goal is of the default
        worst = f"worst {max(each.worst_ms for each in figures):.0f} ms"
        yield Line(f"{what}, p50", [each.p50_ms for each in figures], "ms", P50_MS if is_named else None)
        yield Line(f"{what}, p99", [each.p99_ms for each in figures], "ms", P99_MS if is_named else None, worst)
        yield from self._none_lost(figures)

    def _none_lost(self, figures: list[Figures]) -> Iterator[Line]:
        lost = sum(each.lost for each in figures)
        if lost:
            yield Line("  answered, and never seen by the other side", [lost], "", Goal(0, 0, at_least=False))

    def _crowd(self, kind: str) -> Iterator[Line]:
        with self._served(kind, "sqlite", idle=IDLE + 100) as (settings, process, folder):
            practice = read_practice(folder / "practice.json")
            waiting, each_kib = memory_of_each_kib(settings.port, process, practice, planted=self.asked.planted)
            yield Line(f"memory of an idle socket, {kind}, {IDLE:,} of them", [each_kib], "KiB", SOCKET_KIB)
            with self._pulses(process):
                took_s = storm_s(waiting, practice)
            yield Line(f"{IDLE:,} cut at once, all live and caught up, {kind}", [took_s], "s", STORM_S)
            waiting.crowd.cut()

    def _run(self, settings: Settings, process: Process, folder: Path, *, rate: int) -> Figures:
        """One run of the generator, in a process of its own."""
        plan = Plan(
            port=settings.port,
            practice=str(folder / "practice.json"),
            rate=rate,
            seconds=self.asked.seconds,
            planted="lost" if self.asked.planted == "lost" else "",
        )
        command = [sys.executable, "-m", "bench.pairs", msgspec.json.encode(plan).decode()]
        with self._pulses(process):
            done = subprocess.run(command, cwd=server.ROOT, stdout=subprocess.PIPE, check=True)
        return msgspec.json.decode(done.stdout, type=Figures)

    @contextlib.contextmanager
    def _served(
        self, kind: str, database: str, *, pairs: int = 0, idle: int = 0
    ) -> Iterator[tuple[Settings, Process, Path]]:
        """A practice made for measuring, served."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        settings = server.settings_for(folder / "data", self._database(database), kind)
        make_practice(settings, folder / "practice.json", pairs=pairs, idle=idle)
        with server.running(settings) as process:
            yield settings, process, folder

    def _database(self, name: str) -> str:
        if name == "sqlite":
            return ""
        if self._postgres is None:
            self._postgres = self.held.enter_context(postgres())
        return self._postgres.fresh()

    @contextlib.contextmanager
    def _pulses(self, process: Process) -> Iterator[None]:
        """Planted: a server that stands still four fifths of the time."""
        is_over = threading.Event()

        def pulse() -> None:
            while not is_over.wait(0.05):
                process.popen.send_signal(signal.SIGSTOP)
                time.sleep(0.2)
                process.popen.send_signal(signal.SIGCONT)

        if self.asked.planted != "stop":
            yield
            return
        thread = threading.Thread(target=pulse)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()


if __name__ == "__main__":
    sys.exit(main())
