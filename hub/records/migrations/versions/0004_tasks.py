"""Conversations that are calls or among colleagues, tasks, and what was told of being late."""

import sqlalchemy as sa
from alembic import op

from hub.db import Moment, only_where
from hub.records.migrations.fence import fence

revision = "0004"
down_revision = "0005"

NO_PATIENT = {"thread": ("patient", "topic", "pool"), "message": ("patient",), "held_message": ("patient",)}
UNTOLD = "state = 'open' AND overdue_at IS DISTINCT FROM due_at"
CLUSTERED = ("message",)


def upgrade() -> None:
    for table, columns in NO_PATIENT.items():
        with op.batch_alter_table(table, table_kwargs={"sqlite_with_rowid": table not in CLUSTERED}) as batch:
            for column in columns:
                batch.alter_column(column, existing_type=sa.Text(), nullable=True)
    op.add_column("thread", sa.Column("kind", sa.Text(), nullable=False, server_default="portal"))
    op.add_column("thread", sa.Column("members", sa.Text(), nullable=False, server_default=""))
    op.add_column("thread", sa.Column("caller", sa.LargeBinary(), nullable=True))
    op.add_column("thread", sa.Column("call_back", sa.LargeBinary(), nullable=True))
    op.add_column("thread", sa.Column("overdue_at", Moment(), nullable=True))
    op.create_index("ix_thread_untold", "thread", ["due_at"], **only_where(UNTOLD))
    op.create_index("ix_thread_staff", "thread", ["practice", "listed_at"], **only_where("kind = 'staff'"))
    op.create_table(
        "task",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=True),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("sealed_for", sa.Text(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("pool", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("overdue_at", Moment(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("practice", "id"),
    )
    op.create_index("ix_task_owner", "task", ["practice", "owner", "state"])
    op.create_index("ix_task_pool", "task", ["practice", "pool", "state"])
    op.create_index("ix_task_patient", "task", ["practice", "patient", "state"])
    op.create_index("ix_task_due", "task", ["due_at"], **only_where(UNTOLD))
    fence()
