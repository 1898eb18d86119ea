"""What each counterparty owes us, or we it, at the end of a day: one signed number per currency from our view (domain.md §3.4).

+ means that they owe us. A currency's balance is the sum of the counterparty's cards (customer 120, supplier 320), which stay
visible as lines: the other side may keep both accounts, or one. Amounts in minor units of their currency, TRY values as booked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from services.aggregator.domain.ledger import HOME_CURRENCY
from services.aggregator.domain.period import Period
from shared.contracts.values import BalanceLine, CurrencyBalance, Owing
from shared.money import Money

ACTIVE_MONTHS = 12
"""A balance of zero is asked about when its account moved within so many months up to the date (domain.md §3.4)."""


@dataclass(frozen=True, slots=True)
class CardBalance:
    """One card in one currency. `last_period`: the latest month (202610) in which it moved."""

    key: str
    account_code: str
    title: str
    currency: str
    original_minor: int
    amount_minor: int
    last_period: int

    @property
    def is_zero(self) -> bool:
        """Nothing left in either currency: a remainder in TRY alone is a difference of rates, and is shown."""
        return self.original_minor == 0 and self.amount_minor == 0


@dataclass(frozen=True, slots=True)
class BalanceFigure:
    """All currencies of one counterparty; TRY first, the others by code."""

    balances: tuple[CurrencyBalance, ...]
    balance_minor: int

    @property
    def owing(self) -> Owing:
        return Owing.of(self.balance_minor)

    def as_json(self) -> list[dict[str, object]]:
        """What is frozen in a run."""
        return [one.model_dump(mode="json") for one in self.balances]


def balances_of(cards: Iterable[CardBalance], as_of: date, *, include_zero: bool = True) -> Mapping[str, BalanceFigure]:
    """The figure of every counterparty that has anything to ask about.

    A currency that adds up to zero is left out unless `include_zero` and it moved in the last twelve months.
    """
    active_since = Period.of(as_of).shifted(1 - ACTIVE_MONTHS).number
    ordered = sorted(cards, key=lambda card: (card.key, *_currency_order(card.currency), card.account_code))
    figures: dict[str, BalanceFigure] = {}
    for key, of_counterparty in groupby(ordered, key=lambda card: card.key):
        balances: list[CurrencyBalance] = []
        total = 0
        for currency, of_currency in groupby(of_counterparty, key=lambda card: card.currency):
            lines = list(of_currency)
            net_try = sum(card.amount_minor for card in lines)
            total += net_try
            if (found := _balance(currency, lines, net_try, active_since, include_zero=include_zero)) is not None:
                balances.append(found)
        if balances:
            figures[key] = BalanceFigure(tuple(balances), total)
    return figures


def _balance(
    currency: str, cards: Sequence[CardBalance], net_try: int, active_since: int, *, include_zero: bool
) -> CurrencyBalance | None:
    # Cards that cancel each other out are shown: the counterparty may have kept them apart.
    telling = [card for card in cards if not card.is_zero]
    if not telling:
        if not include_zero or all(card.last_period < active_since for card in cards):
            return None
        telling = [card for card in cards if card.last_period >= active_since]
    return CurrencyBalance(
        currency=currency,
        balance=Money.of_minor(sum(card.original_minor for card in cards), currency),
        balance_try=Money.of_minor(net_try),
        lines=tuple(
            BalanceLine(
                account_code=card.account_code,
                title=card.title,
                balance=Money.of_minor(card.original_minor, currency),
            )
            for card in telling
        ),
    )


def _currency_order(currency: str) -> tuple[bool, str]:
    return (currency != HOME_CURRENCY, currency)
