"""Every body that an API asks for has an example in its published description, and every example fits its own schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from services.host import SERVICES

ROOT = Path(__file__).parents[2]
JSON = "application/json"


def document(service: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "openapi" / f"{service}.json").read_text(encoding="utf-8"))
    return found


def operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def example_of(content: dict[str, Any], described: dict[str, Any]) -> Any:
    """The operation's own, else the one that its schema brings along."""
    if "example" in content:
        return content["example"]
    schema = content["schema"]
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return next(iter(schema.get("examples", ())), None)


@pytest.mark.parametrize("service", SERVICES)
def test_every_body_has_an_example_and_every_example_fits(service: str) -> None:
    described = document(service)
    silent, wrong = [], []
    for name, operation in operations(described):
        contents = [(f"{name} body", operation.get("requestBody", {}).get("content", {}).get(JSON))]
        contents += [
            (f"{name} {status}", answer.get("content", {}).get(JSON))
            for status, answer in operation["responses"].items()
        ]
        for place, content in contents:
            if content is None:
                continue
            example = example_of(content, described)
            if example is None:
                silent += [place] if place.endswith("body") else []
                continue
            schema = {**content["schema"], "components": described["components"]}
            wrong += [f"{place}: {one.message}" for one in jsonschema_rs.validator_for(schema).iter_errors(example)]
    assert silent == []
    assert wrong == []
