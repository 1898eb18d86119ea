"""Two indexes for whatever lists ask, by campaign and by counterparty, in place of six; tallies that know when"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import BigId, UtcDateTime

revision = "campaign0024"
down_revision = "campaign0023"
branch_labels = None
depends_on = None

BEFORE = (
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
LISTED = (
    "company_id",
    "campaign_id",
    "state",
    "purchases_minor",
    "sales_minor",
    "balance_minor",
    "difference_minor",
    "state_at",
    "answered_at",
    "undelivered",
    "answer_conflict",
    "answer_late",
    "notice",
    "unread_messages",
    "outdated_at",
    "figure_key",
    "reference",
    "title_order",
)
BY_TITLE = ("title_order", "reference")
RARE = (
    ("undelivered", "undelivered > 0"),
    ("outdated", "outdated_at IS NOT NULL"),
    ("conflict", "answer_conflict"),
    ("late", "answer_late"),
    ("notice", "notice <> ''"),
    ("unread", "unread_messages > 0"),
)
COUNTED = ("reconciliations", "purchases_minor", "sales_minor", "receivable_minor", "payable_minor")


def upgrade() -> None:
    _drop(
        "by_state",
        "by_difference",
        "answered",
        "campaign_id_state",
        "campaign_id_title_order",
        "company_id_figure_key",
    )
    op.create_index("ix_reconciliations_listed", "reconciliations", list(LISTED))
    by_counterparty = list(dict.fromkeys(("company_id", "figure_key", *LISTED)))
    op.create_index("ix_reconciliations_by_counterparty", "reconciliations", by_counterparty)
    for name, those in RARE:
        _drop(name)
        _index(name, ("company_id", *BY_TITLE, *LISTED), those)
    _index("difference", ("company_id", "difference_minor", "reference", *LISTED), "difference_minor > 0")
    _index("answered", ("company_id", "answered_at", *LISTED), "answered_at IS NOT NULL")
    op.drop_table("tallies")
    _tallies(sa.Column("first_at", UtcDateTime(), nullable=False), sa.Column("last_at", UtcDateTime(), nullable=False))
    _fill((*COUNTED, "first_at", "last_at"), ", min(state_at), max(state_at)")


def downgrade() -> None:
    op.drop_table("tallies")
    _tallies()
    _fill(COUNTED, "")
    _drop("listed", "by_counterparty", "difference", "answered")
    for name, columns in (
        ("by_state", ("company_id", "state", *BY_TITLE, *BEFORE)),
        ("by_difference", ("company_id", "difference_minor", "reference")),
        ("campaign_id_state", ("campaign_id", "state", "finished")),
        ("campaign_id_title_order", ("campaign_id", *BY_TITLE)),
        ("company_id_figure_key", ("company_id", "figure_key")),
    ):
        op.create_index(f"ix_reconciliations_{name}", "reconciliations", list(columns))
    _index("answered", ("company_id", "answered_at", "reference"), "answered_at IS NOT NULL")
    for name, those in RARE:
        _drop(name)
        _index(name, ("company_id", *BY_TITLE, "state", *BEFORE), those)


def _drop(*names: str) -> None:
    for name in names:
        op.drop_index(f"ix_reconciliations_{name}", table_name="reconciliations")


def _index(name: str, columns: tuple[str, ...], those: str) -> None:
    once = list(dict.fromkeys(columns))
    where = {"postgresql_where": sa.text(those), "sqlite_where": sa.text(those)}
    op.create_index(f"ix_reconciliations_{name}", "reconciliations", once, **where)


def _tallies(*moments: sa.Column[object]) -> None:
    op.create_table(
        "tallies",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reconciliations", sa.Integer(), nullable=False),
        sa.Column("purchases_minor", sa.BigInteger(), nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("receivable_minor", sa.BigInteger(), nullable=False),
        sa.Column("payable_minor", sa.BigInteger(), nullable=False),
        *moments,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
    )
    op.create_index("ix_tallies_company_id_campaign_id", "tallies", ["company_id", "campaign_id"])


def _fill(columns: tuple[str, ...], moments: str) -> None:
    """From the reconciliations themselves: what was kept so far does not say when."""
    op.execute(
        f"INSERT INTO tallies (company_id, campaign_id, state, {', '.join(columns)}) "  # noqa: S608  # names of ours
        "SELECT company_id, campaign_id, state, count(*), sum(purchases_minor), sum(sales_minor), "
        "sum(CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END), "
        f"sum(CASE WHEN balance_minor < 0 THEN -balance_minor ELSE 0 END){moments} "
        "FROM reconciliations GROUP BY company_id, campaign_id, state"
    )
