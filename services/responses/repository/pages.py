"""All that one page shows, in one query: link, statement, one part of its documents, closings and the answer that stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from services.responses.domain.entries import Entry
from services.responses.domain.page_state import PageFacts
from services.responses.models import (
    cancelled_campaigns,
    closings,
    information_texts,
    links,
    notices,
    responses,
    statement_parts,
    statements,
)
from services.responses.repository.responses import entry_of
from services.responses.repository.statements import ENDS, WITHDRAWN
from shared.contracts.campaign import ClosingReason
from shared.database import Database, Reading, Transaction
from shared.often_asked import OftenAsked


@dataclass(frozen=True, slots=True)
class Page:
    """One link's page. `company`, `head` and `documents` are the canonical JSON that was hashed."""

    link_id: str
    address: str
    name: str
    role: str
    language: str
    level: str
    digits: str
    company_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    closes_at: datetime
    first_answer_final: bool
    accept_late: bool
    parts: int
    part: int
    document_count: int
    company: str
    head: str
    withheld: str | None
    documents: str
    snapshot_sha256: str
    cancelled: bool
    superseded: bool
    information_version: int | None
    closed_at: datetime | None
    """When it was withdrawn or replaced."""
    notice_id: UUID | None
    """What this reader said last, short of an answer."""
    messages: int
    """What the company wrote on the conversation."""
    standing: Entry | None

    @property
    def facts(self) -> PageFacts:
        return PageFacts(
            closes_at=self.closes_at,
            cancelled=self.cancelled,
            superseded=self.superseded,
            answered_by=self._answered_by,
            link_id=self.link_id,
            first_answer_final=self.first_answer_final,
            accept_late=self.accept_late,
            answered_late=self.standing is not None and self.standing.late,
        )

    @property
    def _answered_by(self) -> str | None:
        """The link that answered. A new link for the same address is the same reader's."""
        if self.standing is None:
            return None
        return self.link_id if self.standing.address == self.address else self.standing.link_id


def _is_for(reason: ClosingReason) -> ColumnElement[bool]:
    # Written out and not as a parameter, of which each would be bound anew for every page.
    return closings.c.reason == literal_column(f"'{reason.value}'")


def _closed(reason: ClosingReason) -> Any:
    return exists().where(closings.c.reconciliation_id == statements.c.reconciliation_id, _is_for(reason))


_LATEST = (
    select(func.max(responses.c.version))
    .where(responses.c.reconciliation_id == statements.c.reconciliation_id)
    .correlate(statements)
    .scalar_subquery()
)
_INFORMATION = (
    select(func.max(information_texts.c.version))
    .where(information_texts.c.company_id == statements.c.company_id)
    .correlate(statements)
    .scalar_subquery()
)
_NOTICE = (
    select(notices.c.notice_id)
    .where(
        notices.c.reconciliation_id == statements.c.reconciliation_id,
        # A new link for the same address is the same reader's.
        or_(notices.c.link_id == links.c.link_id, notices.c.address == links.c.address),
    )
    .order_by(notices.c.number.desc())
    .limit(1)
    .correlate(statements, links)
    .scalar_subquery()
)
_CAMPAIGN_CANCELLED = exists().where(cancelled_campaigns.c.campaign_id == statements.c.campaign_id)
_CLOSED_AT = func.coalesce(
    select(func.min(closings.c.closed_at))
    .where(
        closings.c.reconciliation_id == statements.c.reconciliation_id,
        or_(*map(_is_for, WITHDRAWN)),
    )
    .correlate(statements)
    .scalar_subquery(),
    select(cancelled_campaigns.c.cancelled_at)
    .where(cancelled_campaigns.c.campaign_id == statements.c.campaign_id)
    .correlate(statements)
    .scalar_subquery(),
)
# Not as `IS NULL`: of a table that has just been filled PostgreSQL believes that next to nothing is null, and would go through
# the whole index of the links that open something for each page.
_NOT_REVOKED = case((links.c.revoked_at.is_(None), literal_column("1"))) == literal_column("1")
# `response_id` comes first: it says whether there is an answer at all.
_ANSWER_NAMES = tuple(column.name for column in responses.c)
_ANSWER_COLUMNS = tuple(column.label(f"r_{column.name}") for column in responses.c)
# The columns before those of the answer: the fields of `Page`, in their order.
_PAGE_NAMES = tuple(field.name for field in fields(Page) if field.name != "standing")

