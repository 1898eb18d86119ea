"""Rows of assignments and notes."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, or_, select

from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.colleagues import Assigned, Assignment, Note
from services.campaign.domain.progress import ReconciliationState
from services.campaign.models import assignments, campaigns, notes, reconciliations
from shared.database import Reading, Transaction, insert_statement

MOST_ASSIGNED = 500
"""So many are listed at once; whoever has more has them in the lists of the campaigns."""


async def assigned_to(reading: Reading, company_id: UUID, keys: Collection[str]) -> dict[str, Assignment]:
    """Who looks after these counterparties, by figure key."""
    of = assignments.c
    rows = await reading.all(select(assignments).where(of.company_id == company_id, of.figure_key.in_(sorted(keys))))
    return {
        row.figure_key: Assignment(row.figure_key, row.user_id, row.user_name, row.set_by, row.set_at) for row in rows
    }


async def assign(tx: Transaction, company_id: UUID, assignment: Assignment) -> None:
    values = {
        "user_id": assignment.user_id,
        "user_name": assignment.user_name,
        "set_by": assignment.set_by,
        "set_at": assignment.set_at,
    }
    insertion = insert_statement(tx.dialect, assignments).values(
        company_id=company_id, figure_key=assignment.figure_key, **values
    )
    keys = [assignments.c.company_id, assignments.c.figure_key]
    await tx.execute(insertion.on_conflict_do_update(index_elements=keys, set_=values))


async def release(tx: Transaction, company_id: UUID, figure_key: str) -> None:
    of = assignments.c
    await tx.execute(delete(assignments).where(of.company_id == company_id, of.figure_key == figure_key))


async def mine(reading: Reading, company_id: UUID, user_id: UUID, limit: int | None = None) -> list[Assigned]:
    """What this colleague has to look after: of running campaigns what is open, and of the others what disagrees.

    Nothing of a campaign that was withdrawn, nothing that corrected figures have replaced. The next last day first.
    """
    of, here = reconciliations.c, campaigns.c
    given = select(assignments.c.figure_key).where(
        assignments.c.company_id == company_id, assignments.c.user_id == user_id
    )
    rows = await reading.all(
        select(
            of.reconciliation_id,
            of.title,
            of.reference,
            here.description,
            here.valid_until,
            of.state,
            of.state_at,
            of.phone_answer,
        )
        .join(campaigns, here.campaign_id == of.campaign_id)
        # SQLite would go through whole campaigns.
        .with_hint(reconciliations, "INDEXED BY ix_reconciliations_by_counterparty", "sqlite")
        .where(
            of.company_id == company_id,
            of.figure_key.in_(given),
            here.state.in_([CampaignState.RUNNING.value, CampaignState.COMPLETED.value]),
            of.superseded_by.is_(None),
            or_(of.finished.is_(False), of.state == ReconciliationState.DISAGREED.value),
        )
        .order_by(here.valid_until, of.title_folded, of.reference)
        .limit(limit)
    )
    return [
        Assigned(
            row.reconciliation_id,
            row.title,
            row.reference,
            row.description,
            row.valid_until,
            ReconciliationState(row.state),
            row.state_at,
            row.phone_answer,
        )
        for row in rows
    ]


async def add_note(tx: Transaction, company_id: UUID, reconciliation_id: UUID, who: str, text: str) -> Note:
    note = Note(uuid4(), tx.clock.now(), who, text)
    await tx.execute(
        insert(notes).values(
            note_id=note.note_id,
            company_id=company_id,
            reconciliation_id=reconciliation_id,
            at=note.at,
            who=who,
            text=text,
        )
    )
    return note


async def notes_of(reading: Reading, company_id: UUID, reconciliation_id: UUID) -> list[Note]:
    """Oldest first."""
    of = notes.c
    rows = await reading.all(
        select(of.note_id, of.at, of.who, of.text)
        .where(of.company_id == company_id, of.reconciliation_id == reconciliation_id)
        .order_by(of.at, of.note_id)
    )
    return [Note(row.note_id, row.at, row.who, row.text) for row in rows]
