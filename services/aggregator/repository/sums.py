"""The sums of a month per counterparty, made by the database from its integers: exact, and the same on both databases.

They come from `period_sums`, which imports keep, and so cost what the month has and not what came before it. Only where several
cards of one counterparty have documents of one kind are these counted one by one: one that lies on two cards counts once. A
customer's card with sales beside its supplier's card with purchases has no document in common with it.
`domain/figures.py` says the same in plain code and is what these statements are tested against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)

from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.series import DeferredSeriesList
from services.aggregator.domain.sides import DocumentKind, Side, is_return, side_of
from services.aggregator.models import accounts, movements, period_sums
from services.aggregator.repository.months import rows_of_month
from shared.database import Reading

ACCOUNTS_AT_ONCE = 5000

RETURNS = tuple(kind.value for kind in DocumentKind if is_return(kind))
SALES = tuple(kind.value for kind in DocumentKind if side_of(kind) is Side.SALES)
SIDE_SUMS = ("minor", "documents", "returns_minor", "returns_documents", "electronic_minor", "electronic_documents")
SUMS = (
    *(f"{side.value}_{name}" for side in Side for name in SIDE_SUMS),
    "deferred_minor",
    "deferred_documents",
    "negative_documents",
)
"""What is summed, in the order of `CounterpartySums.sums`."""


@dataclass(frozen=True, slots=True)
class CounterpartySums:
    """One counterparty with documents in the month: which of its cards moved, and `SUMS`."""

    key: str
    account_ids: tuple[int, ...]
    sums: tuple[int, ...]

    def as_mapping(self) -> dict[str, int]:
        return dict(zip(SUMS, self.sums, strict=True))


def key_of(merge: bool) -> ColumnElement[str]:
    """The counterparty of an account: the key it is merged under, or itself."""
    alone = literal("a:") + accounts.c.code
    if not merge:
        return alone
    return case((accounts.c.never_merge, alone), else_=func.coalesce(accounts.c.merge_key, alone))


async def counterparties(reading: Reading, company_id: UUID, rules: RunRules) -> list[CounterpartySums]:
    """Every counterparty with documents in the month, as the books stand now."""
    kept = _from_kept_sums(company_id, rules)
    columns: list[Any] = [key_of(rules.merge_by_tax_number).label("key"), kept]
    statement = select(*columns).join(accounts, accounts.c.id == kept.c.account_id)
    cards: defaultdict[str, list[_CardSums]] = defaultdict(list)
    for row in await reading.all(statement):
        values: tuple[Any, ...] = tuple(row)
        cards[values[0]].append((values[1], values[2], values[3:]))
    several = {key: of_key for key, of_key in cards.items() if len(of_key) > 1}
    doubtful = [[card[0] for card in of_key] for of_key in several.values() if _may_share_documents(of_key)]
    added = {key: tuple(map(sum, zip(*(card[2] for card in of_key), strict=True))) for key, of_key in several.items()}
    added |= await _from_documents(reading, company_id, rules, doubtful)
    return [
        CounterpartySums(key, tuple(card[0] for card in of_key), added[key] if key in added else of_key[0][2])
        for key, of_key in cards.items()
    ]


_CardSums = tuple[int, int, tuple[int, ...]]
"""Account id, which kinds of documents it has (one bit each), `SUMS`."""


def _may_share_documents(cards: Sequence[_CardSums]) -> bool:
    seen = 0
    for _, kinds, _ in cards:
        if seen & kinds:
            return True
        seen |= kinds
    return False


@dataclass(frozen=True, slots=True)
class MonthSums:
    """One month of some cards: how many of them moved, and `SUMS`, which are those of a counterparty only if it was one."""

    cards: int
    sums: tuple[int, ...]


async def by_month(
    reading: Reading, company_id: UUID, rules: RunRules, account_ids: Sequence[int], periods: Sequence[int]
) -> dict[int, MonthSums]:
    """What these cards add up to in each of these months (as 202610) that they moved in, by the documents' own dates."""
    of = period_sums.c
    mine = select(period_sums).where(
        of.company_id == company_id, of.period.in_(periods), of.account_id.in_(account_ids), of.documents > 0
    )
    rows = mine.subquery("months")
    cards = func.count(rows.c.account_id.distinct())
    found = await reading.all(_summed(rows, [rows.c.period, cards], rules))
    rows_found = [tuple(row) for row in found]
    return {values[0]: MonthSums(values[1], values[2:]) for values in rows_found}


def _from_kept_sums(company_id: UUID, rules: RunRules) -> FromClause:
    names = (
        "account_id", "kind", "electronic", "series_folded", "branch_folded", "documents", "zero_documents",
        "negative_documents", "amount_minor", "other_taxes_minor",
    )  # fmt: skip
    columns = [period_sums.c[name] for name in names]
    rows = rows_of_month(period_sums, columns, company_id, rules, period_sums.c.documents > 0).subquery("kept")
    bits = [func.max(case((rows.c.kind == kind.value, 1 << place), else_=0)) for place, kind in enumerate(DocumentKind)]
    kinds = reduce(add, bits).label("kinds")
    return _summed(rows, [rows.c.account_id, kinds], rules).subquery("summed")


