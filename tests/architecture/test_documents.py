"""What is published is what the code says: schemas, AsyncAPI, OpenAPI, settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.host import SERVICES, topology
from shared.contracts.catalogue import EVENTS
from shared.contracts.event import EventData

ROOT = Path(__file__).parents[2]

HEARD_OUTSIDE_ONLY = {"CampaignCompleted"}
"""Facts for integrators; nobody inside has to hear them."""


def test_committed_documents_are_what_the_code_says() -> None:
    result = CliRunner().invoke(app, ["contracts", "check", "--folder", str(ROOT / "docs")])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_every_event_has_a_listener(event: type[EventData]) -> None:
    heard = event.TYPE in topology("mutabakat").heard
    assert heard == (event.__name__ not in HEARD_OUTSIDE_ONLY)


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_is_described(service: str) -> None:
    document = json.loads((ROOT / "docs" / "openapi" / f"{service}.json").read_text(encoding="utf-8"))
    silent = [
        f"{method} {path}"
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if not operation.get("summary")
    ]
    assert silent == []
    assert document["paths"]


def test_money_never_travels_as_a_number() -> None:
    for event in EVENTS:
        schema = json.dumps(event.model_json_schema(mode="serialization"))
        assert '"type": "number"' not in schema, event.__name__


def test_no_event_has_a_place_for_a_secret() -> None:
    for event in EVENTS:
        schema = json.dumps(event.model_json_schema()).lower()
        assert not [word for word in ('"password', '"token', '"secret', '"url"') if word in schema], event.__name__
