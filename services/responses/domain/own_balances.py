"""What the counterparty's own books say about a balance, and whether that is what ours say.

Signed from the asking company's view, as its own balances are: + the counterparty owes the company.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from services.responses.domain.snapshot import canonical
from shared.contracts.values import CurrencyBalance


@dataclass(frozen=True, slots=True)
class OwnBalance:
    """One currency, in its minor units."""

    currency: str
    minor: int


def write_balances(balances: Iterable[OwnBalance]) -> str | None:
    """As it is stored and hashed; None when nothing was stated."""
    stated = [asdict(one) for one in balances]
    return canonical(stated) if stated else None


def read_balances(text: str | None) -> tuple[OwnBalance, ...]:
    return tuple(OwnBalance(**one) for one in json.loads(text)) if text else ()


def same_balances(stated: Iterable[OwnBalance], ours: Iterable[CurrencyBalance]) -> bool:
    """Whether both books say the same; a currency that one side does not name is even there."""
    theirs = {one.currency: one.minor for one in stated if one.minor}
    return theirs == {one.currency: one.balance.minor for one in ours if one.balance.minor}
