"""The outbox of mails, what people want to be told by mail, and links that only their owner has seen."""

import sqlalchemy as sa
from alembic import op

from hub.db import Moment, only_where
from hub.records.migrations.fence import fence

revision = "0008"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("good_until", Moment(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("practice", "id"),
    )
    under_way = only_where("state IN ('waiting', 'sending')")
    op.create_index("ix_delivery_due", "delivery", ["due_at"], unique=False, **under_way)
    op.create_index("ix_delivery_ended", "delivery", ["practice", "ended_at"], unique=False)
    op.create_table(
        "notice",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("email", sa.Boolean(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("practice", "id"),
    )
    op.create_index("ix_notice_wanted", "notice", ["practice", "about"], unique=False, **only_where("email"))
    op.add_column("link", sa.Column("is_own", sa.Boolean(), nullable=False, server_default=sa.false()))
    fence()
