"""Balances for a run, and what a sent balance is made of (S-12, domain.md §3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from services.aggregator.domain.balances import BalanceFigure, balances_of
from services.aggregator.domain.open_items import Bucket, LedgerEntry, OpenItems, open_items, sum_ageing
from services.aggregator.repository import balances
from shared.contracts.values import Ageing, CurrencyBalance, OpenItem
from shared.database import Reading
from shared.money import Money

_BALANCES = TypeAdapter(tuple[CurrencyBalance, ...])


@dataclass(frozen=True, slots=True)
class OpenBalance:
    """The open items of one counterparty, newest first over all cards and currencies, and their age per currency."""

    items: tuple[OpenItem, ...]
    ageing: tuple[Ageing, ...]


NOTHING_OPEN = OpenBalance((), ())


async def of_counterparties(
    reading: Reading,
    company_id: UUID,
    as_of: date,
    *,
    merge: bool,
    include_zero: bool = True,
    keys: Collection[str] | None = None,
) -> Mapping[str, BalanceFigure]:
    """What the books say now, by counterparty; those with nothing to ask about are absent."""
    cards = await balances.card_balances(reading, company_id, as_of, merge=merge, keys=keys)
    return balances_of(cards, as_of, include_zero=include_zero)


def frozen(figure: Row[Any]) -> tuple[CurrencyBalance, ...]:
    """The balances that a run has kept."""
    return _BALANCES.validate_python(figure.balances)


async def open_of_figures(reading: Reading, run: Row[Any], figures: Sequence[Row[Any]]) -> Mapping[str, OpenBalance]:
    """By key: what these figures of the run are made of, as the books stood when it was made."""
    if run.as_of is None:
        return {}
    ids = {account_id for figure in figures for account_id in figure.account_ids}
    lines = await balances.open_lines(reading, run.company_id, ids, as_of=run.as_of, revision=run.revision)
    return {figure.key: _open_of(figure, lines, run.as_of) for figure in figures}


def _open_of(figure: Row[Any], lines: Mapping[int, Mapping[str, Sequence[Row[Any]]]], as_of: date) -> OpenBalance:
    id_of = dict(zip(figure.account_codes, figure.account_ids, strict=True))
    items: list[OpenItem] = []
    ageing: list[Ageing] = []
    for balance in frozen(figure):
        of_cards: list[OpenItems] = []
        for card in balance.lines:
            rows = lines.get(id_of[card.account_code], {}).get(balance.currency, ())
            opened = open_items(card.balance.minor, (_entry(row) for row in rows), as_of)
            of_cards.append(opened)
            items += [
                OpenItem(
                    number=one.number,
                    issued_on=one.issued_on,
                    due_on=one.due_on,
                    amount=Money.of_minor(one.open_minor, balance.currency),
                    account_code=card.account_code,
                )
                for one in opened.items
            ]
        ageing.append(_ageing(balance.currency, of_cards))
    items.sort(key=lambda item: item.issued_on, reverse=True)
    return OpenBalance(tuple(items), tuple(ageing))


def _entry(row: Row[Any]) -> LedgerEntry:
    return LedgerEntry(row.document_no, row.entry_date, row.due_date, row.original_minor)


def _ageing(currency: str, of_cards: Sequence[OpenItems]) -> Ageing:
    sums = sum_ageing(of_cards)

    def money(minor: int) -> Money:
        return Money.of_minor(minor, currency)

    return Ageing(
        currency=currency,
        not_due=money(sums[Bucket.NOT_DUE]),
        days_1_30=money(sums[Bucket.DAYS_1_30]),
        days_31_60=money(sums[Bucket.DAYS_31_60]),
        days_61_90=money(sums[Bucket.DAYS_61_90]),
        days_over_90=money(sums[Bucket.DAYS_OVER_90]),
        unexplained=money(sum(one.unexplained_minor for one in of_cards)),
    )
