"""`python -m tests.chaos`: kills under load and over the clockwork, what the disk had when `done` left, a failing disk,
and unread totals against a recount.

Exits non-zero when anything acknowledged was lost, doubled, reordered or shown to others. Every judge is shown its
planted faults first.
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
from pathlib import Path

from tests.chaos.kills import BACK_S, Run, run_kills
from tests.chaos.planted import prove_the_judge
from tests.servers import postgres

CHECKS = ("sqlite", "postgresql", "clockwork", "strace", "unkept", "disk", "unread")


def main() -> int:
    """Run what was asked for; 0 when all of it held."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"of {', '.join(CHECKS)}; all by default")
    parser.add_argument(
        "--cycles", type=int, help="kills of the server (50 on SQLite, 10 on PostgreSQL, 100 over the clockwork)"
    )
    parser.add_argument("--database-kills", type=int, default=5, help="kills of PostgreSQL on the way (5)")
    parser.add_argument("--seed", type=int, help="of the moments of the kills; printed, so that a run can be repeated")
    asked = parser.parse_args()
    if unknown := set(asked.checks) - set(CHECKS):
        parser.error(f"there is no check {', '.join(sorted(unknown))}; choose from {', '.join(CHECKS)}")
    checks = asked.checks or CHECKS
    return max([0, *(CHECK[name](asked) for name in CHECKS if name in checks)])


def _sqlite(asked: argparse.Namespace) -> int:
    return _kills(asked, "SQLite", asked.cycles or 50)


def _postgresql(asked: argparse.Namespace) -> int:
    return _kills(asked, "PostgreSQL", asked.cycles or 10)


def _kills(asked: argparse.Namespace, name: str, cycles: int) -> int:
    seed = asked.seed if asked.seed is not None else random.randrange(1_000_000)
    print(f"{name}: kill -9 of the server under 20 clients, seed {seed}, load {os.getloadavg()[0]:.1f}")
    print(f"  the judge finds its {prove_the_judge()} planted faults")
    with contextlib.ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="chartwire-chaos-")))
        database = held.enter_context(postgres()) if name == "PostgreSQL" else None
        kills = asked.database_kills if database else 0
        run = run_kills(folder, database=database, cycles=cycles, database_kills=kills, seed=seed)
    _tell(run)
    return 0 if run.is_clean else 1


def _tell(run: Run) -> None:
    of_database = f" and {run.database_kills} of PostgreSQL" if run.database_kills else ""
    print(f"  {run.kills} kills{of_database}, {run.acked} messages acknowledged")
    print(f"  {run.verdict}")
    for kind, found in vars(run.verdict).items():
        for sentence in found[:10]:
            print(f"    {kind}: {sentence}")
    away, started = sorted(run.away_s), sorted(run.started_s)
    print(f"  accepting again after {started[len(started) // 2]:.1f} s (median), {started[-1]:.1f} s (worst)")
    print(f"  all live again after {away[len(away) // 2]:.1f} s (median), {away[-1]:.1f} s (worst; ≤ {BACK_S:.0f} s)")
    print(f"  the audit chain {'holds' if run.is_audit_sound else 'is BROKEN'}")
    print("  held" if run.is_clean else "  DID NOT HOLD")


def _clockwork(asked: argparse.Namespace) -> int:
    from tests.chaos.clockwork import check

    return check(asked.cycles, asked.seed)


def _strace(asked: argparse.Namespace) -> int:
    from tests.chaos.strace import check

    return check()


def _unkept(asked: argparse.Namespace) -> int:
    from tests.chaos.unkept import check

    return check()


def _disk(asked: argparse.Namespace) -> int:
    from tests.chaos.disk import check

    return check()


def _unread(asked: argparse.Namespace) -> int:
    from tests.chaos.unread import check

    seed = asked.seed if asked.seed is not None else random.randrange(1_000_000)
    print(f"unread totals against a recount, seed {seed}")
    return check(seed)


CHECK = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "clockwork": _clockwork,
    "strace": _strace,
    "unkept": _unkept,
    "disk": _disk,
    "unread": _unread,
}

if __name__ == "__main__":
    sys.exit(main())
