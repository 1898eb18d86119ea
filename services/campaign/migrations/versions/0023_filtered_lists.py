"""Whatever lists of reconciliations are filtered by stands in the indexes that lead to few of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaign0023"
down_revision = "campaign0022"
branch_labels = None
depends_on = None

ORDER = ("company_id", "state", "title_order", "reference")
FILTERED_BY = (
    "campaign_id",
    "state_at",
    "answered_at",
    "purchases_minor",
    "sales_minor",
    "balance_minor",
    "difference_minor",
    "undelivered",
    "answer_conflict",
    "answer_late",
    "notice",
    "unread_messages",
    "outdated_at",
    "figure_key",
    "reconciliation_id",
)
RARE = (
    ("undelivered", "undelivered > 0"),
    ("outdated", "outdated_at IS NOT NULL"),
    ("conflict", "answer_conflict"),
    ("late", "answer_late"),
    ("notice", "notice <> ''"),
    ("unread", "unread_messages > 0"),
)


def upgrade() -> None:
    _index([*ORDER, *FILTERED_BY], ["state", *FILTERED_BY])


def downgrade() -> None:
    _index(list(ORDER), [])


def _index(by_state: list[str], beside_title: list[str]) -> None:
    op.drop_index("ix_reconciliations_by_state", table_name="reconciliations")
    op.create_index("ix_reconciliations_by_state", "reconciliations", by_state)
    for name, those in RARE:
        op.drop_index(f"ix_reconciliations_{name}", table_name="reconciliations")
        op.create_index(
            f"ix_reconciliations_{name}",
            "reconciliations",
            ["company_id", "title_order", "reference", *beside_title],
            postgresql_where=sa.text(those),
            sqlite_where=sa.text(those),
        )
