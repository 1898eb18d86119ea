"""The account cards of the sample ledger: ordinary ones, and those on which a rule has something to bite.

Several cards with one tax number, missing and broken addresses, numbers that stand for nobody, wrong check digits, zeros that
a spreadsheet dropped, buyers abroad, and companies whose month ends exactly around the limit.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from enum import Enum

from services.aggregator.sample import names
from shared.tax_number import CUSTOMS_MINISTRY, FINAL_CONSUMER
from shared.text import fold_heading

CUSTOMERS, SUPPLIERS, MERGED_GROUPS = 202, 128, 16
BRANCHES = ("Merkez", "Ankara")


class Role(Enum):
    """Which side of our books a card is for, and which code it gets in the Turkish chart of accounts."""

    CUSTOMER = "120"
    SUPPLIER = "320"


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    email: str
    receives: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One account card. `weight` is its share in the documents, 0 for cards that get theirs by hand."""

    code: str
    role: Role
    title: str
    tax_number: str
    email: str
    weight: float
    host: str
    tax_office: str = ""
    country: str = "TR"
    phone: str = ""
    address: str = ""
    language: str = "tr"
    branch: str = BRANCHES[0]
    currency: str = "TRY"
    contacts: tuple[Contact, ...] = ()


@dataclass(slots=True)
class Companies:
    """All cards, and by name the ones that stand for a rule."""

    cards: list[Card] = field(default_factory=list)
    at_limit: list[tuple[Card, int]] = field(default_factory=list)
    together_over_limit: list[tuple[Card, int]] = field(default_factory=list)


class CompanyMaker:
    """Makes cards one after the other from one source of chance."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()
        self._numbers = dict.fromkeys(Role, 0)
        self._broken_addresses = 0
        self.companies = Companies()

    def make_all(self) -> Companies:
        for _ in range(CUSTOMERS):
            self._add(self._ordinary(Role.CUSTOMER))
        for _ in range(SUPPLIERS):
            self._add(self._ordinary(Role.SUPPLIER))
        for group in range(MERGED_GROUPS):
            self._add_group(Role.CUSTOMER if group % 8 == 0 else Role.SUPPLIER)
        for company in names.FOREIGN_COMPANIES:
            self._add(self._foreign(company))
        self._add_awkward_numbers()
        self._add_around_limit()
        return self.companies

    def _add(self, card: Card) -> Card:
        self.companies.cards.append(card)
        return card

    def _code(self, role: Role) -> str:
        self._numbers[role] += 1
        return f"{role.value}.01.{self._numbers[role]:03d}"

    def _ordinary(self, role: Role, *, weight: float | None = None) -> Card:
        rng = self._rng
        is_person = rng.random() < 0.08
        title, host = (names.shop_title if is_person else names.company_title)(rng, self._taken)
        number = names.new_tckn(rng) if is_person else names.new_vkn(rng, leading_zero=rng.random() < 0.06)
        address, city = names.address(rng)
        return Card(
            code=self._code(role),
            role=role,
            title=title,
            tax_number=number,
            email=self._email(host),
            weight=rng.paretovariate(1.2) if weight is None else weight,
            host=host,
            tax_office=f"{city} {rng.choice(('Kurumlar', 'Çarşı', 'Yeni', 'Ulus'))} V.D.",
            phone=f"0{rng.choice((212, 216, 312, 232, 224, 352))} 555 {rng.randrange(100):02d} {rng.randrange(100):02d}",
            address=address,
            branch=BRANCHES[0] if rng.random() < 0.8 else BRANCHES[1],
            contacts=self._contacts(host),
        )

    def _email(self, host: str) -> str:
        chance = self._rng.random()
        if chance < 0.04:
            return ""
        if chance < 0.065:
            self._broken_addresses += 1  # in turn, so that every kind occurs
            broken = ("muhasebe@", f"finans.{host}.test", f"muhasebe@{host}.test; finans@{host}.test", "yok")
            return broken[self._broken_addresses % len(broken)]
        return f"{self._rng.choice(('muhasebe', 'mutabakat', 'finans'))}@{host}.test"

    def _contacts(self, host: str) -> tuple[Contact, ...]:
        rng = self._rng
        count = rng.choices((0, 1, 2), (55, 33, 12))[0]
        chosen = rng.sample(names.DEPARTMENTS, count)
        return tuple(Contact(name, f"{fold_heading(name)}@{host}.test", receives=rng.random() < 0.7) for name in chosen)

    def _add_group(self, second: Role) -> None:
        """Two cards of one company: as customer and supplier, or of two of its branches."""
        first = self._add(self._ordinary(Role.CUSTOMER))
        suffix = " (Şube)" if second is Role.CUSTOMER else ""
        self._add(
            replace(first, code=self._code(second), role=second, title=first.title + suffix, contacts=(), email="")
        )

    def _foreign(self, company: names.ForeignCompany) -> Card:
        host = fold_heading(company.title)
        return Card(
            code=self._code(Role.CUSTOMER),
            role=Role.CUSTOMER,
            title=company.title,
            tax_number=names.foreign_number(self._rng, company.tax_number),
            email=f"accounts@{host}.test",
            weight=6.0,
            host=host,
            country=company.country,
            language=company.language,
            currency=company.currency,
        )

    def _add_awkward_numbers(self) -> None:
        """Numbers that must not merge or that carry a warning."""
        for title, number in (
            ("Muhtelif Perakende Satışlar", FINAL_CONSUMER),
            ("Muhtelif Perakende Satışlar Ankara", FINAL_CONSUMER),
            ("İhracat Alıcıları (Gümrük)", CUSTOMS_MINISTRY),
            ("Geçici Cari", "1234567890"),
            ("Vergi Numarası Bekleyen Cari", "2222222222"),
            ("Yeni Açılan Cari", ""),
        ):
            card = self._ordinary(Role.CUSTOMER, weight=2.0)
            self._add(replace(card, title=title, tax_number=number, email="", contacts=()))
        for _ in range(3):
            card = self._ordinary(Role.SUPPLIER)
            wrong = str((int(card.tax_number[-1]) + 5) % 10)
            self._add(replace(card, tax_number=card.tax_number[:-1] + wrong))
        for _ in range(3):  # as a spreadsheet leaves them behind
            number = names.new_vkn(self._rng, leading_zero=True).lstrip("0")
            self._add(replace(self._ordinary(Role.CUSTOMER), tax_number=number))

    def _add_around_limit(self) -> None:
        for role in Role:
            for kurus in (499_999, 500_000, 500_001):
                self.companies.at_limit.append((self._add(self._ordinary(role, weight=0.0)), kurus))
        first = self._add(self._ordinary(Role.CUSTOMER, weight=0.0))
        second = self._add(replace(first, code=self._code(Role.CUSTOMER), title=f"{first.title} (Şube)", contacts=()))
        self.companies.together_over_limit += [(first, 300_000), (second, 250_000)]
