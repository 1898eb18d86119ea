"""Who looks after a counterparty, and notes among colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.campaign.domain.progress import ReconciliationState
from shared.errors import Invalid
from shared.text import one_kind_of_line_ends

LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class Assignment:
    """This colleague looks after this counterparty, of all its requests."""

    figure_key: str
    user_id: UUID
    user_name: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """Among colleagues; no counterparty ever sees it."""

    note_id: UUID
    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """A request that somebody looks after, with what they need to choose the next one to call."""

    reconciliation_id: UUID
    title: str
    reference: str
    description: str
    valid_until: date
    state: ReconciliationState
    state_at: datetime
    phone_answer: str


def checked_note(text: str) -> str:
    text = one_kind_of_line_ends(text).strip()
    if not text:
        raise Invalid("The note is empty. Write what your colleagues should know.", code="note_empty")
    if len(text) > LONGEST_NOTE:
        raise Invalid(
            "The note has {length} characters; at most {longest} are kept. Shorten it.",
            code="note_too_long",
            length=len(text),
            longest=LONGEST_NOTE,
        )
    return text
