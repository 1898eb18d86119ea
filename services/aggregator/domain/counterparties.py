"""Who the counterparty is: one account, or several that are merged by their number (cari birleştirme, S-22).

The key is the VKN or TCKN when it is valid, is no placeholder, and merging is on; a foreign counterparty is known by country and
foreign number; everybody else by the account code (domain.md §2.5 point 3).
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import blake2b

from services.aggregator.domain.ledger import HOME_COUNTRY, AccountRow
from shared.tax_number import TaxNumber
from shared.text import fold_heading

_LONGEST_NUMBER = 70


@dataclass(frozen=True, slots=True, order=True)
class CounterpartyKey:
    """`text` is unique and stable: `t:4540536920`, `f:DE:de811907980`, `a:120.01.001`."""

    text: str

    @classmethod
    def of_account(cls, account_code: str) -> CounterpartyKey:
        return cls(f"a:{account_code}")

    @property
    def is_merged(self) -> bool:
        return not self.text.startswith("a:")

    def __str__(self) -> str:
        return self.text


def merge_key(
    tax_number: TaxNumber | None, country: str = HOME_COUNTRY, never_merge: AbstractSet[str] = frozenset()
) -> CounterpartyKey | None:
    """The key under which accounts with this number are one counterparty; None when they must stay apart.

    `never_merge` holds normalised numbers that the company keeps apart although they are valid.
    """
    if tax_number is None or tax_number.is_placeholder or tax_number.text in never_merge:
        return None
    if country != HOME_COUNTRY:
        foreign = fold_heading(tax_number.text)
        if len(foreign) > _LONGEST_NUMBER:  # folding may lengthen a text: one letter can stand for a whole phrase
            foreign = blake2b(foreign.encode(), digest_size=16).hexdigest()
        return CounterpartyKey(f"f:{country}:{foreign}") if foreign else None
    return CounterpartyKey(f"t:{tax_number.text}") if tax_number.is_valid else None


def counterparty_key(
    account: AccountRow, *, merge: bool, never_merge: AbstractSet[str] = frozenset()
) -> CounterpartyKey:
    """The counterparty an account belongs to, with merging on or off."""
    merged = merge_key(account.tax_number, account.country, never_merge) if merge else None
    return merged or CounterpartyKey.of_account(account.code)
