"""Which documents a balance is made of, and how old they are.

Ledgers rarely say which payment settled which invoice. The rule here is the usual one: payments close the oldest first, so the
balance is made of the newest invoices, the oldest of them perhaps in part. What the documents at hand do not explain is said as
such and never spread over them: open items and the unexplained remainder always add up to the balance, to the kuruş.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Bucket(IntEnum):
    """Days past due at the date of the balance."""

    NOT_DUE = 0
    DAYS_1_30 = 1
    DAYS_31_60 = 2
    DAYS_61_90 = 3
    DAYS_OVER_90 = 4


_UPPER_ENDS = ((0, Bucket.NOT_DUE), (30, Bucket.DAYS_1_30), (60, Bucket.DAYS_31_60), (90, Bucket.DAYS_61_90))


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of a card in one currency, signed from our view: + they owe us. Minor units."""

    number: str
    issued_on: date
    due_on: date | None
    amount_minor: int


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """What is still open of an entry; same sign as the balance, never more than the entry itself."""

    number: str
    issued_on: date
    due_on: date | None
    open_minor: int
    bucket: Bucket


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Newest first. The sum of `items` and `unexplained_minor` is the balance."""

    items: tuple[OpenEntry, ...]
    unexplained_minor: int

    @property
    def ageing(self) -> dict[Bucket, int]:
        """Open amounts by bucket; every bucket is there."""
        sums = dict.fromkeys(Bucket, 0)
        for item in self.items:
            sums[item.bucket] += item.open_minor
        return sums


def open_items(balance_minor: int, newest_first: Iterable[LedgerEntry], as_of: date) -> OpenItems:
    """The latest entries on the balance's own side that make it up. Reads no further than it has to."""
    left = abs(balance_minor)
    sign = 1 if balance_minor > 0 else -1
    items: list[OpenEntry] = []
    if left:
        for entry in newest_first:
            size = entry.amount_minor * sign
            if size <= 0:
                continue  # a payment or return: it has closed what is older
            part = min(size, left)
            items.append(
                OpenEntry(
                    entry.number,
                    entry.issued_on,
                    entry.due_on,
                    part * sign,
                    bucket_of(entry.due_on or entry.issued_on, as_of),
                )
            )
            left -= part
            if not left:
                break
    return OpenItems(tuple(items), left * sign)


def bucket_of(due_on: date, as_of: date) -> Bucket:
    """Due on the very day is not yet past due."""
    late = (as_of - due_on).days
    return next((bucket for end, bucket in _UPPER_ENDS if late <= end), Bucket.DAYS_OVER_90)


def sum_ageing(several: Sequence[OpenItems]) -> dict[Bucket, int]:
    """The cards of one counterparty together."""
    sums = dict.fromkeys(Bucket, 0)
    for one in several:
        for bucket, amount in one.ageing.items():
            sums[bucket] += amount
    return sums
