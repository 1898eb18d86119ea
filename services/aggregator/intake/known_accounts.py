"""Which card a movement belongs to: by its code, else by the tax number that the document names, else a new card.

Protects the books from doubles: a counterparty that has a card is found under its number whatever its title looks like, and one
that has none gets a single card, however many of its documents come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from services.aggregator.domain.counterparties import merge_key
from services.aggregator.domain.ledger import HOME_COUNTRY, AccountRow, ContactRow, EntryRow, MovementRow, Party
from services.aggregator.domain.sides import Side, side_of
from shared.tax_number import TaxNumber
from shared.text import fold

CUSTOMERS, SUPPLIERS = "120", "320"
"""How the codes of customers and suppliers begin in the uniform chart of accounts."""
_LONGEST_CODE = 50


class KnownAccount(NamedTuple):
    """What is known of a card before the file is read. A tuple, because there may be many and they go to another process."""

    id: int
    code: str
    title: str
    tax_number: str
    country: str


@dataclass(slots=True)
class Accounts:
    """The company's cards, and those that this file adds. New ones have ids below zero until they are in the books."""

    _ids: dict[str, int] = field(default_factory=dict)
    _by_number: dict[str, list[str]] = field(default_factory=dict)
    _unnumbered: list[tuple[str, str]] = field(default_factory=list)
    """Titles and codes of cards without a number; folded only when somebody is looked for by title."""
    _by_title: dict[str, list[str]] = field(default_factory=dict)
    new: list[AccountRow] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)

    @classmethod
    def of(cls, known: Iterable[KnownAccount]) -> Accounts:
        accounts = cls()
        for one in known:
            accounts._learn(one.code, one.id, one.title, TaxNumber.parse(one.tax_number), one.country)
        return accounts

    def ids_of(self, codes: Iterable[str]) -> list[int | None]:
        return list(map(self._ids.get, codes))

    def find(self, line: MovementRow | EntryRow) -> tuple[str, int] | None:
        """Code and id of the line's account; None when its code has no card and the line does not say whose it is."""
        code, party = line.account_code, line.party
        known = self._ids.get(code) if code else None
        if known is not None:
            return code, known
        if party is None:
            return None
        if not code:
            wanted = CUSTOMERS if isinstance(line, EntryRow) or side_of(line.kind) is Side.SALES else SUPPLIERS
            code = self._code_of(party, wanted) or _new_code(party)
            if code in self._ids:
                return code, self._ids[code]
        return code, self._add(line.row, code, party)

    def _code_of(self, party: Party, wanted: str) -> str | None:
        """The card of this party; of several the one whose code begins as wanted, else the first."""
        key = merge_key(party.tax_number, party.country)
        codes = self._by_number.get(key.text, []) if key else self._codes_titled(party.title)
        return min(codes, key=lambda code: (not code.startswith(wanted), code), default=None)

    def _codes_titled(self, title: str) -> list[str]:
        for known, code in self._unnumbered:
            self._by_title.setdefault(fold(known), []).append(code)
        self._unnumbered.clear()
        return self._by_title.get(fold(title), [])

    def _add(self, row: int, code: str, party: Party) -> int:
        place = -1 - len(self.new)
        self.new.append(
            AccountRow(
                row=row,
                code=code,
                title=party.title or code,
                tax_number=party.tax_number,
                tax_office=party.tax_office,
                country=party.country,
                phone=party.phone,
                address=party.address,
            )
        )
        if party.email:
            # Where invoices say it is reached; whether reconciliations go there, a person decides by ticking it.
            self.contacts.append(ContactRow(row, code, "", party.email))
        self._learn(code, place, party.title, party.tax_number, party.country)
        return place

    def _learn(self, code: str, account_id: int, title: str, number: TaxNumber | None, country: str) -> None:
        self._ids[code] = account_id
        key = merge_key(number, country or HOME_COUNTRY)
        if key is not None:
            self._by_number.setdefault(key.text, []).append(code)
        elif number is None:
            self._unnumbered.append((title, code))


def _new_code(party: Party) -> str:
    """Its number, which is unique; a party without one is known by its title."""
    number = party.tax_number.text if party.tax_number else ""
    if party.country != HOME_COUNTRY and number:
        number = f"{party.country} {number}"
    return (number or party.title)[:_LONGEST_CODE].strip()
