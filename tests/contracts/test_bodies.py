"""Bodies take what their schemas say and nothing that a library would guess: no 0 for false, no "5" for five."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from services.host import SERVICES

PUBLISHED = Path(__file__).parents[2] / "docs" / "openapi"
GUESSES = {"boolean": (0, "yes", 1.0), "integer": (True, "5")}
"""By what a place says it takes: what it then must not take."""


@pytest.mark.parametrize("service", SERVICES)
def test_no_body_takes_a_guess(service: str) -> None:
    import_module(f"services.{service}.build")
    document = json.loads((PUBLISHED / f"{service}.json").read_text(encoding="utf-8"))
    taken, looked_at = [], 0
    for model in _models(service, _in_bodies(document)):
        for name, place in model.model_json_schema()["properties"].items():
            looked_at += 1
            taken += [
                f"{model.__name__}.{name} takes {guess!r}" for guess in _guesses(place) if _takes(model, name, guess)
            ]
    assert looked_at
    assert not taken


@pytest.mark.parametrize("service", SERVICES)
def test_bounds_are_said_in_words_of_json_schema(service: str) -> None:
    """A bound that the library could not place is written as `ge` or `le`, which nobody reads."""
    written = (PUBLISHED / f"{service}.json").read_text(encoding="utf-8")
    assert not re.findall(r'"(?:ge|gt|le|lt|max_digits|decimal_places|multiple_of)":', written)


def _in_bodies(document: Any) -> set[str]:
    """The names of all schemas that a request body may hold."""
    names: set[str] = set()

    def look(part: Any) -> None:
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and name not in names:
                names.add(name)
                look(document["components"]["schemas"][name])
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            look(inner)

    for operations in document["paths"].values():
        for operation in operations.values():
            look(operation.get("requestBody"))
    return names


def _models(service: str, names: set[str]) -> Iterator[type[BaseModel]]:
    for module in [one for name, one in sys.modules.items() if name.startswith((f"services.{service}.", "shared."))]:
        for found in list(vars(module).values()):
            is_model = isinstance(found, type) and issubclass(found, BaseModel)
            if is_model and found.__module__ == module.__name__ and found.__name__ in names:
                yield found


def _guesses(place: Any) -> Iterator[Any]:
    said = json.dumps(place)
    if '"number"' in said:
        return
    for kind, guesses in GUESSES.items():
        if f'"{kind}"' in said:
            for guess in guesses:
                if not (isinstance(guess, str) and '"string"' in said):
                    yield [guess] if '"array"' in said else guess


def _takes(model: type[BaseModel], name: str, guess: Any) -> bool:
    try:
        model.model_validate({name: guess})
    except ValidationError as refused:
        return all(error["loc"][:1] != (name,) for error in refused.errors())
    return True
