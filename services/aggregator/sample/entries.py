"""The ledger accounts of the sample: balances brought forward, every document with its KDV, and what was paid since.

Customers pay most of what is due and some of it late or in part, we pay our suppliers likewise; so every balance is made of the
newest documents, and some are old. A few accounts are even, and foreign ones are kept in their own currency.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.aggregator.domain.period import Period
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.sample.companies import Card, Role
from services.aggregator.sample.documents import Line

OPENING = "AÇILIŞ"
_TERMS, _TERM_WEIGHTS = (0, 30, 45, 60, 90), (10, 40, 15, 25, 10)
_DEBIT = {
    DocumentKind.SALE: 1,
    DocumentKind.SALES_RETURN: -1,
    DocumentKind.PURCHASE: -1,
    DocumentKind.PURCHASE_RETURN: 1,
}
_WORDS = {
    DocumentKind.SALE: "Satış faturası",
    DocumentKind.SALES_RETURN: "Satıştan iade faturası",
    DocumentKind.PURCHASE: "Alış faturası",
    DocumentKind.PURCHASE_RETURN: "Alıştan iade faturası",
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of a card; `signed` in hundredths of its currency, + is debit. The rate in ten-thousandths."""

    account_code: str
    day: date
    number: str
    note: str
    signed: int
    currency: str = "TRY"
    rate: int | None = None
    due: date | None = None
    branch: str = ""


class EntryMaker:
    """Makes the entries of all cards from the documents that were made before, with a chance of its own."""

    def __init__(self, rng: random.Random, cards: Sequence[Card], first: Period, last: Period) -> None:
        self._rng = rng
        self._cards = {card.code: card for card in cards}
        self._first = first.first_day
        self._last = last.last_day
        self._payments = 0

    def make(self, documents: Iterable[Line]) -> list[LedgerLine]:
        """By day, then card, as a ledger is printed."""
        lines = [*self._openings(), *self._booked(documents)]
        lines += self._paid(lines)
        return sorted(lines, key=lambda line: (line.day, line.account_code, line.number))

    def _openings(self) -> Iterator[LedgerLine]:
        rng = self._rng
        for card in self._cards.values():
            if card.currency == "TRY" and card.weight and rng.random() < 0.6:
                sign = 1 if card.role is Role.CUSTOMER else -1
                amount = int(rng.lognormvariate(10.0, 1.0) * 100)
                yield LedgerLine(
                    card.code,
                    self._first,
                    OPENING,
                    "Devreden bakiye",
                    sign * amount,
                    due=self._first,
                    branch=card.branch,
                )

    def _booked(self, documents: Iterable[Line]) -> Iterator[LedgerLine]:
        """Each document once, however many lines it has, with its KDV; cancelled ones are not booked."""
        for (code, number, kind), lines in _by_document(documents).items():
            first = lines[0]
            amount = sum(line.amount + line.vat for line in lines)
            if kind in (DocumentKind.SALES_RETURN, DocumentKind.PURCHASE_RETURN):
                amount = abs(amount)
            if amount:
                term = self._rng.choices(_TERMS, _TERM_WEIGHTS)[0]
                due = first.day + timedelta(days=term) if term else None
                yield LedgerLine(
                    code, first.day, number, _WORDS[kind], _DEBIT[kind] * amount, first.currency, first.rate, due,
                    first.branch,
                )  # fmt: skip

    def _paid(self, lines: Sequence[LedgerLine]) -> Iterator[LedgerLine]:
        rng = self._rng
        habits = {code: rng.choices((1.0, 0.9, 0.6, 0.0), (10, 60, 22, 8))[0] for code in self._cards}
        for line in lines:
            card = self._cards[line.account_code]
            owed = line.signed if card.role is Role.CUSTOMER else -line.signed
            if owed <= 0 or rng.random() >= habits[card.code]:
                continue
            day = (line.due or line.day) + timedelta(days=rng.choice((0, 0, 0, 3, 7, 20)))
            if day <= self._last:
                part = rng.choice((50, 75)) if rng.random() < 0.08 else 100
                yield self._payment(card, line, day, abs(line.signed) * part // 100)

    def _payment(self, card: Card, of: LedgerLine, day: date, amount: int) -> LedgerLine:
        self._payments += 1
        received = card.role is Role.CUSTOMER
        number = f"{'TAH' if received else 'ODE'}{day.year}{self._payments:07d}"
        note = "Tahsilat (havale)" if received else "Ödeme (havale)"
        # At the rate of the document: what rates bring and take is booked on accounts of its own.
        return LedgerLine(
            card.code, day, number, note, -amount if received else amount, of.currency, of.rate, branch=of.branch
        )


def _by_document(documents: Iterable[Line]) -> Mapping[tuple[str, str, DocumentKind], list[Line]]:
    found: defaultdict[tuple[str, str, DocumentKind], list[Line]] = defaultdict(list)
    for line in documents:
        if not line.cancelled:
            found[line.account_code, line.document_no, line.kind].append(line)
    return found
