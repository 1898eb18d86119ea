"""Whether the people who were asked contradict one another.

A person is a link: each recipient has its own. What it says last is what it stands by; a correction of one's own answer is no
conflict. Two who disagree with us for different reasons do not contradict each other either, unless their figures do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from services.responses.domain.entries import Entry


def in_conflict(versions: Iterable[Entry]) -> bool:
    """True when two links stand by different answers, or by different figures of the same books."""
    latest: dict[str, Entry] = {}
    for entry in versions:
        known = latest.get(entry.link_id)
        if known is None or entry.version > known.version:
            latest[entry.link_id] = entry
    return any(_contradict(one, other) for one, other in combinations(latest.values(), 2))


def _contradict(one: Entry, other: Entry) -> bool:
    if one.answer != other.answer:
        return True
    mine, theirs = _figures(one), _figures(other)
    return any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys())


def _figures(entry: Entry) -> Mapping[str, int]:
    """The figures that this answer states, by what they are of."""
    content = entry.content
    stated = {
        "purchases": content.own_for_purchases_minor,
        "sales": content.own_for_sales_minor,
        "purchases documents": content.details.purchases.documents,
        "sales documents": content.details.sales.documents,
        **{f"balance {own.currency}": own.minor for own in content.own_balances},
    }
    return {name: value for name, value in stated.items() if value is not None}
