"""Answers together with what was shown to whoever gave them: what a receipt is made of, for a whole campaign at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from services.responses.domain.entries import Entry
from services.responses.models import responses, statements
from services.responses.repository.responses import entry_of
from shared.database import Reading

_SHOWN = (statements.c.company.label("shown_company"), statements.c.head.label("shown_head"))


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """One sealed answer; `company` and `head` are the canonical JSON that was hashed."""

    entry: Entry
    company: str
    head: str


async def of_campaign(
    reading: Reading, company_id: UUID, campaign_id: UUID, *, after: int = 0
) -> AsyncIterator[AnsweredPage]:
    """Every sealed answer of a campaign behind a place in the chain, in the order in which they were given."""
    query = (
        select(responses, *_SHOWN)
        .join(statements, statements.c.reconciliation_id == responses.c.reconciliation_id)
        .where(
            responses.c.company_id == company_id,
            responses.c.campaign_id == campaign_id,
            responses.c.position > after,
            responses.c.seal.is_not(None),
        )
        .order_by(responses.c.position)
    )
    names = [column.name for column in responses.c]
    async for row in reading.stream(query, batch=100):
        values = row._mapping  # noqa: SLF001  # SQLAlchemy's documented way to a row by name
        yield AnsweredPage(entry_of({name: values[name] for name in names}), row.shown_company, row.shown_head)
