"""The position kept beside the database: an older copy put back is noticed, whichever practice was busy since."""

import sqlalchemy as sa

from hub import db, migrate
from hub.app import _write_position, open_hub
from hub.records import log, seal
from hub.records.log import Stream
from hub.records.practice import add_practice
from hub.records.seal import EVERYWHERE, Keys
from hub.runtime import Hub
from hub.settings import Settings
from tests.fakes import Clock


async def test_a_quiet_practice_keeps_its_position_while_another_is_busy(settings: Settings, clock: Clock) -> None:
    seal.make_root_key(settings.root_key_path)
    keys = Keys(seal.read_root_key(settings.root_key_path))
    database = db.Database(settings, database_key=keys.derive("database"))
    migrate.upgrade(database)
    with database.write(EVERYWHERE) as connection:
        about = {"telephone": "+1 555 010 0100", "time_zone": "UTC", "now": clock()}
        quiet, busy = (add_practice(connection, keys, name=name, **about).practice for name in ("Quiet", "Busy"))
        connection.execute(sa.update(Stream.table).values(head=10))
    database.close()

    hub = open_hub(settings)
    hub.writer.heads[busy] = 11
    _write_position(hub)
    _go_back(hub, quiet)
    again = open_hub(settings)
    with again.database.read(EVERYWHERE) as connection:
        after = log.positions(connection)
    assert after[quiet].epoch != "before", "cursors of what was lost mean nothing"
    hub.close()
    again.close()


def _go_back(hub: Hub, practice: str) -> None:
    with hub.database.write(EVERYWHERE) as connection:
        of_practice = sa.update(Stream.table).where(Stream.c.practice == practice)
        connection.execute(of_practice.values(head=5, epoch="before"))
