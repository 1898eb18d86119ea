"""What an answer says beyond yes, no and amounts: per side, about single documents, and which usual causes were ticked.

Stored as one canonical text, because its bytes are hashed with the answer; what was left empty is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.responses.domain.snapshot import canonical
from shared.contracts.kinds import Side
from shared.contracts.responses import Reason, Remark

MOST_REMARKS = 500
"""So many documents can be ticked in one answer; who has more to say sends a ledger."""


@dataclass(frozen=True, slots=True)
class SideWords:
    """About one of our sides: how many documents the counterparty's books have, and why the side differs."""

    documents: int | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class DocumentTick:
    """A document by its place in the statement (part and position in it, both from 1), and as it is written there."""

    part: int
    place: int
    side: Side
    number: str
    remark: Remark


@dataclass(frozen=True, slots=True)
class Details:
    """`purchases` and `sales` are our sides; `reasons` and `documents` stand in a fixed order."""

    purchases: SideWords = SideWords()
    sales: SideWords = SideWords()
    reasons: tuple[Reason, ...] = ()
    documents: tuple[DocumentTick, ...] = ()


def write_details(details: Details) -> str | None:
    """As it is stored and hashed; None when nothing was said."""
    said: dict[str, Any] = {
        "purchases": _side(details.purchases),
        "sales": _side(details.sales),
        "reasons": [reason.value for reason in details.reasons],
        "documents": [[one.part, one.place, one.side.value, one.number, one.remark.value] for one in details.documents],
    }
    kept = {name: value for name, value in said.items() if value}
    return canonical(kept) if kept else None


def read_details(text: str | None) -> Details:
    if not text:
        return Details()
    said: Mapping[str, Any] = json.loads(text)
    return Details(
        purchases=SideWords(**said.get("purchases", {})),
        sales=SideWords(**said.get("sales", {})),
        reasons=tuple(Reason(code) for code in said.get("reasons", ())),
        documents=tuple(
            DocumentTick(part, place, Side(side), number, Remark(remark))
            for part, place, side, number, remark in said.get("documents", ())
        ),
    )


def _side(words: SideWords) -> dict[str, Any]:
    said = {"documents": words.documents, "explanation": words.explanation or None}
    return {name: value for name, value in said.items() if value is not None}
