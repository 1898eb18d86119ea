"""Answers together with what was shown to whoever gave them: what a receipt is made of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.responses.domain.entries import Entry
from services.responses.models import links, responses, statements
from services.responses.repository.responses import entry_of
from services.responses.repository.statements import ENDS
from shared.database import Reading

_SENT_TO = tuple(links.c[name].label(f"to_{name}") for name in ("address", "name", "role", "language"))
_SHOWN = (statements.c.company.label("shown_company"), statements.c.head.label("shown_head"))


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """One sealed answer; `company` and `head` are the canonical JSON that was hashed."""

    entry: Entry
    company: str
    head: str
    closes_at: datetime | None
    """When the last day is over, for those who may still answer."""

    @property
    def company_id(self) -> UUID:
        return self.entry.company_id

    @property
    def reconciliation_id(self) -> UUID:
        return self.entry.reconciliation_id

    @property
    def campaign_id(self) -> UUID:
        return self.entry.campaign_id


@dataclass(frozen=True, slots=True)
class AnsweredLink(AnsweredPage):
    """The same with whom the link was sent to that the answer came through."""

    address: str
    name: str
    role: str
    language: str


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
    async for row in reading.stream(query, batch=100):
        # Nothing is asked of whoever reads these, so no day is over.
        yield AnsweredPage(_entry(row), row.shown_company, row.shown_head, None)


async def behind(reading: Reading, company_id: UUID, position: int, limit: int) -> list[AnsweredLink]:
    """The next sealed answers of a company behind a place in its chain."""
    query = (
        select(responses, *_SHOWN, ENDS.label("ends"), *_SENT_TO)
        .join(statements, statements.c.reconciliation_id == responses.c.reconciliation_id)
        .join(links, links.c.link_id == responses.c.link_id)
        .where(responses.c.company_id == company_id, responses.c.position > position, responses.c.seal.is_not(None))
        .order_by(responses.c.position)
        .limit(limit)
    )
    return [AnsweredLink(_entry(row), *row[len(_NAMES) :]) for row in await reading.all(query)]


_NAMES = tuple(column.name for column in responses.c)


def _entry(row: Any) -> Entry:
    return entry_of(dict(zip(_NAMES, row, strict=False)))
