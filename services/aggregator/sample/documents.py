"""The documents of the sample ledger, month by month, in the proportions measured on real invoices (domain.md §5.1)."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.aggregator.domain.period import Period
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.sample.companies import Card, Companies, Role

DOCUMENTS_PER_MONTH = 1_660
DEFERRED_SERIES = (DeferredSeries("SMS", "Merkez"), DeferredSeries("ANK", "Ankara"))
"""What a run over the sample ledger leaves out: `SMS` is deferred in one branch and ordinary in the other."""

# Made-up rates in ten-thousandths of a lira, and how much they rise in a month.
_RATES = {"USD": (412_350, 6_200), "EUR": (478_920, 7_400), "GBP": (551_480, 8_100)}
_KDV_PERCENT, _KDV_WEIGHTS = (20, 10, 1), (75, 15, 10)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the movements file; amounts in hundredths of the document's currency, the rate in ten-thousandths."""

    account_code: str
    document_no: str
    day: date
    kind: DocumentKind
    amount: int
    vat: int
    series: str
    branch: str
    currency: str = "TRY"
    rate: int | None = None
    cancelled: bool = False
    uuid: str = ""
    note: str = ""


class DocumentMaker:
    """Makes the documents of one month after the other from one source of chance."""

    def __init__(self, rng: random.Random, companies: Companies, last_period: Period) -> None:
        self._rng = rng
        self._companies = companies
        self._last = last_period
        self._sequence: dict[str, int] = {}
        self._drawn = [card for card in companies.cards if card.weight]
        self._weights = [min(card.weight, 40.0) for card in self._drawn]

    def months(self, count: int) -> Iterator[Line]:
        for index in range(count):
            period = self._last.shifted(index - count + 1)
            days = sorted(self._rng.randrange(1, period.last_day.day + 1) for _ in range(DOCUMENTS_PER_MONTH))
            cards = self._rng.choices(self._drawn, self._weights, k=DOCUMENTS_PER_MONTH)
            for day, card in zip(days, cards, strict=True):
                yield from self._document(card, date(period.year, period.month, day), index)
            if index == count // 2:
                yield self._booked_below_zero(period)
        yield from self._around_limit()

    def _document(self, card: Card, day: date, month_index: int) -> Iterator[Line]:
        rng = self._rng
        line = self._plain(card, day, self._amount())
        chance = rng.random()
        if chance < 0.016:
            line = self._returned(line)
        elif chance < 0.041:
            line = replace(line, vat=line.vat // 2, note="Tevkifatlı fatura (kısmi tevkifat)")
        elif chance < 0.111:
            line = replace(line, vat=0, note="KDV'den istisna")
        elif chance < 0.118:
            line = replace(line, vat=0, note="İhraç kayıtlı satış")
        elif chance < 0.122:
            line = replace(line, amount=0, vat=0, note="%100 iskonto")
        elif chance < 0.145:
            line = self._in_series(line, rng.choice(("SMS", "SMS", "ANK")))
        if rng.random() < 0.008:
            line = replace(line, cancelled=True)
        currency = card.currency if card.currency != "TRY" else ("USD" if rng.random() < 0.02 else "TRY")
        if currency != "TRY":
            line = self._in_currency(line, currency, month_index)
        if line.amount > 100 and rng.random() < 0.025:
            first = line.amount * rng.randrange(20, 80) // 100
            vat = line.vat * first // line.amount
            yield replace(line, amount=first, vat=vat)
            line = replace(line, amount=line.amount - first, vat=line.vat - vat)
        yield line

    def _amount(self) -> int:
        return max(100, int(self._rng.lognormvariate(9.1, 1.15) * 100))

    def _plain(self, card: Card, day: date, amount: int) -> Line:
        rng = self._rng
        is_sale = card.role is Role.CUSTOMER
        percent = rng.choices(_KDV_PERCENT, _KDV_WEIGHTS)[0]
        is_electronic = rng.random() < 0.9
        series = ("MTB" if is_sale else card.host[:3].upper()) if is_electronic else "A"
        return Line(
            account_code=card.code,
            document_no=self._number(series, card, day, electronic=is_electronic),
            day=day,
            kind=DocumentKind.SALE if is_sale else DocumentKind.PURCHASE,
            amount=amount,
            vat=(amount * percent + 50) // 100,
            series=series,
            branch=card.branch,
            uuid=self._ettn() if is_electronic else "",
        )

    def _number(self, series: str, card: Card, day: date, *, electronic: bool) -> str:
        # We number our own sales; every supplier numbers its own.
        counter = f"{series}{day.year}{'' if card.role is Role.CUSTOMER else card.code}"
        self._sequence[counter] = number = self._sequence.get(counter, 0) + 1
        return f"{series}{day.year}{number:09d}" if electronic else f"{series}-{number:06d}"

    def _ettn(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def _returned(self, line: Line) -> Line:
        """A return; one in ten is booked as an invoice below zero, as some programs do."""
        is_sale = line.kind is DocumentKind.SALE
        kind = DocumentKind.SALES_RETURN if is_sale else DocumentKind.PURCHASE_RETURN
        sign = -1 if self._rng.random() < 0.1 else 1
        return replace(line, kind=kind, amount=sign * line.amount, vat=sign * line.vat, note="İade faturası")

    def _in_series(self, line: Line, series: str) -> Line:
        number = self._sequence[series] = self._sequence.get(series, 0) + 1
        return replace(line, series=series, document_no=f"{series}-{line.day.year}-{number:05d}", uuid="")

    def _in_currency(self, line: Line, currency: str, month_index: int) -> Line:
        base, rise = _RATES[currency]
        rate = base + rise * month_index + self._rng.randrange(-1_500, 1_500)
        sign = -1 if line.amount < 0 else 1
        amount = sign * (abs(line.amount) * 10_000 // rate)
        vat = 0 if line.kind is DocumentKind.SALE else sign * (abs(line.vat) * 10_000 // rate)
        note = line.note or ("İhracat" if line.kind is DocumentKind.SALE else "Dövizli alış")
        return replace(line, amount=amount, vat=vat, currency=currency, rate=rate, note=note)

    def _booked_below_zero(self, period: Period) -> Line:
        """The one mistake in these books: below zero, but not called a return."""
        line = self._plain(self._drawn[0], period.first_day, 125_000)
        return replace(line, amount=-line.amount, vat=-line.vat, note="Ters kayıt")

    def _around_limit(self) -> Iterator[Line]:
        day = self._last.first_day
        for card, kurus in (*self._companies.at_limit, *self._companies.together_over_limit):
            yield self._plain(card, day, kurus - 100_000)
            yield self._plain(card, self._last.last_day, 100_000)
