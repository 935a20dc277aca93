"""Quick replies, mentions, and one answer of the staff on its way at a time."""

import sqlalchemy as sa
from alembic import op

from hub.db import Moment, only_where
from hub.records.migrations.fence import fence

revision = "0003"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "quick_reply",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_es", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("practice", "id"),
    )
    op.create_index("ix_quick_reply_owner", "quick_reply", ["practice", "owner"])
    op.create_table(
        "mention",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("practice", "id"),
    )
    op.create_index("ix_mention_person", "mention", ["practice", "person", "at"], **only_where("state = 'new'"))
    op.add_column("message", sa.Column("mentioned", sa.Text(), nullable=False, server_default=""))
    op.add_column("held_message", sa.Column("is_turn", sa.Boolean(), nullable=False, server_default=sa.false()))
    one_turn = only_where("is_turn AND state = 'held'")
    op.create_index("ix_held_message_turn", "held_message", ["practice", "thread"], unique=True, **one_turn)
    fence()
