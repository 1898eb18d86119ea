"""One book during the comparison: its documents in an order of their own, what of them is free, and the columns to meet by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from services.responses.domain.differences.documents import Booked
from services.responses.domain.differences.numbers import counter, number_key, short_key
from shared.contracts.kinds import Side


class Names:
    """Texts as small numbers, the same ones in both books; 0 for an empty text."""

    def __init__(self) -> None:
        self._known = {"": 0}

    def of(self, texts: Iterable[str]) -> list[int]:
        known = self._known
        return [known.setdefault(text, len(known)) for text in texts]


class Ledger:
    """The order is decided by the content alone: whoever sends the same rows shuffled gets the same result.

    `sides` and `days` are plain numbers, because they are compared and hashed a million times.
    """

    def __init__(self, documents: Iterable[Booked], names: Names) -> None:
        keyed = sorted(((number_key(one.number), one) for one in documents), key=_order)
        self.keys = [key for key, _ in keyed]
        self.documents = [one for _, one in keyed]
        self.sides = [int(one.side is Side.SALES) for one in self.documents]
        self.amounts = [one.kurus for one in self.documents]
        self.days = [one.date.toordinal() for one in self.documents]
        self.names = names
        self.numbers = names.of(self.keys)
        self._cancelled = {place for place, one in enumerate(self.documents) if one.cancelled}
        self._free = dict.fromkeys(range(len(keyed)))

    @property
    def free(self) -> list[int]:
        """Places of what nobody took, in order."""
        return list(self._free)

    def still(self, places: Sequence[int]) -> Sequence[int]:
        """Those of them that are free."""
        free = self._free
        if len(places) == 1:
            return places if places[0] in free else ()
        return [place for place in places if place in free]

    def is_free(self, place: int) -> bool:
        return place in self._free

    def take(self, places: Sequence[int]) -> tuple[Booked, ...]:
        for place in places:
            del self._free[place]
        return tuple(self.documents[place] for place in places)

    def grouped(self, column: Column) -> dict[int, int | list[int]]:
        """Free places by their value in the column, a single one as itself. Cancelled documents meet nobody here."""
        values, cancelled = column(self), self._cancelled
        groups: dict[int, int | list[int]] = {}
        for place in self._free:
            value = values[place]
            if value is None or place in cancelled:
                continue
            before = groups.setdefault(value, place)
            if before is not place:
                if isinstance(before, list):
                    before.append(place)
                else:
                    groups[value] = [before, place]
        return groups


Values = Sequence[int | None]
"""One for each document: equal where the documents may be one, None where it says nothing.

Numbers, and not tuples: of a million of those the garbage collector makes more work than the comparison.
"""
Column = Callable[[Ledger], Values]
_AMOUNT_BITS, _DAY_BITS = 64, 24


def exact(ledger: Ledger) -> Values:
    columns = zip(number_and_amount(ledger), ledger.days, strict=True)
    return [None if value is None else value << _DAY_BITS | day for value, day in columns]


def number_and_amount(ledger: Ledger) -> Values:
    return _with_amount(number(ledger), ledger)


def short_number_and_amount(ledger: Ledger) -> Values:
    return _with_amount(short_number(ledger), ledger)


def counter_and_amount(ledger: Ledger) -> Values:
    return _with_amount(_with_side(ledger.names.of(map(counter, ledger.keys)), ledger), ledger)


def number(ledger: Ledger) -> Values:
    return _with_side(ledger.numbers, ledger)


def short_number(ledger: Ledger) -> Values:
    return _with_side(ledger.names.of(map(short_key, ledger.keys)), ledger)


def number_on_any_side(ledger: Ledger) -> Values:
    return [name or None for name in ledger.numbers]


def number_and_size(ledger: Ledger) -> Values:
    columns = zip(ledger.numbers, ledger.amounts, strict=True)
    return [name << _AMOUNT_BITS | abs(kurus) if name and kurus else None for name, kurus in columns]


def amount(ledger: Ledger) -> Values:
    columns = zip(ledger.sides, ledger.amounts, strict=True)
    return [kurus * 2 + side if kurus else None for side, kurus in columns]


def size(ledger: Ledger) -> Values:
    return [abs(kurus) or None for kurus in ledger.amounts]


def _with_side(names: Sequence[int], ledger: Ledger) -> Values:
    return [name * 2 + side if name else None for name, side in zip(names, ledger.sides, strict=True)]


def _with_amount(values: Values, ledger: Ledger) -> Values:
    columns = zip(values, ledger.amounts, strict=True)
    return [None if value is None else (value << _AMOUNT_BITS) + kurus for value, kurus in columns]


def _order(keyed: tuple[str, Booked]) -> tuple[object, ...]:
    key, one = keyed
    return (
        key, one.date.toordinal(), one.side, one.kurus, one.is_return, one.cancelled, one.currency, one.original_minor or 0,
        one.number,
    )  # fmt: skip
