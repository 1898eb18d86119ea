"""The columns that a list of reconciliations may have: on the screen, in its exports, and what each is sorted by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.campaign.console import wording
from services.campaign.console.list_columns import Column
from services.campaign.domain.reconciliations import Reconciliation
from shared.contracts.values import Kind
from shared.files.sheets import CellKind
from shared.text import N_


@dataclass(frozen=True, slots=True)
class ListedCampaign:
    """What a list of all reconciliations says of the campaign that each belongs to."""

    description: str
    kind: Kind
    period: str
    valid_until: date
    place: str
    """Its own screen's path."""


SIDES, BALANCES, COMPANY = "sides", "balances", "company"
COLUMNS = (
    Column("title", N_("Account"), CellKind.TEXT, lambda row, _, __: row.title, "title", at_first=True),
    Column("reference", N_("Reference"), CellKind.TEXT, lambda row, _, __: row.reference, "reference"),
    Column("campaign", N_("Reconciliation"), CellKind.TEXT, lambda _, of, __: of.description, "", True, COMPANY),
    Column("period", N_("Period"), CellKind.TEXT, lambda _, of, __: of.period, only=COMPANY),
    Column("valid_until", N_("Valid until"), CellKind.DATE, lambda _, of, __: of.valid_until, only=COMPANY),
    Column("tax_number", N_("Tax number"), CellKind.TEXT, lambda row, _, __: row.tax_number, at_first=True),
    Column("codes", N_("Account codes"), CellKind.TEXT, lambda row, _, __: ", ".join(row.account_codes)),
    Column(
        "addresses",
        N_("E-mail addresses"),
        CellKind.TEXT,
        lambda row, _, __: ", ".join(one.address for one in row.recipients),
    ),
    Column(
        "purchases",
        N_("Purchases (BA), TL"),
        CellKind.AMOUNT,
        lambda row, _, __: row.purchases.total.amount,
        "purchases",
        True,
        SIDES,
    ),
    Column(
        "purchases_documents",
        N_("Purchase documents"),
        CellKind.COUNT,
        lambda row, _, __: row.purchases.documents,
        only=SIDES,
    ),
    Column(
        "sales", N_("Sales (BS), TL"), CellKind.AMOUNT, lambda row, _, __: row.sales.total.amount, "sales", True, SIDES
    ),
    Column(
        "sales_documents", N_("Sales documents"), CellKind.COUNT, lambda row, _, __: row.sales.documents, only=SIDES
    ),
    Column("owing", N_("Owing"), CellKind.TEXT, lambda row, _, say: say(wording.OWING[_owing(row)]), only=BALANCES),
    Column(
        "balance", N_("Balance"), CellKind.AMOUNT, lambda row, _, __: abs(row.balance.amount), "balance", True, BALANCES
    ),
    Column("difference", N_("Difference, TL"), CellKind.AMOUNT, lambda row, _, __: _difference(row), "difference"),
    Column("state", N_("Status"), CellKind.TEXT, lambda row, _, say: say(wording.STATES[row.state]), at_first=True),
    Column("state_at", N_("Since"), CellKind.MOMENT, lambda row, _, __: row.state_at, "state_at", at_first=True),
    Column("answered_at", N_("Answered at"), CellKind.MOMENT, lambda row, _, __: row.answered_at),
    Column("answered_by", N_("Answered by"), CellKind.TEXT, lambda row, _, __: row.answered_by),
    Column("explanation", N_("Explanation"), CellKind.TEXT, lambda row, _, __: row.answer_explanation),
    Column("opened_at", N_("Opened at"), CellKind.MOMENT, lambda row, _, __: row.opened_at),
    Column("reminders", N_("Reminders"), CellKind.COUNT, lambda row, _, __: row.reminders),
    Column("reminded_at", N_("Last reminder"), CellKind.MOMENT, lambda row, _, __: row.reminded_at),
)
KEYS = tuple(column.key for column in COLUMNS)


def _owing(row: Reconciliation) -> str:
    if not row.balance.amount:
        return "even"
    return "they_owe_us" if row.balance.amount > 0 else "we_owe_them"


def _difference(row: Reconciliation) -> Decimal | None:
    return row.difference.amount or None


def possible(kinds: Collection[Kind], *, company: bool) -> list[Column]:
    """The columns where campaigns of these kinds are listed: one, or all of a company. What none of them asks for has none."""
    left_out = set() if company else {COMPANY}
    if not any(kind.has_sides for kind in kinds):
        left_out.add(SIDES)
    if not any(kind.has_balances for kind in kinds):
        left_out.add(BALANCES)
    return [column for column in COLUMNS if column.only not in left_out]
