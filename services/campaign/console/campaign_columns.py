"""The columns that the list of sent reconciliations may have."""

from __future__ import annotations

from services.campaign.console import wording
from services.campaign.console.list_columns import Column, Say
from services.campaign.domain.campaigns import Campaign
from shared.files.sheets import CellKind
from shared.text import N_


def _state(row: Campaign, say: Say) -> str:
    return say(wording.CAMPAIGN_STATES[row.state])


COLUMNS = (
    Column("description", N_("Reconciliation description"), CellKind.TEXT, lambda row, _: row.description, "", True),
    Column("sent_at", N_("Date sent"), CellKind.MOMENT, lambda row, _: row.sent_at, "", True),
    Column("period", N_("Period"), CellKind.TEXT, lambda row, _: row.period),
    Column("kind", N_("What is reconciled"), CellKind.TEXT, lambda row, say: say(wording.KINDS[row.kind])),
    Column("sent_by", N_("Sent by"), CellKind.TEXT, lambda row, _: row.sent_by_name),
    Column("valid_until", N_("Valid until"), CellKind.DATE, lambda row, _: row.valid_until, "", True),
    Column("count", N_("Number of reconciliations"), CellKind.COUNT, lambda row, _: row.count, "", True),
    Column("total", N_("Total amount, TL"), CellKind.AMOUNT, lambda row, _: row.total.amount),
    Column("state", N_("Status"), CellKind.TEXT, _state, "", True),
    Column("answered", N_("Answered"), CellKind.COUNT, lambda row, _: row.agreed + row.disagreed, "", True),
    Column("waiting", N_("Awaiting answer"), CellKind.COUNT, lambda row, _: row.waiting, "", True),
    Column("agreed", N_("Agreed"), CellKind.COUNT, lambda row, _: row.agreed, "", True),
    Column("disagreed", N_("Disagreed"), CellKind.COUNT, lambda row, _: row.disagreed, "", True),
    Column("undelivered", N_("Not delivered"), CellKind.COUNT, lambda row, _: row.undelivered, "", True),
    Column("approved_by", N_("Approved by"), CellKind.TEXT, lambda row, _: row.approved_by_name),
    Column("ended_at", N_("Ended"), CellKind.MOMENT, lambda row, _: row.ended_at),
)
KEYS = tuple(column.key for column in COLUMNS)
