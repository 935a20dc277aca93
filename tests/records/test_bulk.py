"""Rows go to the database and come back as they were, by whichever road: driver SQL in bulk, or SQLAlchemy."""

from datetime import UTC, datetime

import msgspec
import pytest
import sqlalchemy as sa

from hub.bulk import insert_rows, rows_by_id, update_rows
from hub.db import rows
from hub.messaging.tables import Thread
from hub.runtime import Hub
from tests.cast import Cast

AT = datetime(2026, 11, 21, 9, 30, 0, 120_000, tzinfo=UTC)


def threads(cast: Cast, count: int) -> list[Thread]:
    return [
        Thread(
            practice=cast.practice,
            id=f"t{number:03d}",
            patient=cast.ana.patient or "",
            topic="topic",
            subject=b"\x00\xff",
            pool="pool",
            urgent=bool(number % 2),
            due_at=AT if number % 3 else None,
            last_at=AT,
            listed_at=AT,
            last_line=b"",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, 64, 107])
async def test_what_is_written_in_bulk_is_read_alike_by_both_roads(hub_: Hub, cast: Cast, count: int) -> None:
    made = threads(cast, count)
    with hub_.database.write(cast.practice) as connection:
        insert_rows(connection, made)
        in_bulk = rows_by_id(connection, Thread, cast.practice, [one.id for one in made])
        by_core = rows(connection, sa.select(Thread.table).order_by(Thread.c.id), Thread)
    assert in_bulk == by_core == made


@pytest.mark.parametrize("count", [1, 107])
async def test_only_rows_that_are_still_as_they_were_seen_are_changed(hub_: Hub, cast: Cast, count: int) -> None:
    made = threads(cast, count)
    after = [msgspec.structs.replace(one, rev=2, state="closed", due_at=None, urgent=True) for one in made]
    stale = [(msgspec.structs.replace(one, rev=7), changed) for one, changed in zip(made, after, strict=True)]
    with hub_.database.write(cast.practice) as connection:
        insert_rows(connection, made)
        assert update_rows(connection, stale) == 0
        assert update_rows(connection, list(zip(made, after, strict=True))) == count
        assert rows_by_id(connection, Thread, cast.practice, [one.id for one in made]) == after


async def test_a_row_of_another_practice_is_not_found_by_its_id(hub_: Hub, cast: Cast, next_door: Cast) -> None:
    made = threads(cast, 2)
    with hub_.database.write(cast.practice) as connection:
        insert_rows(connection, made)
    with hub_.database.write(next_door.practice) as connection:
        assert rows_by_id(connection, Thread, next_door.practice, ["t000", "t001"]) == []
