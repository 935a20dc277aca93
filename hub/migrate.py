"""Brings a database to the shape this version needs: Alembic, the same steps for both databases."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from hub.db import Database
from hub.errors import StartRefused

SCRIPTS = Path(__file__).parent / "records" / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return config


def upgrade(database: Database) -> None:
    """Run every step this database has not had. Raises StartRefused for a database newer than this program."""
    _refuse_newer(database)
    config = _config()
    with database.writing.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def check(database: Database) -> None:
    """Raises StartRefused unless the database has exactly the shape this version needs."""
    _refuse_newer(database)
    if _revision(database) != ScriptDirectory.from_config(_config()).get_current_head():
        raise StartRefused("The database is older than this program; run `chartwire migrate`.")


def _refuse_newer(database: Database) -> None:
    revision = _revision(database)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise StartRefused("The database was made by a newer version; install that version or newer.")


def _revision(database: Database) -> str | None:
    with database.writing.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_empty(database: Database) -> bool:
    """Whether nothing has been set up in this database yet."""
    with database.writing.connect() as connection:
        return not sa.inspect(connection).get_table_names()
