"""From movements to figures: what our books say about each counterparty in one month (domain.md §2.5).

Pure and in integer kuruş. The service computes the same in SQL; this is the oracle its sums are tested against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date

from services.aggregator.domain.counterparties import CounterpartyKey, counterparty_key
from services.aggregator.domain.ledger import AccountRow, MovementRow
from services.aggregator.domain.period import Period
from services.aggregator.domain.series import DeferredSeries, DeferredSeriesList
from services.aggregator.domain.sides import DocumentKind, Side, is_return, side_of

DEFAULT_LIMIT_KURUS = 500_000
"""5.000 TL, the limit of the former forms (S-21)."""


@dataclass(frozen=True, slots=True)
class RunRules:
    """What the operator chose for a run."""

    period: Period
    limit_kurus: int = DEFAULT_LIMIT_KURUS
    merge_by_tax_number: bool = True
    deferred_series: tuple[DeferredSeries, ...] = ()
    never_merge: AbstractSet[str] = frozenset()
    count_zero_documents: bool = True


@dataclass(frozen=True, slots=True)
class SideFigure:
    """One side of a counterparty. Returns are part of the total and shown again as their own sub-total."""

    total_kurus: int = 0
    documents: int = 0
    returns_kurus: int = 0
    returns_documents: int = 0
    deferred_kurus: int = 0
    deferred_documents: int = 0
    reaches_limit: bool = False


@dataclass(frozen=True, slots=True)
class CounterpartyFigure:
    """Both sides of one counterparty; a side without documents is 0 / 0, never missing (§2.5 point 11)."""

    key: CounterpartyKey
    title: str
    account_codes: tuple[str, ...]
    purchases: SideFigure
    sales: SideFigure

    @property
    def is_listed(self) -> bool:
        """Whether at least one side reaches the limit; the other is then shown too, marked below it."""
        return self.purchases.reaches_limit or self.sales.reaches_limit

    def side(self, side: Side) -> SideFigure:
        return self.purchases if side is Side.PURCHASES else self.sales


@dataclass(frozen=True, slots=True)
class NegativeDocument:
    """A document below zero that is no return: in no total, shown to the operator as an error in the books."""

    key: CounterpartyKey
    account_code: str
    document_no: str
    document_date: date
    kind: DocumentKind
    amount_kurus: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The result of a run, ordered by counterparty key. Immutable: later changes of the books make another one."""

    rules: RunRules
    counterparties: tuple[CounterpartyFigure, ...]
    negative_documents: tuple[NegativeDocument, ...]

    @property
    def listed(self) -> tuple[CounterpartyFigure, ...]:
        return tuple(counterparty for counterparty in self.counterparties if counterparty.is_listed)


@dataclass(slots=True)
class _Document:
    """The lines of one document added up."""

    first_line: MovementRow
    kurus: int = 0


@dataclass(slots=True)
class _Tally:
    total: int = 0
    documents: int = 0
    returns: int = 0
    returns_documents: int = 0
    deferred: int = 0
    deferred_documents: int = 0


@dataclass(slots=True)
class _Cards:
    """The account cards of one counterparty."""

    codes: list[str] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)


def compute_figures(accounts: Iterable[AccountRow], movements: Iterable[MovementRow], rules: RunRules) -> Figures:
    """Sum the movements of the period per counterparty and side.

    Counterparties without a document in the period are left out. Movements of an account without a card stand under its code.
    """
    keys: dict[str, CounterpartyKey] = {}
    cards: defaultdict[CounterpartyKey, _Cards] = defaultdict(_Cards)
    for account in accounts:
        key = counterparty_key(account, merge=rules.merge_by_tax_number, never_merge=rules.never_merge)
        keys[account.code] = key
        cards[key].codes.append(account.code)
        cards[key].titles[account.code] = account.title

    documents = _documents(movements, keys, rules)
    tallies: defaultdict[CounterpartyKey, dict[Side, _Tally]] = defaultdict(lambda: {side: _Tally() for side in Side})
    negative: list[NegativeDocument] = []
    for (key, deferred, _), document in documents.items():
        line = document.first_line
        kurus = document.kurus
        if kurus < 0:
            if not is_return(line.kind):
                negative.append(
                    NegativeDocument(key, line.account_code, line.document_no, line.document_date, line.kind, kurus)
                )
                continue
            kurus = -kurus  # a return booked as a negative invoice: a positive amount on the other side
        _add(tallies[key][side_of(line.kind)], line.kind, kurus, deferred=deferred, rules=rules)

    return Figures(
        rules,
        tuple(_figure(key, tallies[key], cards, rules) for key in sorted(tallies)),
        tuple(sorted(negative, key=lambda n: (n.key, n.document_date, n.document_no, n.kind))),
    )


_DocumentKey = tuple[CounterpartyKey, bool, tuple[DocumentKind, tuple[str, str]]]


def _documents(
    movements: Iterable[MovementRow], keys: dict[str, CounterpartyKey], rules: RunRules
) -> dict[_DocumentKey, _Document]:
    """Add up the lines of each document of the period; cancelled ones are left out, deferred ones stand apart."""
    deferred_series = DeferredSeriesList(rules.deferred_series)
    documents: dict[_DocumentKey, _Document] = {}
    for line in movements:
        if line.cancelled or line.document_date not in rules.period:
            continue
        key = keys.get(line.account_code) or CounterpartyKey.of_account(line.account_code)
        deferred = deferred_series.covers(line.branch, line.series)
        identity = (key, deferred, (line.kind, line.document_key))
        documents.setdefault(identity, _Document(line)).kurus += line.amount_kurus
    return documents


def _add(tally: _Tally, kind: DocumentKind, kurus: int, *, deferred: bool, rules: RunRules) -> None:
    counted = 1 if kurus or rules.count_zero_documents else 0
    if deferred:
        tally.deferred += kurus
        tally.deferred_documents += counted
        return
    tally.total += kurus
    tally.documents += counted
    if is_return(kind):
        tally.returns += kurus
        tally.returns_documents += counted


def _figure(
    key: CounterpartyKey,
    sides: dict[Side, _Tally],
    cards: defaultdict[CounterpartyKey, _Cards],
    rules: RunRules,
) -> CounterpartyFigure:
    codes = tuple(sorted(cards[key].codes)) if key in cards else (key.text.removeprefix("a:"),)
    title = cards[key].titles[codes[0]] if key in cards else ""
    purchases, sales = (_side_figure(sides[side], rules) for side in (Side.PURCHASES, Side.SALES))
    return CounterpartyFigure(key, title, codes, purchases, sales)


def _side_figure(tally: _Tally, rules: RunRules) -> SideFigure:
    return SideFigure(
        total_kurus=tally.total,
        documents=tally.documents,
        returns_kurus=tally.returns,
        returns_documents=tally.returns_documents,
        deferred_kurus=tally.deferred,
        deferred_documents=tally.deferred_documents,
        reaches_limit=tally.documents > 0 and tally.total >= rules.limit_kurus,
    )
