"""Conversations remember why they wait and who finished them, and have an order of their own in the staff's lists."""

import sqlalchemy as sa
from alembic import op

from hub.db import EPOCH, Moment, only_where

revision = "0002"
down_revision = "0001"

INDEXES = (
    ("ix_thread_owner", ["practice", "owner", "listed_at"], "owner IS NOT NULL"),
    ("ix_thread_pool", ["practice", "pool", "listed_at"], "owner IS NULL AND state <> 'closed'"),
    ("ix_thread_patient", ["practice", "patient", "listed_at"], None),
    ("ix_thread_state", ["practice", "state", "listed_at"], None),
    ("ix_thread_due", ["practice", "due_at"], "due_at IS NOT NULL AND state = 'open'"),
    ("ix_thread_closed", ["practice", "closed_at"], "closed_at IS NOT NULL"),
    # From the wide to the narrow: of indexes that serve alike SQLite takes the newest.
    ("ix_thread_listed", ["practice", "listed_at"], None),
    ("ix_thread_active", ["practice", "listed_at"], "state <> 'closed'"),
    ("ix_thread_urgent", ["practice", "listed_at"], "urgent AND state <> 'closed'"),
)


def upgrade() -> None:
    for name in ("ix_thread_last", "ix_thread_owner", "ix_thread_patient", "ix_thread_pool"):
        op.drop_index(name, "thread")
    op.add_column("thread", sa.Column("snooze_reason", sa.LargeBinary(), nullable=True))
    op.add_column("thread", sa.Column("closed_at", Moment(), nullable=True))
    op.add_column("thread", sa.Column("closed_by", sa.Text(), nullable=True))
    op.add_column("thread", sa.Column("listed_at", Moment(), nullable=False, server_default=_beginning()))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT set_config('chartwire.practice', '*', true)")  # past the fence, for every practice's rows
    op.execute("UPDATE thread SET listed_at = last_at")
    op.execute("UPDATE thread SET closed_at = last_at WHERE state = 'closed'")
    op.execute("UPDATE thread SET due_at = last_at WHERE state = 'open' AND due_at IS NULL")
    for name, columns, condition in INDEXES:
        op.create_index(name, "thread", columns, unique=False, **(only_where(condition) if condition else {}))


def _beginning() -> str:
    """A column that may not be empty needs something to begin with."""
    return "0" if op.get_bind().dialect.name == "sqlite" else EPOCH.isoformat()
