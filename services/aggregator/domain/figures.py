"""From movements to figures: what our books say about each counterparty in one month (domain.md §2.5).

Pure and in integer kuruş. The service computes the same in SQL, from sums that it keeps; this is the oracle for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from services.aggregator.domain.counterparties import CounterpartyKey, counterparty_key
from services.aggregator.domain.documents import BookedDocument, Standing
from services.aggregator.domain.ledger import AccountRow, MovementRow
from services.aggregator.domain.period import Period
from services.aggregator.domain.rules import DateBasis, RunRules
from services.aggregator.domain.series import DeferredSeriesList
from services.aggregator.domain.sides import DocumentKind, Side, is_return
from shared.text import fold


@dataclass(frozen=True, slots=True)
class SideFigure:
    """One side of a counterparty. Returns and e-documents are part of the total and shown again as their own sub-totals."""

    total_kurus: int = 0
    documents: int = 0
    returns_kurus: int = 0
    returns_documents: int = 0
    electronic_kurus: int = 0
    electronic_documents: int = 0
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
class _Tally:
    total: int = 0
    documents: int = 0
    returns: int = 0
    returns_documents: int = 0
    electronic: int = 0
    electronic_documents: int = 0
    deferred: int = 0
    deferred_documents: int = 0

    def add(self, document: BookedDocument, standing: Standing, rules: RunRules) -> None:
        kurus = document.kurus(rules)
        if standing is Standing.DEFERRED:
            self.deferred += kurus
            self.deferred_documents += 1 if document.amount_kurus or rules.count_zero_documents else 0
            return
        # A document left out as zero may still hold other taxes of its own; they cancel out with its base.
        counted = standing is Standing.COUNTED
        self.total += kurus
        self.documents += counted
        if is_return(document.kind):
            self.returns += kurus
            self.returns_documents += counted
        if document.electronic:
            self.electronic += kurus
            self.electronic_documents += counted

    def figure(self, rules: RunRules) -> SideFigure:
        return SideFigure(
            total_kurus=self.total,
            documents=self.documents,
            returns_kurus=self.returns,
            returns_documents=self.returns_documents,
            electronic_kurus=self.electronic,
            electronic_documents=self.electronic_documents,
            deferred_kurus=self.deferred,
            deferred_documents=self.deferred_documents,
            reaches_limit=rules.reaches_limit(self.total, self.returns, self.documents),
        )


def sides_of(documents: Iterable[BookedDocument], rules: RunRules) -> Mapping[Side, SideFigure]:
    """Both sides of one counterparty from its documents; those below zero that are no returns are in neither."""
    deferred = DeferredSeriesList(rules.deferred_series)
    tallies = {side: _Tally() for side in Side}
    for document in documents:
        standing = document.standing(rules, deferred)
        if standing is not Standing.NEGATIVE:
            tallies[document.side].add(document, standing, rules)
    return {side: tally.figure(rules) for side, tally in tallies.items()}


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
        key = counterparty_key(account, merge=rules.merge_by_tax_number and not account.never_merge)
        keys[account.code] = key
        cards[key].codes.append(account.code)
        cards[key].titles[account.code] = account.title

    documents: defaultdict[CounterpartyKey, dict[object, BookedDocument]] = defaultdict(dict)
    for line in movements:
        if not line.cancelled and _basis_period(line, rules) == rules.period:
            key = keys.get(line.account_code) or CounterpartyKey.of_account(line.account_code)
            _take_in(documents[key], _booked(line))

    negative = [
        NegativeDocument(key, one.number, one.date, one.kind, one.amount_kurus)
        for key, of_key in documents.items()
        for one in of_key.values()
        if one.is_negative
    ]
    return Figures(
        rules,
        tuple(_figure(key, documents[key].values(), cards, rules) for key in sorted(documents)),
        tuple(sorted(negative, key=lambda n: (n.key, n.document_date, n.document_no, n.kind, n.amount_kurus))),
    )


def document_period(line: MovementRow) -> Period:
    """The month of a document: of its customs date where it has one, else of its own (§2.5 point 1)."""
    return Period.of(line.customs_on or line.document_date)


def recorded_period(line: MovementRow) -> Period:
    """The month in which it was booked; where that is not known, its own."""
    return Period.of(line.recorded_on or line.customs_on or line.document_date)


def _basis_period(line: MovementRow, rules: RunRules) -> Period:
    return document_period(line) if rules.date_basis is DateBasis.DOCUMENT else recorded_period(line)


def _booked(line: MovementRow) -> BookedDocument:
    return BookedDocument(
        identity=(line.kind, line.document_key, document_period(line), recorded_period(line)),
        kind=line.kind,
        number=line.document_no,
        date=line.document_date,
        amount_kurus=line.amount_kurus,
        other_taxes_kurus=line.other_taxes_kurus,
        series=fold(line.series),
        branch=fold(line.branch),
        electronic=line.electronic,
    )


def _take_in(documents: dict[object, BookedDocument], lines: BookedDocument) -> None:
    if (known := documents.get(lines.identity)) is not None:
        known.add(lines)
    else:
        documents[lines.identity] = lines


def _figure(
    key: CounterpartyKey,
    documents: Iterable[BookedDocument],
    cards: defaultdict[CounterpartyKey, _Cards],
    rules: RunRules,
) -> CounterpartyFigure:
    codes = tuple(sorted(cards[key].codes)) if key in cards else (key.text.removeprefix("a:"),)
    title = cards[key].titles[codes[0]] if key in cards else ""
    sides = sides_of(documents, rules)
    return CounterpartyFigure(key, title, codes, sides[Side.PURCHASES], sides[Side.SALES])
