"""The words of messages as hashes, how far they have been gone through, and who is found by which words."""

import sqlalchemy as sa
from alembic import op

from hub.records.migrations.fence import fence

revision = "0006"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "message_word",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("word", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("practice", "word", "message"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "catch_up",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("upto", sa.Text(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("practice", "name"),
    )
    op.create_index("ix_patient_word_patient", "patient_word", ["practice", "patient"], unique=False)
    fence()
