"""Who looks after a counterparty, and notes among colleagues."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.campaign.domain.progress import ReconciliationState
from services.campaign.schemas.base import Input, Output


class AssigneeInput(Input):
    user_id: UUID | None = Field(description="A user of the company; null: nobody looks after it any more.")


class Assignment(Output):
    """Of this counterparty, in this request and in later ones."""

    figure_key: str
    user_id: UUID
    user_name: str
    set_by: str
    set_at: datetime


class Assignee(Output):
    assignment: Assignment | None


class Assigned(Output):
    """A request that somebody looks after."""

    id: UUID = Field(validation_alias="reconciliation_id")
    title: str
    reference: str
    description: str
    valid_until: date
    state: ReconciliationState
    state_at: datetime
    phone_answer: str


class AssignedList(Output):
    items: list[Assigned]


class NoteInput(Input):
    text: str = Field(description="At most 4,000 characters; no counterparty ever sees it.")


class Note(Output):
    id: UUID = Field(validation_alias="note_id")
    at: datetime
    who: str
    text: str


class NoteList(Output):
    items: list[Note]
