"""Giving a counterparty to a colleague, and writing notes about a request."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.colleagues import Assignment, Note, checked_note
from services.campaign.repository import colleagues, people
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.audit_log import note
from shared.database import Transaction
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Assign:
    """`user_id` None: nobody looks after it any more."""

    company_id: UUID
    reconciliation_id: UUID
    user_id: UUID | None
    set_by: str


@dataclass(frozen=True, slots=True)
class WriteNote:
    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    text: str


async def assign(tx: Transaction, command: Assign) -> Assignment | None:
    """Of this counterparty, in this request and in later ones. Errors: `reconciliation_not_found`, `user_not_found`."""
    row = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    if command.user_id is None:
        await colleagues.release(tx, command.company_id, row.figure_key)
        await note(tx, Actor(command.company_id, None, command.set_by), Deed.ACCOUNT_GIVEN, row.title, to="")
        return None
    found = await people.find_user(tx, command.company_id, command.user_id)
    if found is None or not found.user.active:
        raise NotFound("There is no such user.", code="user_not_found")
    made = Assignment(row.figure_key, found.user.user_id, found.user.name, command.set_by, tx.clock.now())
    await colleagues.assign(tx, command.company_id, made)
    actor = Actor(command.company_id, None, command.set_by)
    await note(tx, actor, Deed.ACCOUNT_GIVEN, row.title, to=made.user_name)
    return made


async def write_note(tx: Transaction, command: WriteNote) -> Note:
    """Errors: `reconciliation_not_found`, `note_empty`, `note_too_long`."""
    text = checked_note(command.text)
    row = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    return await colleagues.add_note(tx, command.company_id, row.reconciliation_id, command.user_name, text)
