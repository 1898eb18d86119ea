"""The columns that the list of a webhook's messages may have."""

from __future__ import annotations

from services.campaign.console import webhook_words
from services.campaign.console.list_columns import Column, Say
from services.campaign.domain.webhooks import Delivery
from shared.files.sheets import CellKind
from shared.text import N_


def _type(row: Delivery, say: Say) -> str:
    return say(webhook_words.TYPES.get(row.type, row.type))


def _outcome(row: Delivery, say: Say) -> str:
    return say(webhook_words.OUTCOMES[row.outcome]) if row.outcome in webhook_words.OUTCOMES else row.outcome


COLUMNS = (
    Column("event", N_("Event"), CellKind.TEXT, _type, "", True),
    Column("at", N_("Happened"), CellKind.MOMENT, lambda row, _: row.occurred_at, "", True),
    Column("state", N_("Status"), CellKind.TEXT, lambda row, say: say(webhook_words.STATES[row.state]), "", True),
    Column("attempts", N_("Tries"), CellKind.COUNT, lambda row, _: row.attempts, "", True),
    Column("outcome", N_("Last try"), CellKind.TEXT, _outcome, "", True),
    Column("status", N_("Answer of the server"), CellKind.COUNT, lambda row, _: row.status or None),
    Column("tried_at", N_("Tried at"), CellKind.MOMENT, lambda row, _: row.tried_at),
    Column("id", "webhook-id", CellKind.TEXT, lambda row, _: row.webhook_id),
)
KEYS = tuple(column.key for column in COLUMNS)
