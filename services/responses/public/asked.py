"""What a page asks about: sides, balances, or the counterparty's own balance without showing ours."""

from __future__ import annotations

from dataclasses import dataclass

from services.responses.domain.snapshot import Head
from shared.contracts.responses import Reason
from shared.contracts.values import Confirmation, Letter
from shared.money import TRY

BLANK_ROWS = 3
"""So many currencies can be stated where none is shown; more of them belong into the explanation of an answer."""
CURRENCIES = (
    "TRY",
    "USD",
    "EUR",
    "GBP",
    "CHF",
    "JPY",
    "AED",
    "SAR",
    "RUB",
    "CNY",
    "AZN",
    "KWD",
    "SEK",
    "NOK",
    "DKK",
    "CAD",
)


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One line of the form for a balance. `currency` is empty where the counterparty names it."""

    place: int
    currency: str

    @property
    def currency_field(self) -> str:
        return f"balance{self.place}_currency"

    @property
    def owing_field(self) -> str:
        return f"balance{self.place}_owing"

    @property
    def amount_field(self) -> str:
        return f"balance{self.place}_amount"

    @property
    def fields(self) -> tuple[str, str, str]:
        return (self.currency_field, self.owing_field, self.amount_field)


@dataclass(frozen=True, slots=True)
class Asked:
    """`verdict`: whether something is shown to agree with."""

    sides: bool
    blank: bool
    rows: tuple[BalanceRow, ...]
    reasons: tuple[Reason, ...] = ()

    @property
    def verdict(self) -> bool:
        return self.sides or not self.blank

    @property
    def currencies(self) -> tuple[str, ...]:
        return CURRENCIES

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(name for row in self.rows for name in row.fields)


def asked_of(head: Head) -> Asked:
    """What the form of this statement holds."""
    letter = head.letter
    if not letter.kind.has_balances:
        return Asked(sides=True, blank=False, rows=(), reasons=_reasons(letter))
    blank = letter.confirmation is Confirmation.BLANK
    currencies = ("",) * BLANK_ROWS if blank else tuple(balance.currency for balance in head.balances) or (TRY,)
    rows = tuple(BalanceRow(place, currency) for place, currency in enumerate(currencies, start=1))
    return Asked(sides=letter.kind.has_sides, blank=blank, rows=rows, reasons=_reasons(letter))


_OF_BALANCES = (
    Reason.OTHER_MONTH,
    Reason.MISSING_DOCUMENT,
    Reason.OTHER_CARD,
    Reason.DIFFERENCE_INVOICE,
    Reason.ROUNDING,
    Reason.EXCHANGE_RATE,
    Reason.CANCELLED_DOCUMENT,
    Reason.BOOKED_TWICE,
    Reason.PAYMENT,
)
_WITHOUT_ELECTRONIC = ("2021-07", "2024-08")
"""Periods in which electronic documents were left out of the forms (domain.md §1)."""


def _reasons(letter: Letter) -> tuple[Reason, ...]:
    if not letter.kind.has_sides:
        return _OF_BALANCES
    first, last = _WITHOUT_ELECTRONIC
    unfit = set() if first <= letter.period <= last else {Reason.ELECTRONIC_LEFT_OUT}
    if not letter.kind.has_balances:
        unfit.add(Reason.PAYMENT)
    return tuple(reason for reason in Reason if reason not in unfit)
