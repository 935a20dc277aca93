"""Files: what was uploaded, its sealed chunks, and which of them hang on which message."""

import sqlalchemy as sa
from alembic import op

from hub.db import Moment, only_where
from hub.records.migrations.fence import fence

revision = "0005"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "file",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("face", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("mime", sa.Text(), nullable=True),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("has_preview", sa.Boolean(), nullable=False),
        sa.Column("carrier_kind", sa.Text(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("leftover", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("practice", "id"),
    )
    op.create_index("ix_file_patient", "file", ["practice", "patient", "made_at"], unique=False)
    op.create_index("ix_file_person", "file", ["practice", "person", "made_at"], unique=False)
    attached, unsent, left = (only_where(f"{name} IS NOT NULL") for name in ("carrier", "expires_at", "leftover"))
    op.create_index("ix_file_carrier", "file", ["practice", "carrier"], unique=False, **attached)
    op.create_index("ix_file_unsent", "file", ["expires_at"], unique=False, **unsent)
    op.create_index("ix_file_leftover", "file", ["practice", "id"], unique=False, **left)
    op.create_table(
        "file_chunk",
        sa.Column("practice", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("practice", "file", "part", "n"),
    )
    for table in ("message", "held_message"):
        op.add_column(table, sa.Column("files", sa.Text(), nullable=False, server_default=""))
    fence()
