"""What the API shows of messages: newest first, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, literal, select, tuple_

from services.mailer.domain.states import State
from services.mailer.models import messages
from shared.database import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    company_id: UUID
    campaign_id: UUID | None = None
    reconciliation_id: UUID | None = None
    states: Sequence[str] = ()
    address: str | None = None
    undecided: bool = False
    """Only those that wait for a person's decision."""


async def page(
    reading: Reading, chosen: Filter, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Row[Any]]:
    """Up to `limit` messages that come after a position."""
    columns = messages.c
    query = select(messages).where(matching(chosen))
    if after is not None:
        query = query.where(tuple_(columns.created_at, columns.id) < tuple_(*_typed(after)))
    return await reading.all(query.order_by(columns.created_at.desc(), columns.id.desc()).limit(limit))


def matching(chosen: Filter) -> ColumnElement[bool]:
    """The filter as a condition."""
    columns = messages.c
    found: list[ColumnElement[bool]] = [columns.company_id == chosen.company_id]
    if chosen.campaign_id is not None:
        found.append(columns.campaign_id == chosen.campaign_id)
    if chosen.reconciliation_id is not None:
        found.append(columns.reconciliation_id == chosen.reconciliation_id)
    if chosen.states:
        found.append(columns.state.in_(chosen.states))
    if chosen.address is not None:
        found.append(columns.address == chosen.address)
    if chosen.undecided:
        found.append(undecided())
    return and_(*found)


def undecided() -> ColumnElement[bool]:
    """Uncertain messages that wait for a person."""
    columns = messages.c
    return and_(columns.state == State.UNCERTAIN, columns.due_at.is_(None), columns.resume_due_at.is_(None))


def _typed(position: tuple[datetime, UUID]) -> tuple[Any, Any]:
    return literal(position[0], messages.c.created_at.type), literal(position[1], messages.c.id.type)


async def one(reading: Reading, company_id: UUID, message_id: UUID) -> Row[Any] | None:
    return await reading.first(select(messages).where(messages.c.company_id == company_id, messages.c.id == message_id))
