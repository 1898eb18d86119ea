"""Ticks at single documents. A statement may have many pages, so those of other pages travel along in one hidden field.

A tick names its document by its place, `part.place`; what stands there is looked up in the statement and never
taken from the form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from services.responses.domain.details import MOST_REMARKS, DocumentTick
from services.responses.public.problems import Problem
from shared.contracts.kinds import Side
from shared.contracts.responses import Remark
from shared.text import N_

REMARKS: Mapping[Remark, str] = MappingProxyType(
    {
        Remark.MISSING: N_("not in our records"),
        Remark.OTHER_AMOUNT: N_("different amount"),
        Remark.OTHER_MONTH: N_("different month"),
    }
)
"""English msgids."""

Ticks = Mapping[str, Remark]
"""By the place of the document: `2.17` is the 17th of the second part."""

ELSEWHERE = "ticks"
"""The hidden field: `2.17=missing 3.4=other_month`."""
_PLACE = re.compile(r"[1-9]\d{0,3}\.[1-9]\d{0,3}", re.ASCII)


def read_ticks(fields: Mapping[str, str]) -> dict[str, Remark]:
    """Of the hidden field and of the page in view; the page in view knows better. What is no tick is left out."""
    pairs = [tuple(pair.partition("=")[::2]) for pair in fields.get(ELSEWHERE, "").split()]
    pairs += [(name[1:], value) for name, value in fields.items() if name[:1] == "d" and _PLACE.fullmatch(name[1:])]
    found: dict[str, Remark] = {}
    for place, remark in pairs:
        if _PLACE.fullmatch(place) and remark in set(Remark):
            found[place] = Remark(remark)
        else:
            found.pop(place, None)
    return found


def write_elsewhere(ticks: Ticks, part: int) -> str:
    """The hidden field of a page that shows `part`."""
    return " ".join(f"{place}={remark.value}" for place, remark in ticks.items() if not place.startswith(f"{part}."))


def too_many(ticks: Ticks) -> list[Problem]:
    if len(ticks) <= MOST_REMARKS:
        return []
    message = N_("At most %(most)s documents can be ticked. Describe the others in the explanation.")
    return [Problem("documents", message, {"most": MOST_REMARKS})]


def parts_of(ticks: Ticks) -> set[int]:
    return {int(place.partition(".")[0]) for place in ticks}


def ticked(ticks: Ticks, documents: Mapping[int, str]) -> tuple[DocumentTick, ...]:
    """The documents that were ticked, in the order of the statement; `documents`: each part's as canonical JSON."""
    read = {part: json.loads(text) for part, text in documents.items()}
    found = []
    for key, remark in ticks.items():
        part, place = (int(number) for number in key.split("."))
        if place <= len(read.get(part, ())):
            document = read[part][place - 1]
            found.append(DocumentTick(part, place, Side(document["side"]), document["number"], remark))
    return tuple(sorted(found, key=lambda one: (one.part, one.place)))


def ticks_of(documents: tuple[DocumentTick, ...]) -> dict[str, Remark]:
    return {f"{one.part}.{one.place}": one.remark for one in documents}
