"""Clients write, the server is killed, again and again; then the chart is read by somebody who was not there."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from bench import server
from bench.practice import OPENING, Practice, make_practice
from hub.settings import Settings
from tests.chaos.client import Client
from tests.chaos.history import Entry, Stored, Verdict, judge
from tests.servers import Postgres

PAIRS, THREADS = 10, 3
BACK_S = 10.0  # from the kill until everybody is live again
REST_S = 30.0
WRITES_EACH_CYCLE = 40


@dataclass
class Run:
    """What a run went through. For each kill, started_s: how long until the server accepted connections again; away_s:
    until everybody was live again.
    """

    kills: int = 0
    database_kills: int = 0
    acked: int = 0
    started_s: list[float] = field(default_factory=list)
    away_s: list[float] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)
    is_audit_sound: bool = False

    @property
    def is_clean(self) -> bool:
        return self.verdict.is_clean and self.is_audit_sound and max(self.away_s) <= BACK_S


class Chaos:
    """Twenty clients, one server, and what kills it."""

    def __init__(self, settings: Settings, practice: Practice, seed: int) -> None:
        self.settings, self.practice = settings, practice
        self.random = random.Random(seed)
        self.history: list[Entry] = []
        self.clients: list[Client] = []
        self.entitled: dict[str, frozenset[str]] = {}
        for number, pair in enumerate(practice.pairs):
            for name, token in ((f"patient{number}", pair.patient), (f"nurse{number}", pair.nurse)):
                self.clients.append(Client(name, settings.port, token, pair.threads, self.history.append))
            self.entitled |= dict.fromkeys(pair.threads, frozenset((f"patient{number}", f"nurse{number}")))

    async def run(self, *, cycles: int, database: Postgres | None = None, database_kills: int = 0) -> Run:
        """Kill the server `cycles` times, and on the way PostgreSQL `database_kills` times; then judge."""
        run = Run()
        process = server.start(self.settings)
        work = [asyncio.create_task(client.run()) for client in self.clients]
        restarted: list[subprocess.Popen[bytes]] = []
        try:
            await self._until_live(REST_S)
            for cycle in range(cycles):
                await self._write_for_a_while()
                began = time.monotonic()
                process.kill()
                run.kills += 1
                process = await asyncio.to_thread(server.start, self.settings)
                run.started_s.append(time.monotonic() - began)
                await self._until_live(BACK_S * 3)
                run.away_s.append(max(client.live_at for client in self.clients) - began)
                if database is not None and cycle * database_kills // cycles > run.database_kills - 1:
                    await self._write_for_a_while()
                    restarted.append(await asyncio.to_thread(kill_and_restart, database))
                    run.database_kills += 1
                if sys.stdout.isatty():
                    print(f"\r  {cycle + 1} of {cycles} kills, {self.acked} acknowledged", end="", flush=True)
            await self._come_to_rest()
            print(end="\r")
            run.acked = self.acked
            run.verdict = judge(self.history, await self._read_chart(), self.entitled)
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            process.stop()
            run.is_audit_sound = verify_audit(self.settings)
            for each in restarted:
                each.terminate()
                each.wait(30)
        return run

    @property
    def acked(self) -> int:
        return sum(client.acked for client in self.clients)

    async def _until_live(self, within_s: float) -> None:
        await until(lambda: all(client.is_live for client in self.clients), within_s, "not everybody came back")

    async def _write_for_a_while(self) -> None:
        wanted = self.acked + self.random.randrange(WRITES_EACH_CYCLE, WRITES_EACH_CYCLE * 10)
        await until(lambda: self.acked >= wanted, REST_S, "nobody writes any more")
        await asyncio.sleep(self.random.uniform(0, 0.02))  # not always just after an answer

    async def _come_to_rest(self) -> None:
        for client in self.clients:
            client.is_writing = False
        await until(lambda: not any(client.unanswered for client in self.clients), REST_S, "commands stay unanswered")
        size = -1
        while size != len(self.history):  # nobody hears anything any more
            size = len(self.history)
            await asyncio.sleep(1.5)

    async def _read_chart(self) -> dict[str, list[Stored]]:
        """Every conversation, page by page, over HTTP, as its patient reads it."""
        chart: dict[str, list[Stored]] = {}
        for pair in self.practice.pairs:
            headers = {"X-Chartwire": "1", "Cookie": f"session={pair.patient}"}
            headers["Origin"] = base = f"http://localhost:{self.settings.port}"
            async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30) as browser:
                for thread in pair.threads:
                    chart[thread] = await read_thread(browser, thread)
        return chart


async def read_thread(browser: httpx.AsyncClient, thread: str) -> list[Stored]:
    """All messages of a conversation, oldest first, without the one that opened it."""
    messages: list[Stored] = []
    args: dict[str, Any] = {"thread": thread, "limit": 100}
    while True:
        answer = await browser.post("/api/see/thread.page", json={"args": args})
        answer.raise_for_status()
        data = answer.json()["data"]
        messages[:0] = [Stored(each["message"], each["body"]) for each in data["messages"] if each["body"] != OPENING]
        if data["next"] is None:
            return messages
        args["before"] = data["next"]


async def until(is_so: Any, within_s: float, otherwise: str) -> None:
    """Wait for something. Raises AssertionError with the sentence when it does not come about."""
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, otherwise
        await asyncio.sleep(0.005)


def verify_audit(settings: Settings) -> bool:
    """Whether `chartwire audit verify` finds the chain whole."""
    command = [sys.executable, "-m", "hub", "audit", "verify", "--data", settings.data]
    command += ["--database", settings.database] if settings.database else []
    done = subprocess.run(command, cwd=server.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout, done.stderr)
    return done.returncode == 0


def kill_and_restart(database: Postgres) -> "subprocess.Popen[bytes]":
    """kill -9 of PostgreSQL's postmaster, and the same server started again on the same files."""
    url = f"postgresql://root@127.0.0.1:{database.port}/postgres"
    with psycopg.connect(url, autocommit=True) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    postmaster = int(Path(folder, "postmaster.pid").read_text().split()[0])
    command = Path(f"/proc/{postmaster}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
    owner = os.stat(folder).st_uid
    os.kill(postmaster, signal.SIGKILL)
    os.waitpid(postmaster, 0)  # it is our child, and a new one believes the old one's lock as long as that is unburied
    while True:  # it refuses as long as orphans of the old one hold its memory
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        started = subprocess.Popen(command, user=owner, **quiet)
        while started.poll() is None:
            try:
                psycopg.connect(url, connect_timeout=1).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return started


def run_kills(folder: Path, *, database: Postgres | None, cycles: int, database_kills: int, seed: int) -> Run:
    """One whole run in an empty folder."""
    settings = server.settings_for(folder / "data", database.fresh() if database else "", "daphne")
    practice = make_practice(settings, folder / "practice.json", pairs=PAIRS, threads=THREADS)
    chaos = Chaos(settings, practice, seed)
    return asyncio.run(chaos.run(cycles=cycles, database=database, database_kills=database_kills))
