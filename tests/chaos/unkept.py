"""A disk that fails a sync: the server ends at once, acknowledges nothing of it, and has what it acknowledged before.

The failure is made by strace, which lets one sync return EIO.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from bench import server
from bench.practice import make_practice
from tests.chaos.disk import Visitor, browser

FAILS_AT = 40  # this sync of a thread fails and the next would succeed, which must deceive nobody
MOST_POSTS = 200
UNKEPT = 74  # EX_IOERR of sysexits.h


@dataclass(frozen=True)
class Seen:
    """acked: messages that were answered; kept: those in the chart after a restart; exit_code: how the server ended."""

    acked: frozenset[str]
    kept: frozenset[str]
    exit_code: int | None


def judge(seen: Seen) -> list[str]:
    """A sentence for each thing that should not have been. Pure."""
    wrong = []
    if not seen.acked:
        wrong.append("nothing was acknowledged before the disk failed")
    if not seen.acked <= seen.kept:
        wrong.append(f"{len(seen.acked - seen.kept)} acknowledged messages are not in the chart")
    if seen.exit_code != UNKEPT:
        wrong.append(f"the server ended with {seen.exit_code}, not {UNKEPT}")
    return wrong


SOUND = Seen(frozenset("ab"), frozenset("abc"), UNKEPT)
PLANTED = {
    "an acknowledged message lost": replace(SOUND, kept=frozenset("a")),
    "the server went on": replace(SOUND, exit_code=None),
    "the disk failed before anything happened": replace(SOUND, acked=frozenset()),
}


def prove_the_judge() -> int:
    """Raises AssertionError unless the sound run passes and every planted one is caught; how many."""
    assert judge(SOUND) == []
    for name, seen in PLANTED.items():
        assert judge(seen), f"the judge missed: {name}"
    return len(PLANTED)


def check() -> int:
    """0 when a failed sync ends the server and costs nothing that was acknowledged."""
    print(f"unkept: a sync that fails, load {os.getloadavg()[0]:.1f}")
    print(f"  the judge finds its {prove_the_judge()} planted faults")
    with tempfile.TemporaryDirectory(prefix="chartwire-unkept-") as folder:
        seen = _fail_a_sync(Path(folder))
    wrong = judge(seen)
    print(f"  {len(seen.acked)} acknowledged, {len(seen.kept)} in the chart, the server ended with {seen.exit_code}")
    for sentence in wrong:
        print(f"    {sentence}")
    print("  DID NOT HOLD" if wrong else "  held")
    return 1 if wrong else 0


def _fail_a_sync(folder: Path) -> Seen:
    settings = server.settings_for(folder / "data", "", "daphne")
    practice = make_practice(settings, folder / "practice.json", pairs=1)
    pair = practice.pairs[0]
    failing = f"inject=fdatasync,fsync:error=EIO:when={FAILS_AT}"
    under = ["strace", "-D", "-f", "-qq", "-e", "trace=fdatasync,fsync", "-e", failing, "-o", "/dev/null"]
    process = server.start(settings, under=under)
    with browser(settings, pair.patient) as before:
        visitor = Visitor(before, pair.threads[0])
        try:
            for _ in range(MOST_POSTS):
                visitor.post()
        except httpx.TransportError:
            pass  # the server is gone, as it should be
    try:
        exit_code = process.popen.wait(10)
    except subprocess.TimeoutExpired:
        exit_code = None
        process.kill()
    with server.running(settings), browser(settings, pair.patient) as after:
        kept = Visitor(after, pair.threads[0]).read_all()
    return Seen(frozenset(visitor.acked), kept, exit_code)


if __name__ == "__main__":
    sys.exit(check())
