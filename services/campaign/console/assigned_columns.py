"""The columns that the list of what was given to somebody may have."""

from __future__ import annotations

from services.campaign.console import wording
from services.campaign.console.list_columns import Column
from shared.files.sheets import CellKind
from shared.text import N_

COLUMNS = (
    Column("title", N_("Account"), CellKind.TEXT, lambda row, _: row.title, "", True),
    Column("reference", N_("Reference"), CellKind.TEXT, lambda row, _: row.reference),
    Column("description", N_("Reconciliation description"), CellKind.TEXT, lambda row, _: row.description, "", True),
    Column("valid_until", N_("Valid until"), CellKind.DATE, lambda row, _: row.valid_until, "", True),
    Column("state", N_("Status"), CellKind.TEXT, lambda row, say: say(wording.STATES[row.state]), "", True),
    Column("state_at", N_("Since"), CellKind.MOMENT, lambda row, _: row.state_at, "", True),
)
KEYS = tuple(column.key for column in COLUMNS)
