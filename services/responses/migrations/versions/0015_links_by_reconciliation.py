"""Links are found by their reconciliation, revoked ones too; long texts are packed by lz4, where PostgreSQL has it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LONG_TEXTS = (("responses", "seal"), ("statement_parts", "documents"), ("statements", "head"), ("outbox", "body"))
_HAS_LZ4 = sa.text("SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")


def upgrade() -> None:
    op.create_index("ix_links_reconciliation_id", "links", ["reconciliation_id"])
    _pack_by("lz4")


def downgrade() -> None:
    _pack_by("pglz")
    op.drop_index("ix_links_reconciliation_id", "links")


def _pack_by(method: str) -> None:
    """For what is written from now on. Trying to pack the hashes of a seal with pglz takes longer than storing the answer."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql" and connection.scalar(_HAS_LZ4):
        for table, column in LONG_TEXTS:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {method}")
