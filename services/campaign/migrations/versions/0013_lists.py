"""Lists of all reconciliations: sums kept up to date, texts to be found by, orders, and saved views"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime
from shared.text import alphabetical, fold

revision = "campaign0013"
down_revision = "campaign0012"
branch_labels = None
depends_on = None

ORDERS = ("purchases", "sales", "balance", "difference")
RARE = (
    ("answered", ("answered_at", "reference"), "answered_at IS NOT NULL"),
    ("undelivered", ("title_order", "reference"), "undelivered > 0"),
    ("outdated", ("title_order", "reference"), "outdated_at IS NOT NULL"),
    ("conflict", ("title_order", "reference"), "answer_conflict"),
    ("late", ("title_order", "reference"), "answer_late"),
    ("notice", ("title_order", "reference"), "notice <> ''"),
)
AT_ONCE = 2000


def upgrade() -> None:
    bytewise = sa.String(300).with_variant(sa.String(300, collation="C"), "postgresql")
    op.add_column("reconciliations", sa.Column("title_order", bytewise, server_default="", nullable=False))
    op.add_column("reconciliations", sa.Column("difference_minor", sa.BigInteger(), server_default="0", nullable=False))
    _compare_references("C")
    op.create_table(
        "counterparty_texts",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("figure_key", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "figure_key", name=op.f("pk_counterparty_texts")),
    )
    op.create_table(
        "tallies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reconciliations", sa.Integer(), nullable=False),
        sa.Column("purchases_minor", sa.BigInteger(), nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), nullable=False),
        sa.Column("receivable_minor", sa.BigInteger(), nullable=False),
        sa.Column("payable_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
    )
    op.create_index("ix_tallies_company_id_campaign_id", "tallies", ["company_id", "campaign_id"])
    op.create_table(
        "saved_views",
        sa.Column("view_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("list", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_saved_views_user_id_users")),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_saved_views")),
    )
    op.create_index("ix_saved_views_company_id_list", "saved_views", ["company_id", "list"])
    _fill()
    op.drop_index("ix_reconciliations_campaign_id_title_folded", table_name="reconciliations")
    _index("campaign_id_title_order", "campaign_id", "title_order", "reference")
    _index("by_title", "company_id", "title_order", "reference")
    _index("by_state", "company_id", "state", "title_order", "reference")
    _index("by_state_at", "company_id", "state_at", "reference")
    for name in ORDERS:
        _index(f"by_{name}", "company_id", f"{name}_minor", "reference")
    for name, columns, those in RARE:
        _index(name, "company_id", *columns, postgresql_where=sa.text(those), sqlite_where=sa.text(those))


def _compare_references(collation: str) -> None:
    """By bytes, as SQLite does: a search for the beginning of one is then a range."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f'ALTER TABLE reconciliations ALTER COLUMN reference TYPE varchar(30) COLLATE "{collation}"')


def _index(name: str, *columns: str, **more: Any) -> None:
    op.create_index(f"ix_reconciliations_{name}", "reconciliations", list(columns), **more)


def _fill() -> None:
    """What is there already, as if it had come after this."""
    op.execute(
        "INSERT INTO tallies (company_id, campaign_id, state, reconciliations, purchases_minor, sales_minor, "
        "receivable_minor, payable_minor) SELECT company_id, campaign_id, state, count(*), sum(purchases_minor), "
        "sum(sales_minor), sum(CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END), "
        "sum(CASE WHEN balance_minor < 0 THEN -balance_minor ELSE 0 END) "
        "FROM reconciliations GROUP BY company_id, campaign_id, state"
    )
    bind = op.get_bind()
    texts: dict[tuple[Any, str], dict[str, None]] = {}
    last: Any = None
    while rows := _after(bind, last):
        for row in rows:
            people = [*(row.recipients or ()), *(row.forwarded or ())]
            said = [row.title, row.tax_number, *row.account_codes, *(one["address"] for one in people)]
            lines = texts.setdefault((row.company_id, row.figure_key), {})
            lines.update(dict.fromkeys(folded for one in said if one and (folded := fold(one))))
        change = sa.update(ROWS).where(ROWS.c.reconciliation_id == sa.bindparam("the_id"))
        bind.execute(
            change.values(title_order=sa.bindparam("order"), difference_minor=sa.bindparam("difference")),
            [
                {
                    "the_id": row.reconciliation_id,
                    "order": alphabetical(row.title)[:300],
                    "difference": _difference(row),
                }
                for row in rows
            ],
        )
        last = rows[-1].reconciliation_id
    if texts:
        made = [
            {"company_id": company_id, "figure_key": key, "text": "\n".join(lines)[:4000]}
            for (company_id, key), lines in texts.items()
        ]
        bind.execute(sa.insert(TEXTS), made)


def _after(bind: sa.Connection, last: Any) -> Sequence[sa.Row[Any]]:
    query = sa.select(ROWS).order_by(ROWS.c.reconciliation_id).limit(AT_ONCE)
    return bind.execute(query if last is None else query.where(ROWS.c.reconciliation_id > last)).all()


def _difference(row: sa.Row[Any]) -> int:
    """As `domain.said.difference_of` has it, from what was kept of the answer."""
    found, details = 0, row.answer_details or {}
    for name in ("purchases", "sales"):
        total = (details.get(name) or {}).get("total")
        if total:
            found += abs(_minor(total) - getattr(row, f"{name}_minor"))
    own = row.own_balances or []
    if own and all(one["currency"] == "TRY" for one in own):
        found += abs(sum(_minor(one) for one in own) - row.balance_minor)
    return found


def _minor(money: dict[str, Any]) -> int:
    return int(Decimal(money["amount"]) * 100)


ROWS = sa.table(
    "reconciliations",
    sa.column("reconciliation_id", sa.Uuid()),
    sa.column("company_id", sa.Uuid()),
    sa.column("figure_key"),
    sa.column("title"),
    sa.column("title_order"),
    sa.column("tax_number"),
    sa.column("account_codes", sa.JSON()),
    sa.column("recipients", sa.JSON()),
    sa.column("forwarded", sa.JSON()),
    sa.column("purchases_minor"),
    sa.column("sales_minor"),
    sa.column("balance_minor"),
    sa.column("difference_minor"),
    sa.column("answer_details", sa.JSON()),
    sa.column("own_balances", sa.JSON()),
)
TEXTS = sa.table("counterparty_texts", sa.column("company_id", sa.Uuid()), sa.column("figure_key"), sa.column("text"))


def downgrade() -> None:
    for name, *_ in RARE:
        op.drop_index(f"ix_reconciliations_{name}", table_name="reconciliations")
    for name in ("by_title", "by_state", "by_state_at", *(f"by_{name}" for name in ORDERS), "campaign_id_title_order"):
        op.drop_index(f"ix_reconciliations_{name}", table_name="reconciliations")
    _compare_references("default")
    for table in ("saved_views", "tallies", "counterparty_texts"):
        op.drop_table(table)
    with op.batch_alter_table("reconciliations", schema=None) as batch_op:
        batch_op.drop_column("difference_minor")
        batch_op.drop_column("title_order")
    op.create_index(
        "ix_reconciliations_campaign_id_title_folded", "reconciliations", ["campaign_id", "title_folded", "reference"]
    )
