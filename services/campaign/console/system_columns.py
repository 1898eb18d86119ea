"""The columns of the messages that services gave up, as a file has them."""

from __future__ import annotations

from dataclasses import dataclass

from services.campaign.console import system_words
from services.campaign.console.list_columns import Column, Say
from shared.files.sheets import CellKind
from shared.http.system import SystemMessage
from shared.text import N_


@dataclass(frozen=True, slots=True)
class BuriedMessage:
    """What a service gave up; `service` is its name."""

    service: str
    message: SystemMessage


def _service(row: BuriedMessage, say: Say) -> str:
    return say(system_words.SERVICES[row.service])


def _box(row: BuriedMessage, say: Say) -> str:
    return say(system_words.BOXES[row.message.box])


COLUMNS = (
    Column("at", N_("Happened"), CellKind.MOMENT, lambda row, _: row.message.occurred_at),
    Column("service", N_("Service"), CellKind.TEXT, _service),
    Column("box", N_("Queue"), CellKind.TEXT, _box),
    Column("type", N_("Event"), CellKind.TEXT, lambda row, _: row.message.type),
    Column("events", N_("Events in it"), CellKind.COUNT, lambda row, _: row.message.events),
    Column("attempts", N_("Tries"), CellKind.COUNT, lambda row, _: row.message.attempts),
    Column("reason", N_("Reason"), CellKind.TEXT, lambda row, _: row.message.reason),
    Column("id", N_("Message id"), CellKind.TEXT, lambda row, _: str(row.message.id)),
)
