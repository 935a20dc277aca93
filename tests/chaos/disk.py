"""A full disk: nothing is written and nothing acknowledged, audited reads go on while the spool lasts, then it heals.

The data folder is a small tmpfs, which needs the right to mount one (root).
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from bench import server
from bench.practice import Practice, make_practice
from hub.app import open_hub
from hub.records.audit import Audit
from hub.settings import Settings
from hub.shapes import new_id
from tests.chaos.kills import verify_audit

TMPFS = "32m"
READ = "thread.page"
TRIED_WHILE_FULL = 30
READ_WHILE_FULL = 50
MOST_READS = 30_000  # the spool has to be used up before
HEALED_S = 10.0


@dataclass(frozen=True)
class Seen:
    """What clients saw. acked, kept: messages answered with 200, and those the chart has. codes: of refused writes.

    refused_reads: codes of reads refused once the spool was used up. healed_s: from free space to the first success.
    audited, answered: reads the chain has, and reads that were answered.
    """

    acked: frozenset[str]
    kept: frozenset[str]
    codes: tuple[str, ...]
    reads_while_full: int
    refused_reads: tuple[str, ...]
    healed_s: float
    answered: int
    audited: int
    is_same_process: bool
    is_audit_sound: bool


def judge(seen: Seen) -> list[str]:
    """A sentence for each thing that should not have been. Pure."""
    return [
        sentence
        for is_wrong, sentence in (
            (not seen.acked <= seen.kept, f"{len(seen.acked - seen.kept)} acknowledged messages are not in the chart"),
            (not seen.kept <= seen.acked, f"{len(seen.kept - seen.acked)} messages were kept and refused all the same"),
            (len(seen.codes) < TRIED_WHILE_FULL, "writes were accepted on a full disk"),
            (set(seen.codes) != {"unavailable"}, f"writes were refused with {sorted(set(seen.codes))}"),
            (seen.reads_while_full < READ_WHILE_FULL, f"only {seen.reads_while_full} reads went on"),
            (set(seen.refused_reads) != {"unavailable"}, "reads went on, or failed badly, with the spool used up"),
            (seen.healed_s > HEALED_S, f"it took {seen.healed_s:.1f} s to heal"),
            (seen.audited != seen.answered, f"{seen.answered} reads were answered and {seen.audited} audited"),
            (not seen.is_same_process, "the server had to be restarted"),
            (not seen.is_audit_sound, "the audit chain is broken"),
        )
        if is_wrong
    ]


SOUND = Seen(frozenset("ab"), frozenset("ab"), ("unavailable",) * 30, 50, ("unavailable",), 0.5, 900, 900, True, True)
PLANTED = {
    "an acknowledged message lost": replace(SOUND, kept=frozenset("a")),
    "a refused message kept": replace(SOUND, acked=frozenset("a")),
    "a write acknowledged on a full disk": replace(SOUND, codes=("unavailable",) * 29),
    "a bug instead of a refusal": replace(SOUND, codes=("unavailable",) * 29 + ("internal",)),
    "no reads": replace(SOUND, reads_while_full=3),
    "reads for ever": replace(SOUND, refused_reads=()),
    "slow to heal": replace(SOUND, healed_s=60.0),
    "a read nobody noted": replace(SOUND, audited=899),
    "a restart": replace(SOUND, is_same_process=False),
    "a broken chain": replace(SOUND, is_audit_sound=False),
}


def prove_the_judge() -> int:
    """Raises AssertionError unless the sound run passes and every planted one is caught; how many."""
    assert judge(SOUND) == []
    for name, seen in PLANTED.items():
        assert judge(seen), f"the judge missed: {name}"
    return len(PLANTED)


def check() -> int:
    """0 when a full disk does what it should."""
    print(f"disk: full, then free again, load {os.getloadavg()[0]:.1f}")
    print(f"  the judge finds its {prove_the_judge()} planted faults")
    with tempfile.TemporaryDirectory(prefix="chartwire-disk-") as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={TMPFS},mode=700", "tmpfs", data], check=False)
        if mounted.returncode:
            print("  mounting a small tmpfs needs root: sudo make chaos")
            return 1
        try:
            seen = _fill_and_free(data)
        finally:
            subprocess.run(["umount", "-l", data], check=True)
    wrong = judge(seen)
    print(f"  {len(seen.codes)} writes refused while full; healed {seen.healed_s:.2f} s after there was room")
    print(f"  {seen.answered} reads answered, {seen.audited} in the chain, then {len(seen.refused_reads)} refused")
    for sentence in wrong:
        print(f"    {sentence}")
    print("  DID NOT HOLD" if wrong else "  held")
    return 1 if wrong else 0


@contextmanager
def browser(settings: Settings, token: str) -> Iterator[httpx.Client]:
    """Somebody signed in, over HTTP."""
    base = f"http://localhost:{settings.port}"
    headers = {"X-Chartwire": "1", "Origin": base, "Cookie": f"session={token}"}
    with httpx.Client(base_url=base, headers=headers, timeout=30) as client:
        yield client


class Visitor:
    """A patient who writes and reads over HTTP, and keeps count."""

    def __init__(self, browser: httpx.Client, thread: str) -> None:
        self.browser, self.thread = browser, thread
        self.acked: set[str] = set()
        self.answered = 0

    def post(self) -> str:
        """Write one message: the code of the refusal, or nothing."""
        args = {"thread": self.thread, "body": "Is anybody there?"}
        answer = self.browser.post("/api/do/message.post", json={"id": new_id(), "args": args})
        if answer.status_code == 200:
            self.acked.add(answer.json()["result"]["message"])
        return _code(answer)

    def read(self) -> str:
        """Read one message of the conversation: the code of the refusal, or nothing."""
        answer = self.browser.post(f"/api/see/{READ}", json={"args": {"thread": self.thread, "limit": 1}})
        self.answered += answer.status_code == 200
        return _code(answer)

    def read_all(self) -> frozenset[str]:
        """The messages of the conversation."""
        found: set[str] = set()
        args: dict[str, Any] = {"thread": self.thread, "limit": 100}
        while True:
            answer = self.browser.post(f"/api/see/{READ}", json={"args": args})
            answer.raise_for_status()
            self.answered += 1
            data = answer.json()["data"]
            found |= {each["message"] for each in data["messages"]}
            if data["next"] is None:
                return frozenset(found)
            args["before"] = data["next"]


def _code(answer: httpx.Response) -> str:
    if answer.status_code == 200:
        return ""
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    return str(answer.json()["code"]) if is_json else f"HTTP {answer.status_code}"


def _fill_and_free(data: Path) -> Seen:
    settings = server.settings_for(data, "", "daphne")
    practice = make_practice(settings, data.parent / "practice.json", pairs=1)
    with server.running(settings) as process, browser(settings, practice.pairs[0].patient) as patient:
        visitor = Visitor(patient, practice.pairs[0].threads[0])
        before = visitor.read_all()
        assert visitor.post() == "", "the first message was refused"
        ballast = _fill(data)
        _until_refused(visitor.post, 1_000)  # the log may have room of its own for a while
        codes = tuple(visitor.post() for _ in range(TRIED_WHILE_FULL))
        reads = sum(visitor.read() == "" for _ in range(READ_WHILE_FULL))
        _until_refused(visitor.read, MOST_READS)
        refused = tuple(visitor.read() for _ in range(5))
        ballast.unlink()
        freed_at = time.monotonic()
        while visitor.post() and time.monotonic() < freed_at + 3 * HEALED_S:
            time.sleep(0.05)
        healed_s = time.monotonic() - freed_at
        kept = visitor.read_all() - before
        is_same = process.popen.poll() is None
    return Seen(
        acked=frozenset(visitor.acked),
        kept=kept,
        codes=tuple(code for code in codes if code),
        reads_while_full=reads,
        refused_reads=tuple(code for code in refused if code),
        healed_s=healed_s,
        answered=visitor.answered,
        audited=_audited_reads(settings, practice),
        is_same_process=is_same,
        is_audit_sound=verify_audit(settings),
    )


def _fill(folder: Path) -> Path:
    """Leave no byte free; freed again by deleting the file."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return ballast


def _until_refused(call: Callable[[], str], most: int) -> None:
    for _ in range(most):
        if call():
            return


def _audited_reads(settings: Settings, practice: Practice) -> int:
    hub = open_hub(settings)
    try:
        with hub.database.read(practice.name) as connection:
            seen = sa.select(sa.func.count()).where(Audit.c.action == READ, Audit.c.outcome == "seen")
            return int(connection.execute(seen).scalar_one())
    finally:
        hub.close()


if __name__ == "__main__":
    sys.exit(check())
