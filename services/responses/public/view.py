"""What a page shows, as plain values ready for the template: every side from the reader's view, amounts as people write them.

The reader's purchases are our sales; the labels in the templates say both (user-experience.md §5.5).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from services.responses.domain.entries import Entry
from services.responses.domain.last_days import last_day
from services.responses.domain.snapshot import CompanyCard, Head
from services.responses.public.balance_view import BalanceView, OpenView, balances_of, open_of
from services.responses.public.said import Said, said_of
from services.responses.repository.pages import Page
from shared import formats
from shared.contracts.values import Confirmation, DocumentKind, Side, SideTotal

OPEN_UP_TO = 15
"""So many documents are shown without a click."""

PAGES_AROUND = 2

_RETURNS = (DocumentKind.SALES_RETURN, DocumentKind.PURCHASE_RETURN)


class DocumentRow(NamedTuple):
    """`place`: part and position in it, by which a tick names the document."""

    place: str
    number: str
    date: str
    amount: str
    original: str
    is_return: bool


@dataclass(frozen=True, slots=True)
class SideView:
    """One side: `name` is ours, `sales` or `purchases`."""

    name: str
    total: str
    number: str
    documents: int
    returns: str
    returns_number: str
    returns_documents: int
    below_limit: bool
    rows: Sequence[DocumentRow]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer that stands. `by_reader`: it came through the very link that is shown."""

    agreed: bool
    version: int
    name: str
    masked_name: str
    title: str
    said: Said
    at: str
    day: str
    by_reader: bool
    code: str
    """On the receipt; empty where there is none."""
    late: bool
    late_after: str
    """The last day that was over when it came, where it is late."""


@dataclass(frozen=True, slots=True)
class PageView:
    """All that the templates need of one page."""

    company: CompanyCard
    phone_link: str
    head: Head
    period: str
    limit: str
    last_day: str
    deadline: str
    sides: Sequence[SideView]
    as_of: str
    balances: Sequence[BalanceView]
    opened: OpenView | None
    has_sides: bool
    has_balances: bool
    blank: bool
    """The reader writes its own balance; ours is not shown."""
    only_objections: bool
    """An answer is awaited only from who disagrees."""
    document_count: int
    documents_open: bool
    part: int
    parts: int
    informed: bool
    """Whether the company has an information text to show."""
    pages_near: Sequence[int]
    """The pages that one can go to at once: the first, the last, and those around this one."""
    messages: int
    """Of the company on the conversation."""
    closed_on: str
    """The day on which the request was withdrawn or replaced; empty otherwise."""
    answer: AnswerView | None


def view_of(page: Page, language: str, *, browsing: bool = False) -> PageView:
    """Lay a page out for a language. `browsing`: the reader is turning the pages of the documents."""
    company, head = company_of(page.company), head_of(page.head)
    letter, until = head.letter, last_day(page.closes_at)
    documents = json.loads(page.documents)
    return PageView(
        company=company,
        phone_link="".join(c for c in company.phone if c.isdigit() or c == "+"),
        head=head,
        period=period_of(letter.period, language),
        limit=formats.money(letter.limit, language),
        last_day=formats.day(until),
        deadline=_long_day(until, language),
        sides=(
            side_of(Side.SALES, head.sales, documents, language, page.part),
            side_of(Side.PURCHASES, head.purchases, documents, language, page.part),
        )
        if letter.kind.has_sides
        else (),
        as_of=formats.day(letter.as_of) if letter.as_of else "",
        balances=balances_of(head, language),
        opened=open_of(head, language),
        has_sides=letter.kind.has_sides,
        has_balances=letter.kind.has_balances,
        blank=letter.kind.has_balances and letter.confirmation is Confirmation.BLANK,
        only_objections=letter.kind.has_balances and letter.confirmation is Confirmation.NEGATIVE,
        document_count=page.document_count,
        documents_open=browsing or page.document_count <= OPEN_UP_TO,
        part=page.part,
        parts=page.parts,
        informed=page.information_version is not None,
        pages_near=[n for n in range(1, page.parts + 1) if n in (1, page.parts) or abs(n - page.part) <= PAGES_AROUND],
        messages=page.messages,
        closed_on=_day(page.closed_at) if page.closed_at else "",
        answer=_answer(page, page.standing, language) if page.standing else None,
    )


company_of = lru_cache(maxsize=256)(CompanyCard.model_validate_json)
# A statement's head is read for its form and for what is shown, and by its recipients one after the other.
head_of = lru_cache(maxsize=1024)(Head.model_validate_json)
period_of = lru_cache(maxsize=256)(formats.period)
_long_day = lru_cache(maxsize=256)(formats.long_day)


@lru_cache(maxsize=20_000)
def _number(amount: str, language: str) -> str:
    return formats.number(Decimal(amount), language)


def side_of(
    side: Side, total: SideTotal, documents: Sequence[dict[str, Any]], language: str, part: int = 1
) -> SideView:
    """`documents`: those of one `part` of the statement."""
    return SideView(
        name=side.value,
        total=formats.money(total.total, language),
        number=formats.number(total.total.amount, language),
        documents=total.documents,
        returns=formats.money(total.returns_total, language) if total.returns_documents else "",
        returns_number=formats.number(total.returns_total.amount, language),
        returns_documents=total.returns_documents,
        below_limit=total.below_limit,
        rows=[
            _row(document, f"{part}.{place}", language)
            for place, document in enumerate(documents, start=1)
            if document["side"] == side
        ],
    )


def is_return(document: Mapping[str, Any]) -> bool:
    return document["kind"] in _RETURNS


def _row(document: dict[str, Any], place: str, language: str) -> DocumentRow:
    year, month, day = document["date"].split("-")
    original = document["original"]
    return DocumentRow(
        place=place,
        number=document["number"],
        date=f"{day}.{month}.{year}",
        amount=_number(document["amount"]["amount"], language),
        original=f"{_number(original['amount'], language)} {original['currency']}" if original else "",
        is_return=is_return(document),
    )


def _answer(page: Page, entry: Entry, language: str) -> AnswerView:
    # Late for the day that was over then: a campaign may have got more time since.
    over = last_day(page.closes_at) if entry.answered_at >= page.closes_at else head_of(page.head).letter.valid_until
    return AnswerView(
        agreed=entry.content.answer.value == "agreed",
        version=entry.version,
        name=entry.responder_name,
        masked_name=masked(entry.responder_name),
        title=entry.responder_title,
        said=said_of(entry.content, language),
        at=formats.moment(entry.answered_at),
        day=_day(entry.answered_at),
        by_reader=entry.address == page.address,
        code=entry.verification_code or "",
        late=entry.late,
        late_after=formats.day(over),
    )


def _day(moment: datetime) -> str:
    return formats.moment(moment).split()[0]


def masked(name: str) -> str:
    """`A*** Y***`: enough to recognise a colleague, not enough to learn a name."""
    return " ".join(f"{word[0]}***" for word in name.split())