async def _from_documents(
    reading: Reading, company_id: UUID, rules: RunRules, counterparties_cards: Sequence[Sequence[int]]
) -> dict[str, tuple[int, ...]]:
    """The same by counterparty, from every single document of its cards."""
    found: dict[str, tuple[int, ...]] = {}
    for some in _whole_portions(counterparties_cards):
        documents = _documents(company_id, rules, some)
        for row in await reading.all(_summed(documents, [documents.c.key], rules)):
            found[row[0]] = tuple(row[1:])
    return found


def _documents(company_id: UUID, rules: RunRules, account_ids: Sequence[int]) -> FromClause:
    """One row per document with the columns of `period_sums`, and its counterparty."""
    of = movements.c
    columns = [
        of.account_id, of.kind, of.document_hash, of.period, of.recorded_period, of.electronic, of.series_folded,
        of.branch_folded, of.amount_minor, of.other_taxes_minor,
    ]  # fmt: skip
    lines = rows_of_month(
        movements,
        columns,
        company_id,
        rules,
        of.account_id.in_(account_ids),
        of.until.is_(None),
        of.cancelled.is_(false()),
    ).subquery("lines")
    # Keys are computed per line first and grouped by name then: PostgreSQL does not see that two expressions with
    # parameters are the same one.
    keyed = (
        select(key_of(rules.merge_by_tax_number).label("key"), lines)
        .join(accounts, accounts.c.id == lines.c.account_id)
        .subquery("keyed")
        .c
    )
    amount = func.sum(keyed.amount_minor)
    document = (
        select(
            keyed.key,
            keyed.kind,
            func.min(case((keyed.electronic, 1), else_=0)).label("electronic"),
            func.min(keyed.series_folded).label("series_folded"),
            func.min(keyed.branch_folded).label("branch_folded"),
            amount.label("amount"),
            func.sum(keyed.other_taxes_minor).label("other_taxes"),
        )
        .group_by(keyed.key, keyed.kind, keyed.document_hash, keyed.period, keyed.recorded_period)
        .subquery("document")
        .c
    )
    negative = and_(document.amount < 0, document.kind.not_in(RETURNS))
    sign = case((negative, 0), (document.amount < 0, -1), else_=1)
    return select(
        document.key,
        document.kind,
        (document.electronic == 1).label("electronic"),
        document.series_folded,
        document.branch_folded,
        literal(1).label("documents"),
        case((document.amount == 0, 1), else_=0).label("zero_documents"),
        case((negative, 1), else_=0).label("negative_documents"),
        (document.amount * sign).label("amount_minor"),
        (document.other_taxes * sign).label("other_taxes_minor"),
    ).subquery("documents")


def _summed(rows: FromClause, first: Sequence[ColumnElement[Any]], rules: RunRules) -> Select[Any]:
    """`SUMS` per the first of the columns in front of them, from rows like those of `period_sums`."""
    of = rows.c
    counted = of.documents - of.negative_documents
    if not rules.count_zero_documents:
        counted = counted - of.zero_documents
    amount = of.amount_minor if rules.include_other_taxes else of.amount_minor - of.other_taxes_minor
    deferred = _deferred(rows, DeferredSeriesList(rules.deferred_series))
    returned = of.kind.in_(RETURNS)
    found: list[ColumnElement[Any]] = []
    for side in Side:
        on_side = of.kind.in_(SALES) if side is Side.SALES else of.kind.not_in(SALES)
        here = and_(on_side, not_(deferred)) if deferred is not None else on_side
        for which in (here, and_(here, returned), and_(here, of.electronic)):
            found += [_sum_where(which, amount), _sum_where(which, counted)]
    which = deferred if deferred is not None else false()
    found += [_sum_where(which, amount), _sum_where(which, counted), _sum(of.negative_documents)]
    named = [column.label(name) for name, column in zip(SUMS, found, strict=True)]
    return select(*[*first, *named]).group_by(first[0])


def _sum(value: ColumnElement[Any]) -> ColumnElement[int]:
    # Sums of BIGINT are NUMERIC to PostgreSQL: exact either way, but integers are what they are.
    return cast(func.sum(value), BigInteger)


def _sum_where(which: ColumnElement[bool], value: ColumnElement[Any]) -> ColumnElement[int]:
    return _sum(case((which, value), else_=0))


def _deferred(rows: FromClause, series: DeferredSeriesList) -> ColumnElement[bool] | None:
    of = rows.c
    found: list[ColumnElement[bool]] = []
    if series.everywhere:
        found.append(of.series_folded.in_(sorted(series.everywhere)))
    found += [and_(of.branch_folded == branch, of.series_folded == name) for branch, name in sorted(series.in_branch)]
    return and_(of.series_folded != "", or_(*found)) if found else None


def _whole_portions(groups: Iterable[Sequence[int]]) -> Iterator[list[int]]:
    """Statements have room for so many parameters only; what belongs together stays together."""
    some: list[int] = []
    for group in groups:
        if some and len(some) + len(group) > ACCOUNTS_AT_ONCE:
            yield some
            some = []
        some.extend(group)
    if some:
        yield some
