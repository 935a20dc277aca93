"""Migrations: what they make is what the code declares, on both databases; a newer database is not touched."""

import msgspec
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from hub import migrate
from hub.db import metadata, rows
from hub.errors import StartRefused
from hub.records.people import Membership, Pool
from hub.runtime import Hub
from hub.shapes import new_id
from tests.cast import Cast


async def test_the_migrated_database_has_exactly_the_declared_tables(hub_: Hub) -> None:
    with hub_.database.writing.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []


async def test_a_table_that_no_step_makes_is_noticed(hub_: Hub) -> None:
    planted = sa.MetaData()
    for table in metadata.tables.values():
        table.to_metadata(planted)
    sa.Table("planted", planted, sa.Column("id", sa.Text, primary_key=True))
    with hub_.database.writing.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), planted)
    assert [change[0] for change in found] == ["add_table"]


async def test_a_newer_database_stops_the_start_with_a_sentence(hub_: Hub) -> None:
    with hub_.database.writing.connect() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()
    with pytest.raises(StartRefused, match="newer version"):
        migrate.check(hub_.database)


async def test_every_table_of_a_practice_is_fenced_on_postgresql(hub_: Hub) -> None:
    if hub_.database.is_sqlite:
        return
    with hub_.database.writing.connect() as connection:
        policies = set(connection.execute(sa.text("SELECT tablename FROM pg_policies")).scalars())
        forced = sa.text("SELECT relname FROM pg_class WHERE relforcerowsecurity")
        forced_tables = set(connection.execute(forced).scalars())
        connection.execute(sa.text("SELECT set_config('chartwire.practice', 'nobody', true)"))
        seen = connection.execute(sa.text("SELECT count(*) FROM practice")).scalar()
    expected = {table.name for table in metadata.tables.values() if "practice" in table.c}
    assert expected == policies == forced_tables
    assert seen == 0


@pytest.mark.parametrize("kind", [Membership, Pool])
async def test_nobody_has_a_place_twice_and_no_pool_shares_its_name(
    hub_: Hub, cast: Cast, kind: type[Membership | Pool]
) -> None:
    with hub_.database.write(cast.practice) as connection:
        first = rows(connection, sa.select(kind.table).where(kind.c.practice == cast.practice), kind)[0]
        with pytest.raises(sa.exc.IntegrityError):
            connection.execute(kind.table.insert().values(msgspec.structs.asdict(first) | {"id": new_id()}))
