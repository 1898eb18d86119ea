"""The orders that lists of reconciliations have, and the way through one of them from a place on."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.types import TypeEngine

from services.campaign.models import reconciliations
from shared.paging import Turn, decode_turn

of = reconciliations.c
SORTS = MappingProxyType(
    {
        "title": of.title_order,
        "reference": of.reference,
        "purchases": of.purchases_minor,
        "sales": of.sales_minor,
        "balance": of.balance_minor,
        "difference": of.difference_minor,
        "state_at": of.state_at,
    }
)
"""What a list may be sorted by; the reference decides among equals."""


class Way:
    """In which order, and from where on; one more than a page, to know whether it goes on."""

    def __init__(self, sort: str, limit: int, cursor: str | None) -> None:
        self.name = sort.removeprefix("-")
        self.column: ColumnElement[Any] = SORTS[self.name]
        self.limit = limit
        self.turn: Turn | None = decode_turn(cursor)
        self.backwards = self.turn is not None and self.turn.backwards
        self.down = sort.startswith("-") is not self.backwards

    @property
    def kind(self) -> TypeEngine[Any]:
        return self.column.type

    def beyond(self, place: ColumnElement[Any], reference: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        if self.turn is None:
            return []
        here, at = tuple_(place, reference), tuple_(*self.turn.position(self.kind))
        return [here < at if self.down else here > at]

    def sorted(self, query: Select[Any], place: ColumnElement[Any], reference: ColumnElement[Any]) -> Select[Any]:
        ordered = query.where(*self.beyond(place, reference))
        return ordered.order_by(*((place.desc(), reference.desc()) if self.down else (place, reference)))

    def among_equals(self, query: Select[Any], least: int) -> Select[Any] | None:
        """What comes next of those that all have this least value of all; None when the way is past them."""
        ordered = query.order_by(of.reference.desc() if self.down else of.reference)
        if self.turn is None:
            return ordered
        _, key = self.turn.position(self.kind)
        if self.turn.value == least:
            return ordered.where(of.reference < key if self.down else of.reference > key)
        return ordered if self.down else None
