"""The columns that the list of a run's figures may have: both sides where there are any, balances where there are any."""

from __future__ import annotations

from services.campaign.console import wording
from services.campaign.console.list_columns import Column, Say
from services.campaign.domain.figures import Figure
from shared.contracts.values import Kind
from shared.files.sheets import CellKind
from shared.text import N_

SIDES, BALANCES = "sides", "balances"


def _warnings(row: Figure, say: Say) -> str:
    return ", ".join(say(wording.warning(code)) for code in row.warnings)


def _owing(row: Figure, say: Say) -> str:
    amount = row.balance_total.amount
    return say(wording.OWING["even" if not amount else "they_owe_us" if amount > 0 else "we_owe_them"])


def _addresses(row: Figure, _: Say) -> str:
    return ", ".join(one.address for one in row.recipients)


COLUMNS = (
    Column("title", N_("Account"), CellKind.TEXT, lambda row, _: row.title, "title", True),
    Column("codes", N_("Account codes"), CellKind.TEXT, lambda row, _: ", ".join(row.account_codes)),
    Column("tax_number", N_("Tax number"), CellKind.TEXT, lambda row, _: row.tax_number, "", True),
    Column(
        "purchases",
        N_("Purchases (BA), TL"),
        CellKind.AMOUNT,
        lambda row, _: row.purchases.total.amount,
        "purchases",
        True,
        SIDES,
    ),
    Column(
        "purchases_documents",
        N_("Purchase documents"),
        CellKind.COUNT,
        lambda row, _: row.purchases.documents,
        "",
        True,
        SIDES,
    ),
    Column("sales", N_("Sales (BS), TL"), CellKind.AMOUNT, lambda row, _: row.sales.total.amount, "sales", True, SIDES),
    Column(
        "sales_documents", N_("Sales documents"), CellKind.COUNT, lambda row, _: row.sales.documents, "", True, SIDES
    ),
    Column("owing", N_("Owing"), CellKind.TEXT, _owing, only=BALANCES),
    Column(
        "balance",
        N_("Balance"),
        CellKind.AMOUNT,
        lambda row, _: abs(row.balance_total.amount),
        "balance",
        True,
        BALANCES,
    ),
    Column("addresses", N_("E-mail address"), CellKind.TEXT, _addresses, "", True),
    Column("warnings", N_("Warnings"), CellKind.TEXT, _warnings),
)
KEYS = tuple(column.key for column in COLUMNS)


def possible(kind: Kind) -> list[Column]:
    """Those that say something in a run of this kind."""
    left_out = {name for name, has in ((SIDES, kind.has_sides), (BALANCES, kind.has_balances)) if not has}
    return [column for column in COLUMNS if column.only not in left_out]