_EVERY_PAGE = (
    select(
        links.c.link_id,
        links.c.address,
        links.c.name,
        links.c.role,
        links.c.language,
        links.c.level,
        links.c.digits,
        statements.c.company_id,
        statements.c.reconciliation_id,
        statements.c.campaign_id,
        ENDS.label("closes_at"),
        statements.c.first_answer_final,
        statements.c.accept_late,
        statements.c.parts,
        statement_parts.c.part,
        statements.c.document_count,
        statements.c.company,
        statements.c.head,
        statements.c.withheld,
        statement_parts.c.documents,
        statements.c.snapshot_sha256,
        (_CAMPAIGN_CANCELLED | _closed(ClosingReason.CANCELLED)).label("cancelled"),
        _closed(ClosingReason.SUPERSEDED).label("superseded"),
        _INFORMATION.label("information_version"),
        _CLOSED_AT.label("closed_at"),
        _NOTICE.label("notice_id"),
        statements.c.messages,
        *_ANSWER_COLUMNS,
    )
    .join(statements, statements.c.reconciliation_id == links.c.reconciliation_id)
    .join(statement_parts, statement_parts.c.reconciliation_id == statements.c.reconciliation_id)
    .outerjoin(
        responses,
        and_(responses.c.reconciliation_id == statements.c.reconciliation_id, responses.c.version == _LATEST),
    )
    .where(_NOT_REVOKED)
)
# Built once: this is the query of every request.
_PAGE = _EVERY_PAGE.where(links.c.link_id == bindparam("link"), statement_parts.c.part == bindparam("number"))


async def find(reading: Reading, link_id: str, part: int = 1) -> Page | None:
    """The page of a link with the documents of one part; the first part when there is no such one."""
    row = await reading.first(_PAGE, {"link": link_id, "number": part})
    if row is None and part != 1:
        row = await reading.first(_PAGE, {"link": link_id, "number": 1})
    return _page(row) if row is not None else None


async def find_each(reading: Reading, link_ids: Collection[str]) -> dict[str, Page]:
    """The pages of these links, with the first part of their documents."""
    rows = await _PAGES.all(reading, {"links": list(link_ids)})
    return {page.link_id: page for page in map(_page, rows)}


async def documents(reading: Reading, reconciliation_id: UUID, parts: Collection[int]) -> dict[int, str]:
    """The documents of these parts, as canonical JSON."""
    query = select(statement_parts.c.part, statement_parts.c.documents).where(
        statement_parts.c.reconciliation_id == reconciliation_id, statement_parts.c.part.in_(parts)
    )
    return {row.part: row.documents for row in await reading.all(query)}


async def find_now(
    database: Database, wanted: Collection[tuple[str, int]]
) -> dict[tuple[str, int], tuple[Page, datetime]]:
    """The pages of these links with the documents of these parts, each with the database's time, outside of any transaction:
    where a database knows its time, all first parts in one round trip."""
    first = [link for link, part in wanted if part == 1]
    found: dict[tuple[str, int], tuple[Page, datetime]] = {}
    async with database.glance() as reading:
        if reading.tells_time_along:
            for row in await _PAGES_NOW.all(reading, {"links": first}) if first else ():
                found[row[0], 1] = _page(row[:-1]), row[-1].astimezone(UTC)
        elif first:
            pages, now = await find_each(reading, first), await reading.database_time()
            found |= {(link, 1): (page, now) for link, page in pages.items()}
        for link, part in wanted:
            if part != 1 and (page := await find(reading, link, part)) is not None:
                found[link, part] = page, await reading.database_time()
    return found


_FIRST_PART = _EVERY_PAGE.where(statement_parts.c.part == literal_column("1"))
_PAGES = OftenAsked(_FIRST_PART, {"links": links.c.link_id})
_PAGES_NOW = OftenAsked(
    _FIRST_PART.add_columns(func.clock_timestamp().label("now")),
    {"links": links.c.link_id},
)


async def lock(tx: Transaction, link_id: str) -> None:
    """Let answers to one reconciliation pass one after the other, from whichever of its links they come.

    A lock of the transaction and none of the row: the page's role may not so much as touch a statement. SQLite has one writer.
    """
    await lock_each(tx, [link_id])


async def lock_each(tx: Transaction, link_ids: Collection[str]) -> None:
    """The same for several reconciliations at once, in an order that all keep to."""
    if tx.dialect == "postgresql":
        await tx.all(_LOCKS, {"links": list(link_ids)})


_KEY = func.hashtextextended(cast(links.c.reconciliation_id, Text), 0).label("key")
_KEYS = (
    select(_KEY)
    .where(links.c.link_id == any_(bindparam("links", type_=ARRAY(links.c.link_id.type))))
    .distinct()
    .order_by(_KEY)
    .subquery()
)
_LOCKS = select(func.pg_advisory_xact_lock(_KEYS.c.key))


def _page(row: Sequence[Any]) -> Page:
    values = tuple(row)
    plain, answer = values[: len(_PAGE_NAMES)], values[len(_PAGE_NAMES) :]
    standing = entry_of(dict(zip(_ANSWER_NAMES, answer, strict=True))) if answer[0] is not None else None
    return Page(**dict(zip(_PAGE_NAMES, plain, strict=True)), standing=standing)
