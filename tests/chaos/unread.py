"""Unread totals against a recount after ten thousand random operations; first that a planted fault is found."""

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from hub import perform
from hub.messaging import writing
from hub.records.tx import Tx
from hub.settings import Settings
from hub.shapes import new_id
from tests.cast import make_cast
from tests.conftest import opened
from tests.doors import open_doors
from tests.fakes import Clock
from tests.unread_ledger import Ledger

OPERATIONS, PLANTED_OPERATIONS = 10_000, 400
COUNTED_EVERY = 1_000
PATIENCE_S = 12 * 3600  # the clock is moved on; nobody is signed out for it


def check(seed: int) -> int:
    """0 when every recount agreed, and disagreed with the planted fault."""
    with _forgotten_marks():
        _, wrong = asyncio.run(_run(seed, PLANTED_OPERATIONS))
    print(f"  an own message that counts as unread for its author: {'found' if wrong else 'NOT FOUND'}")
    if not wrong:
        return 1
    start = time.monotonic()
    ledger, wrong = asyncio.run(_run(seed, OPERATIONS))
    print(
        f"  {ledger.tried:,} operations ({ledger.done:,} obeyed) on {len(ledger.written)} conversations by"
        f" {len(ledger.people)} people in {time.monotonic() - start:.0f} s: {len(wrong)} totals differ from a recount"
    )
    for sentence in wrong[:10]:
        print(f"    {sentence}")
    print("  DID NOT HOLD" if wrong else "  held")
    return 1 if wrong else 0


async def _run(seed: int, operations: int) -> tuple[Ledger, list[str]]:
    clock, wrong = Clock(), []
    with tempfile.TemporaryDirectory(prefix="chartwire-unread-") as folder:
        async with (
            opened(Settings(data=folder, staff_idle_s=PATIENCE_S, patient_idle_s=PATIENCE_S), clock) as hub,
            open_doors(hub) as doors,
        ):
            cast = await make_cast(hub)

            async def do(one: Any, name: str, /, **args: Any) -> dict[str, Any]:
                return (await perform.perform(hub, one.who, name, new_id(), args)).result

            async def see(one: Any, name: str, /, **args: Any) -> dict[str, Any]:
                return (await perform.look(hub, one.who, name, args)).data

            ledger = Ledger(hub, cast, do, see, clock, random.Random(seed))
            async with doors.socket(cast.lin) as lin, doors.socket(cast.ana) as ana:
                for number in range(1, operations + 1):
                    await ledger.step()
                    if number % COUNTED_EVERY and number != operations:
                        continue
                    wrong += await ledger.misplaced()
                    for one in ledger.people:
                        wrong += await ledger.complaints(one)
                    for one, socket in ((cast.lin, lin), (cast.ana, ana)):
                        await socket.caught_up()
                        told, counted = socket.said("unread.changed")[-1], await see(one, "unread.count")
                        wrong += [] if told == counted else [f"{one.name} heard {told}, and is told {counted}"]
    return ledger, wrong


@contextmanager
def _forgotten_marks() -> Iterator[None]:
    """Planted: nobody notes that a message is its author's own."""

    def forget(tx: Tx, actor: Any, thread: Any) -> None:
        del tx, actor, thread

    with mock.patch.object(writing, "count_own", forget):
        yield
