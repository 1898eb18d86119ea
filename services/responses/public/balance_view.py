"""Balances as a page shows them: who owes whom in words, never a sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.responses.domain.own_balances import OwnBalance
from services.responses.domain.snapshot import Head
from shared import formats
from shared.contracts.values import Ageing, OpenItem, Owing
from shared.money import TRY, Money

AGES = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90", "unexplained")


@dataclass(frozen=True, slots=True)
class CardLine:
    code: str
    title: str
    owing: Owing
    amount: str


@dataclass(frozen=True, slots=True)
class BalanceView:
    """One currency. `in_try` is empty where the balance is in TRY; `lines` where there is one card only."""

    owing: Owing
    amount: str
    in_try: str
    try_owing: Owing
    lines: Sequence[CardLine]


@dataclass(frozen=True, slots=True)
class StatedView:
    """What the reader says about one currency."""

    owing: Owing
    amount: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    number: str
    issued_on: str
    due_on: str
    owing: Owing
    amount: str


@dataclass(frozen=True, slots=True)
class AgeRow:
    """One currency's open amounts by age, in the order of `AGES`; each with who owes it."""

    currency: str
    cells: Sequence[tuple[str, Owing, str]]


@dataclass(frozen=True, slots=True)
class OpenView:
    """What the balances are made of."""

    items: Sequence[ItemRow]
    left_out: int
    ageing: Sequence[AgeRow]
    mixed: bool
    """Whether some items are owed the other way than others, so that each has to say so."""


def balances_of(head: Head, language: str) -> Sequence[BalanceView]:
    return [
        BalanceView(
            owing=balance.owing,
            amount=_size(balance.balance, language),
            in_try="" if balance.currency == TRY else _size(balance.balance_try, language),
            try_owing=Owing.of(balance.balance_try.amount),
            lines=[
                CardLine(line.account_code, line.title, Owing.of(line.balance.amount), _size(line.balance, language))
                for line in balance.lines
            ]
            if len(balance.lines) > 1
            else (),
        )
        for balance in head.balances
    ]


def open_of(head: Head, language: str) -> OpenView | None:
    """None where the books have no ageing for these balances."""
    ageing = [row for row in head.ageing if any(getattr(row, name).amount for name in AGES)]
    if not ageing:
        return None
    items = [_item(item, language) for item in head.open_items]
    rows = [_age(row, language) for row in ageing]
    owed = {item.owing for item in items} | {
        owing for row in rows for _, owing, _ in row.cells if owing is not Owing.EVEN
    }
    return OpenView(items, head.open_items_left_out, rows, mixed=len(owed) > 1)


def stated(balances: Iterable[OwnBalance], language: str) -> Sequence[StatedView]:
    return [
        StatedView(Owing.of(one.minor), _size(Money.of_minor(one.minor, one.currency), language)) for one in balances
    ]


def _item(item: OpenItem, language: str) -> ItemRow:
    return ItemRow(
        number=item.number,
        issued_on=formats.day(item.issued_on),
        due_on=formats.day(item.due_on) if item.due_on else "",
        owing=Owing.of(item.amount.amount),
        amount=_size(item.amount, language),
    )


def _age(row: Ageing, language: str) -> AgeRow:
    cells = [(name, getattr(row, name)) for name in AGES]
    return AgeRow(
        row.currency,
        [
            (name, Owing.of(money.amount), _size(money, language))
            for name, money in cells
            if name != "unexplained" or money.amount
        ],
    )


def _size(money: Money, language: str) -> str:
    return formats.money(Money(amount=abs(money.amount), currency=money.currency), language)
