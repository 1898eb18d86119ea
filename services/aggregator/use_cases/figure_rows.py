"""The rows of a run's figures: sums and balances put together with the cards they are about, frozen as they are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.aggregator.domain.balances import BalanceFigure
from services.aggregator.domain.recipients import Card, CardContact, recipients_of, warnings_of
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
_AT = {name: place for place, name in enumerate(SUMS)}
_SIDES = [tuple(_AT[f"{side.value}_{name}"] for name in SIDE_SUMS) for side in Side]
_DEFERRED_MINOR, _DEFERRED, _NEGATIVE = (
    _AT[name] for name in ("deferred_minor", "deferred_documents", "negative_documents")
)


def is_listed(sums: Sequence[int], rules: RunRules) -> bool:
    """Whether a side reaches the limit; the other one is then shown too."""
    return any(_reaches(sums, side, rules) for side in _SIDES)


def _reaches(sums: Sequence[int], side: Sequence[int], rules: RunRules) -> bool:
    return rules.reaches_limit(sums[side[0]], sums[side[2]], sums[side[1]])


@dataclass(frozen=True, slots=True)
class FigureRows:
    """Makes the rows of one run."""

    run_id: UUID
    company_id: UUID
    rules: RunRules
    cards: Mapping[str, Sequence[Row[Any]]]
    contacts: Mapping[int, Sequence[Row[Any]]]

    @classmethod
    def of(
        cls,
        run_id: UUID,
        company_id: UUID,
        rules: RunRules,
        cards: Collection[Row[Any]],
        contacts: Collection[Row[Any]],
    ) -> FigureRows:
        by_key: defaultdict[str, list[Row[Any]]] = defaultdict(list)
        # Not by the database: its collation is not the same everywhere, and the first card gives the counterparty its title.
        for card in sorted(cards, key=lambda row: row.code):
            by_key[card.key].append(card)
        by_account: defaultdict[int, list[Row[Any]]] = defaultdict(list)
        for contact in contacts:
            by_account[contact.account_id].append(contact)
        return cls(run_id, company_id, rules, by_key, by_account)

    def row(self, key: str, sums: Sequence[int] | None, balance: BalanceFigure | None) -> tuple[Any, ...]:
        """One figure; no `sums` or no `balance` where the counterparty has none of them."""
        sums = sums or _EMPTY
        rows = self.cards[key]
        first = rows[0]
        cards = [self._card(row) for row in rows]
        recipients = recipients_of(cards)
        words = [row.search_folded for row in rows]
        words += [fold(one.email) for row in rows for one in self.contacts.get(row.id, ())]
        sides = [
            value
            for side in _SIDES
            for value in (*(sums[place] for place in side), not _reaches(sums, side, self.rules))
        ]
        return (
            self.run_id,
            key,
            self.company_id,
            first.title,
            first.title_folded,
            " ".join(words),
            first.tax_number,
            [row.code for row in rows],
            [row.id for row in rows],
            first.language,
            *sides,
            sums[_SIDES[0][0]] + sums[_SIDES[1][0]],
            sums[_DEFERRED],
            sums[_DEFERRED_MINOR],
            balance.as_json() if balance is not None else [],
            balance.balance_minor if balance is not None else 0,
            [
                {"address": one.address, "name": one.name, "role": one.role, "language": one.language}
                for one in recipients
            ],
            warnings_of(cards, recipients, negative_documents=sums[_NEGATIVE]),
        )

    def _card(self, row: Row[Any]) -> Card:
        return Card(
            code=row.code,
            title=row.title,
            tax_number=row.tax_number,
            country=row.country,
            language=row.language,
            address=row.reconciliation_email,
            address_is_valid=row.email_is_valid,
            contacts=tuple(
                CardContact(one.name, one.email, one.email_is_valid, receives_reconciliations=True)
                for one in self.contacts.get(row.id, ())
            ),
            never_mail=row.never_mail,
            is_identified=row.merge_key is not None,
        )
