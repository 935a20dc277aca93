"""What a PostgreSQL database must be like before the hub starts on it."""

import psycopg
import pytest
import sqlalchemy as sa

from hub.db import Database
from hub.errors import StartRefused
from hub.settings import Settings
from tests import servers


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS"])
def test_a_role_above_row_level_security_is_refused(postgres: servers.Postgres, power: str) -> None:
    role, url = f"role_{power.lower()}", sa.make_url(postgres.fresh())
    with psycopg.connect(f"postgresql://root@127.0.0.1:{postgres.port}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN {power}")
    settings = Settings(database=url.set(username=role).render_as_string())
    with pytest.raises(StartRefused, match="superuser"):
        Database(settings, database_key=b"")
