"""The rows of a run's figures: sums and balances put together with the cards they are about, frozen as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.aggregator.domain.balances import BalanceFigure
from services.aggregator.domain.recipients import Card, recipients_of, warnings_of
from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.sides import Side
from services.aggregator.repository.sums import SIDE_SUMS, SUMS
from shared.text import fold

COLUMNS = (
    "run_id", "key", "company_id", "title", "title_folded", "search_folded", "tax_number", "account_codes", "account_ids",
    "language",
    *(f"{side.value}_{name}" for side in Side for name in (*SIDE_SUMS, "below_limit")),
    "total_minor", "deferred_documents", "deferred_minor", "balances", "balance_minor", "recipients", "warnings",
)  # fmt: skip
"""In the order in which `FigureRows.row` gives them."""

_EMPTY = (0,) * len(SUMS)
_PURCHASES, _SALES = (slice(SUMS.index(f"{side}_minor"), SUMS.index(f"{side}_minor") + len(SIDE_SUMS)) for side in Side)
_MINOR, _DOCUMENTS, _RETURNS = (SIDE_SUMS.index(name) for name in ("minor", "documents", "returns_minor"))
_DEFERRED_MINOR, _DEFERRED, _NEGATIVE = (
    SUMS.index(name) for name in ("deferred_minor", "deferred_documents", "negative_documents")
)


def is_listed(sums: Sequence[int], rules: RunRules) -> bool:
    """Whether a side reaches the limit; the other one is then shown too."""
    return _reaches(sums[_PURCHASES], rules) or _reaches(sums[_SALES], rules)


def _reaches(side: Sequence[int], rules: RunRules) -> bool:
    return rules.reaches_limit(side[_MINOR], side[_RETURNS], side[_DOCUMENTS])


@dataclass(frozen=True, slots=True)
class FigureRows:
    """Makes the rows of one run."""

    run_id: UUID
    company_id: UUID
    rules: RunRules

    def row(
        self, key: str, cards: Sequence[Card], sums: Sequence[int] | None, balance: BalanceFigure | None
    ) -> tuple[Any, ...]:
        """One figure; no `sums` or no `balance` where the counterparty has none of them."""
        sums = sums or _EMPTY
        purchases, sales = sums[_PURCHASES], sums[_SALES]
        first = cards[0]
        recipients = recipients_of(cards)
        words = [card.search_folded for card in cards]
        words += [fold(contact.address) for card in cards for contact in card.contacts]
        return (
            self.run_id,
            key,
            self.company_id,
            first.title,
            first.title_folded,
            " ".join(words),
            first.tax_number,
            [card.code for card in cards],
            [card.account_id for card in cards],
            first.language,
            *purchases,
            not _reaches(purchases, self.rules),
            *sales,
            not _reaches(sales, self.rules),
            purchases[_MINOR] + sales[_MINOR],
            sums[_DEFERRED],
            sums[_DEFERRED_MINOR],
            balance.as_json() if balance is not None else [],
            balance.balance_minor if balance is not None else 0,
            recipients,
            warnings_of(cards, recipients, negative_documents=sums[_NEGATIVE]),
        )
