"""The lines behind figures, at any revision of the books: a run copies no documents, its revision says which lines it saw.

An import at revision R writes lines with `since` R and ends old ones with `until` R; a run at revision Q sees the lines with
`since <= Q` that had not ended by then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, false, func, or_, select

from services.aggregator.domain.documents import BookedDocument
from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.models import movements
from services.aggregator.repository.months import rows_of_month
from shared.database import Reading

ACCOUNTS_AT_ONCE = 5000
_T = TypeVar("_T")

Documents = Mapping[str, Sequence[BookedDocument]]
"""By counterparty, in order of date and number."""


@dataclass(frozen=True, slots=True)
class View:
    """The books of a company at one revision, seen with a run's rules."""

    company_id: UUID
    rules: RunRules
    revision: int

    @property
    def valid(self) -> ColumnElement[bool]:
        of = movements.c
        return and_(of.since <= self.revision, or_(of.until.is_(None), of.until > self.revision))


async def documents(reading: Reading, view: View, cards: Mapping[str, Collection[int]]) -> Documents:
    """The documents of the month behind each of these counterparties; `cards` gives the account ids of each.

    Cancelled lines are left out; what else counts or not is for the rules to say. Counterparties without documents are absent.
    """
    owner = {account: key for key, accounts in cards.items() for account in accounts}
    found: dict[str, dict[Any, BookedDocument]] = {}
    for some in in_portions(sorted(owner)):
        for row in await reading.all(_by_document(view, some)):
            document = _booked(row)
            of_key = found.setdefault(owner[row.account_id], {})
            if (known := of_key.get(document.identity)) is None:
                of_key[document.identity] = document
            else:
                known.add(document)
    return {
        key: sorted(of_key.values(), key=lambda one: (one.date, one.number, one.kind, str(one.identity)))
        for key, of_key in found.items()
    }


def _by_document(view: View, account_ids: Sequence[int]) -> Any:
    """Lines added up per card and document; cards of one counterparty are put together by the caller."""
    of = movements.c
    names = (
        of.account_id, of.kind, of.document_hash, of.period, of.recorded_period, of.document_no, of.document_date,
        of.currency, of.original_minor, of.amount_minor, of.other_taxes_minor, of.series_folded, of.branch_folded,
        of.electronic,
    )  # fmt: skip
    line = rows_of_month(
        movements, names, view.company_id, view.rules, view.valid, of.account_id.in_(account_ids), of.cancelled.is_(false())
    ).subquery("lines").c  # fmt: skip
    document = (line.account_id, line.kind, line.document_hash, line.period, line.recorded_period)
    least = (line.document_no, line.document_date, line.currency, line.series_folded, line.branch_folded)
    added = (line.original_minor, line.amount_minor, line.other_taxes_minor)
    return select(
        *document,
        *(func.min(column).label(column.name) for column in least),
        *(func.sum(column).label(column.name) for column in added),
        func.min(case((line.electronic, 1), else_=0)).label("electronic"),
    ).group_by(*document)


def _booked(row: Row[Any]) -> BookedDocument:
    return BookedDocument(
        identity=(row.kind, row.document_hash, row.period, row.recorded_period),
        kind=DocumentKind(row.kind),
        number=row.document_no,
        date=row.document_date,
        amount_kurus=int(row.amount_minor),
        other_taxes_kurus=int(row.other_taxes_minor),
        series=row.series_folded,
        branch=row.branch_folded,
        electronic=bool(row.electronic),
        currency=row.currency,
        original_minor=int(row.original_minor),
    )


async def lines(reading: Reading, view: View, account_ids: Collection[int]) -> list[Row[Any]]:
    """Every line of the month on these cards, cancelled ones too, in order of date and number."""
    found: list[Row[Any]] = []
    for some in in_portions(sorted(account_ids)):
        statement = rows_of_month(
            movements, list(movements.c), view.company_id, view.rules, view.valid, movements.c.account_id.in_(some)
        )
        found += await reading.all(statement)
    return sorted(found, key=lambda row: (row.document_date, row.document_no, row.id))


async def changed_since(reading: Reading, view: View, account_ids: Collection[int]) -> set[int]:
    """Those of these cards with lines in the month that began or ended after the view's revision."""
    found: set[int] = set()
    of = movements.c
    changed = or_(of.since > view.revision, of.until > view.revision)
    for some in in_portions(sorted(account_ids)):
        rows = rows_of_month(movements, [of.account_id], view.company_id, view.rules, changed, of.account_id.in_(some))
        found |= set(await reading.scalars(rows))
    return found


def identity_of(line: Row[Any]) -> tuple[str, int, int, int]:
    """Which document of its counterparty a line belongs to; `BookedDocument.identity`."""
    return (line.kind, line.document_hash, line.period, line.recorded_period)


def in_portions(ordered: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Statements have room for so many parameters only."""
    for start in range(0, len(ordered), ACCOUNTS_AT_ONCE):
        yield ordered[start : start + ACCOUNTS_AT_ONCE]
