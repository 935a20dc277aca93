"""Runs the server under strace, sends messages one by one and in bursts, and has the trace judged."""

import os
import sys
import tempfile
import time
from pathlib import Path

from bench import server
from bench.pairs import Exchange, Plan
from bench.practice import make_practice
from tests.chaos.trace import judge

CALLS = "recvfrom,recvmsg,read,sendto,sendmsg,write,writev,pwrite64,pwritev,fdatasync,fsync"
WHOLE_FRAMES = "70000"  # many answers leave in one write
ONE_BY_ONE, IN_BURSTS = (1, 1), (16, 8)  # pairs, and messages in flight of each side
FEWEST = 300

COMMAND = '\\"id\\":\\"' + "0" * 26 + '\\"'
SOUND = (
    '7 10:00:00.000001 recvfrom(9<TCP:[1]>, "{\\"type\\":\\"do\\",' + COMMAND + '}", 999, 0, NULL, NULL) = 99',
    '8 10:00:00.000002 pwrite64(5</d/chartwire.db-wal>, "x", 1, 0) = 1',
    "8 10:00:00.000003 fdatasync(5</d/chartwire.db-wal> <unfinished ...>",
    "8 10:00:00.000004 <... fdatasync resumed>) = 0",
    '7 10:00:00.000005 sendto(9<TCP:[1]>, "{\\"type\\":\\"done\\",' + COMMAND + '}", 99, 0, NULL, 0) = 99',
)
RECEIVED, WRITTEN, SYNCING, SYNCED, ANSWERED = SOUND
PLANTED = {
    "answered before the sync returned": (RECEIVED, WRITTEN, SYNCING, ANSWERED, SYNCED),
    "answered before the sync began": (RECEIVED, WRITTEN, ANSWERED, SYNCING, SYNCED),
    "never synced": (RECEIVED, WRITTEN, ANSWERED),
    "the sync failed": (RECEIVED, WRITTEN, SYNCING, SYNCED.replace("= 0", "= -1 EIO"), ANSWERED),
    "another file was synced": (
        RECEIVED,
        WRITTEN,
        *(line.replace("-wal", "") for line in (SYNCING, SYNCED)),
        ANSWERED,
    ),
    "only the batch before was synced": (WRITTEN, SYNCING, RECEIVED, SYNCED, ANSWERED),
}


def prove_the_judge() -> int:
    """Raises AssertionError unless the sound trace passes and every planted one is caught; how many."""
    assert judge(SOUND) == (1, [])
    for name, lines in PLANTED.items():
        assert judge(lines)[1], f"the judge missed: {name}"
    return len(PLANTED)


def check() -> int:
    """0 when no `done` left before the fdatasync of its batch returned."""
    print(f"strace: what the disk had when `done` left, load {os.getloadavg()[0]:.1f}")
    print(f"  the judge finds its {prove_the_judge()} planted traces")
    with tempfile.TemporaryDirectory(prefix="chartwire-strace-") as folder:
        trace = _record(Path(folder))
        with trace.open(errors="replace") as lines:
            answers, early = judge(lines)
    print(f"  {answers} answers, {len(early)} of them too early")
    for sentence in early[:10]:
        print(f"    {sentence}")
    is_held = answers >= FEWEST and not early
    print("  held" if is_held else "  DID NOT HOLD")
    return 0 if is_held else 1


def _record(folder: Path) -> Path:
    trace = folder / "trace"
    settings = server.settings_for(folder / "data", "", "daphne")
    practice = make_practice(settings, folder / "practice.json", pairs=16)
    # -D: strace watches from the side, so that signals reach the server itself.
    under = ["strace", "-D", "-f", "-tt", "-y", "-s", WHOLE_FRAMES, "-e", f"trace={CALLS}", "-o", str(trace)]
    process = server.start(settings, under=under)
    try:
        for pairs, in_flight in (ONE_BY_ONE, IN_BURSTS):
            plan = Plan(port=settings.port, practice="", pairs=pairs, in_flight=in_flight, warm_s=0.2, seconds=3)
            exchange = Exchange(plan, practice)
            exchange.run()
            exchange.crowd.cut()
    finally:
        process.stop()
    until = time.monotonic() + 10
    while "+++ exited" not in _end_of(trace) and time.monotonic() < until:
        time.sleep(0.05)
    return trace


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 200))
        return file.read().decode(errors="replace")


if __name__ == "__main__":
    sys.exit(check())
