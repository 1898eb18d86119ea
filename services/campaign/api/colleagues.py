"""Who looks after a counterparty, and notes among colleagues. Nothing of this ever leaves the company."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from services.campaign.api.problems import problems
from services.campaign.repository import colleagues
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.schemas.colleagues import (
    Assigned,
    AssignedList,
    Assignee,
    AssigneeInput,
    Assignment,
    Note,
    NoteInput,
    NoteList,
)
from services.campaign.use_cases.colleagues import Assign, WriteNote, assign, write_note
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer

router = APIRouter(tags=["reconciliations"])


@router.get(
    "/reconciliations/{reconciliation_id}/assignee",
    response_model=Assignee,
    summary="Who looks after this counterparty",
    responses=problems(401, 404),
)
async def assignee(reconciliation_id: UUID, who: Reader, reading: InReading) -> Assignee:
    row = await get_reconciliation(reading, who.company_id, reconciliation_id)
    found = await colleagues.assigned_to(reading, who.company_id, [row.figure_key])
    one = found.get(row.figure_key)
    return Assignee(assignment=Assignment.model_validate(one) if one else None)


@router.put(
    "/reconciliations/{reconciliation_id}/assignee",
    response_model=Assignee,
    summary="Give this counterparty to a colleague",
    responses=problems(401, 403, 404, 422),
)
async def set_assignee(
    reconciliation_id: UUID, body: AssigneeInput, who: Writer, tx: InTransaction, once: Once
) -> Response:
    """In this request and in later ones."""

    async def work() -> Assignee:
        made = await assign(tx, Assign(who.company_id, reconciliation_id, body.user_id, who.name))
        return Assignee(assignment=Assignment.model_validate(made) if made else None)

    return await once.run(tx, work, status=200)


@router.get("/assigned", response_model=AssignedList, summary="What you look after", responses=problems(401))
async def assigned(who: Reader, reading: InReading) -> AssignedList:
    """What is open or disagrees among the counterparties that were given to you, the next last day first; at most 500."""
    found = await colleagues.mine(reading, who.company_id, who.user_id)
    return AssignedList(items=[Assigned.model_validate(one) for one in found])


@router.get(
    "/reconciliations/{reconciliation_id}/notes",
    response_model=NoteList,
    summary="Notes among colleagues",
    responses=problems(401, 404),
)
async def read_notes(reconciliation_id: UUID, who: Reader, reading: InReading) -> NoteList:
    """Oldest first."""
    await get_reconciliation(reading, who.company_id, reconciliation_id)
    found = await colleagues.notes_of(reading, who.company_id, reconciliation_id)
    return NoteList(items=[Note.model_validate(one) for one in found])


@router.post(
    "/reconciliations/{reconciliation_id}/notes",
    response_model=Note,
    status_code=201,
    summary="Write a note",
    responses=problems(401, 403, 404, 422),
)
async def add_note(reconciliation_id: UUID, body: NoteInput, who: Writer, tx: InTransaction, once: Once) -> Response:
    """For colleagues; it is not changed later, and no counterparty ever sees it."""

    async def work() -> Note:
        return Note.model_validate(
            await write_note(tx, WriteNote(who.company_id, reconciliation_id, who.name, body.text))
        )

    return await once.run(tx, work)
