"""Row level security on PostgreSQL: a transaction sees the practice it named and what belongs to none."""

import sqlalchemy as sa
from alembic import op


def fence() -> None:
    """Fence every table that has a practice and no policy yet. The owner is not exempt."""
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    named = "current_setting('chartwire.practice', true)"
    open_tables = sa.text(
        "SELECT c.table_name FROM information_schema.columns c WHERE c.table_schema = current_schema()"
        " AND c.column_name = 'practice' AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.tablename = c.table_name)"
    )
    for table in bind.execute(open_tables).scalars().all():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY practice ON {table} USING (practice IN ({named}, '*') OR {named} = '*')")
