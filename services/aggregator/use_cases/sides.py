"""One side of a figure, from a row of sums to what travels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.contracts.values import Side, SideTotal
from shared.money import Money

SIDE_NAMES = tuple(side.value for side in Side)
SIDE_COLUMNS = tuple(
    f"{side}_{name}" for side in SIDE_NAMES for name in ("minor", "documents", "returns_minor", "returns_documents")
)


def reaches(row: Mapping[str, Any], side: str, limit_minor: int) -> bool:
    """At or above the limit, and not merely empty (domain.md §2.5 point 4)."""
    return int(row[f"{side}_documents"]) > 0 and int(row[f"{side}_minor"]) >= limit_minor


def side_total(row: Mapping[str, Any], side: str, limit_minor: int) -> SideTotal:
    return SideTotal(
        total=Money.of_minor(int(row[f"{side}_minor"])),
        documents=int(row[f"{side}_documents"]),
        returns_total=Money.of_minor(int(row[f"{side}_returns_minor"])),
        returns_documents=int(row[f"{side}_returns_documents"]),
        below_limit=not reaches(row, side, limit_minor),
    )
