"""The columns that the outbox may have."""

from __future__ import annotations

from services.campaign.clients.mailer import Message
from services.campaign.console import wording
from services.campaign.console.list_columns import Column, Say
from shared.files.sheets import CellKind
from shared.text import N_


def _purpose(row: Message, say: Say) -> str:
    return say(wording.PURPOSES[row.purpose]) if row.purpose in wording.PURPOSES else row.purpose


COLUMNS = (
    Column("reference", N_("Reconciliation"), CellKind.TEXT, lambda row, _: row.reference, "", True),
    Column("at", N_("Time"), CellKind.MOMENT, lambda row, _: row.sent_at or row.created_at, "", True),
    Column("address", N_("Recipient"), CellKind.TEXT, lambda row, _: row.address, "", True),
    Column("name", N_("Name"), CellKind.TEXT, lambda row, _: row.recipient_name),
    Column("subject", N_("Subject"), CellKind.TEXT, lambda row, _: row.subject),
    Column("purpose", N_("Kind of e-mail"), CellKind.TEXT, _purpose, "", True),
    Column("state", N_("Status"), CellKind.TEXT, lambda row, _: row.state_text or row.state, "", True),
    Column("reason", N_("Reason"), CellKind.TEXT, lambda row, _: row.reason_text),
    Column("reply", N_("Answer of the server"), CellKind.TEXT, lambda row, _: row.reply),
    Column("attempts", N_("Attempts"), CellKind.COUNT, lambda row, _: row.attempts),
    Column("created_at", N_("Ordered"), CellKind.MOMENT, lambda row, _: row.created_at),
)
KEYS = tuple(column.key for column in COLUMNS)
