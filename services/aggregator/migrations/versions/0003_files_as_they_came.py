"""PostgreSQL keeps the pieces of files as they came: compressing what is read once and then removed costs more than it saves."""

from __future__ import annotations

from alembic import op

revision = "aggregator0003"
down_revision = "aggregator0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _store("EXTERNAL")


def downgrade() -> None:
    _store("EXTENDED")


def _store(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE import_files ALTER COLUMN content SET STORAGE {how}")
