"""The committed schemas hold: what was published once is not taken away under the same version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.catalogue import CATALOGUE
from tests.contracts.schemas import Schema, breaks

PUBLISHED = sorted((Path(__file__).parents[2] / "docs" / "contracts").glob("*.json"))


def test_there_are_published_schemas() -> None:
    assert {path.stem for path in PUBLISHED} == set(CATALOGUE)


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda path: path.stem)
def test_nothing_published_was_taken_away(published: Path) -> None:
    old = json.loads(published.read_text(encoding="utf-8"))
    event = CATALOGUE[published.stem]
    assert breaks(old, event.model_json_schema(mode="serialization")) == []


def schema(properties: dict[str, Any], *required: str, **definitions: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "$defs": definitions}


TEXT, NUMBER, NULL = {"type": "string"}, {"type": "integer"}, {"type": "null"}
SIDE = schema({"total": TEXT, "documents": NUMBER}, "total")
OLD = schema(
    {
        "code": TEXT,
        "at": {"type": "string", "format": "date-time"},
        "reply": {"anyOf": [TEXT, NULL]},
        "reason": {"enum": ["expired", "cancelled"], "type": "string"},
        "addresses": {"type": "array", "items": TEXT},
        "side": {"$ref": "#/$defs/Side"},
        "sides": {"type": "array", "items": {"$ref": "#/$defs/Side"}},
    },
    "code",
    Side=SIDE,
)


def changed(**fields: Any) -> Schema:
    """The old schema with other fields; None takes one away."""
    properties = {name: value for name, value in {**OLD["properties"], **fields}.items() if value is not None}
    return {**OLD, "properties": properties}


def other_side(side: Schema) -> Schema:
    return {**OLD, "$defs": {"Side": side}}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (changed(code=None), ["code: removed"]),
        (changed(code=NUMBER), ["code: type changed from string to integer"]),
        (changed(at=TEXT), ["at: type changed from string date-time to string"]),
        (changed(code={"type": "string", "pattern": "^x$"}), ["code: type changed from string to string ^x$"]),
        (changed(code={"anyOf": [TEXT, NULL]}), ["code: type changed from string to anyOf"]),
        (changed(reply=TEXT), ["reply: type changed from anyOf to string"]),
        (changed(reply={"anyOf": [NUMBER, NULL]}), ["reply: type changed from string to integer"]),
        (changed(reply={"anyOf": [TEXT, NUMBER, NULL]}), ["reply: type changed from 2 alternatives to 3"]),
        (changed(reason={"enum": ["expired"], "type": "string"}), ["reason: may no longer be cancelled"]),
        (changed(addresses=TEXT), ["addresses: type changed from array to string"]),
        (changed(addresses={"type": "array", "items": NUMBER}), ["addresses[]: type changed from string to integer"]),
        (changed(addresses={"type": "array"}), ["addresses: type changed in items"]),
        ({**OLD, "required": ["code", "reply"]}, ["reply: newly required"]),
        ({**changed(new=TEXT), "required": ["code", "new"]}, ["new: newly required"]),
        (
            other_side(schema({"total": TEXT}, "total")),
            ["side.documents: removed", "sides[].documents: removed"],
        ),
        (
            other_side(schema({"total": TEXT, "documents": NUMBER}, "total", "documents")),
            ["side.documents: newly required", "sides[].documents: newly required"],
        ),
        (changed(side=TEXT), ["side: type changed from object to string"]),
    ],
)
def test_the_comparison_finds_each_kind_of_break(new: Schema, expected: list[str]) -> None:
    assert breaks(OLD, new) == expected


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        changed(new={"type": "string", "default": ""}),
        changed(code={"type": "string", "title": "Code", "description": "Said better."}),
        changed(reason={"enum": ["expired", "cancelled", "superseded"], "type": "string"}),
        changed(side=SIDE),
        other_side(schema({"total": TEXT, "documents": NUMBER, "new": TEXT}, "total")),
    ],
    ids=["same", "new field", "described", "new word", "written out", "new field inside"],
)
def test_additions_are_no_break(new: Schema) -> None:
    assert breaks(OLD, new) == []
