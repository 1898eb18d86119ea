"""`mutabakat contracts`: the published language, written from the code and compared with what is committed.

`docs/contracts/<type>.json` (JSON Schema per event), `docs/asyncapi/<service>.json` (AsyncAPI 3), `docs/openapi/<service>.json`.
"""

from __future__ import annotations

import json
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from services.commands.edge import common_settings, default_environment, err, out
from services.host import SERVICES, build_service, topology
from shared.clock import SystemClock
from shared.contracts.catalogue import EVENTS
from shared.keys import create_keys
from shared.messaging.rabbit import asyncapi
from shared.telemetry import Metrics

app = typer.Typer(help="JSON Schema, AsyncAPI and OpenAPI documents of this version.", no_args_is_help=True)

Folder = Annotated[Path, typer.Option(help="Where the documents lie.")]


def documents() -> dict[str, dict[str, Any]]:
    """Every document by its path below the folder."""
    made: dict[str, dict[str, Any]] = {}
    for event in EVENTS:
        schema = event.model_json_schema(mode="serialization")
        made[f"contracts/{event.TYPE}.json"] = {"$id": f"urn:mutabakat:event:{event.TYPE}", **schema}
    listening = topology("mutabakat")
    for name in SERVICES:
        emitted = [event for event in EVENTS if event.producer() == name]
        made[f"asyncapi/{name}.json"] = asyncapi(name, listening, emitted, version("mutabakat"))
        made[f"openapi/{name}.json"] = build_service(name, SystemClock(), Metrics()).internal_app.openapi()
    return made


def _written(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


@app.command("export")
def export(folder: Folder = Path("docs")) -> None:
    """Write all documents; commit the difference with the change that made it."""
    for path, document in _documents_of_fresh_installation().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_written(document), encoding="utf-8")
    out.print(f"written below {folder}", markup=False, highlight=False)


@app.command("check")
def check(folder: Folder = Path("docs")) -> None:
    """Compare with what lies in the folder; ends with 1 when something differs."""
    stale = [
        path
        for path, document in _documents_of_fresh_installation().items()
        if not (folder / path).exists() or (folder / path).read_text(encoding="utf-8") != _written(document)
    ]
    for path in stale:
        err.print(f"{folder / path} is not what the code says; run `make contracts`", markup=False, highlight=False)
    if stale:
        raise typer.Exit(1)


def _documents_of_fresh_installation() -> dict[str, dict[str, Any]]:
    """Services are built to be asked for their API, so they need keys and a folder; neither is kept."""
    with tempfile.TemporaryDirectory() as folder:
        default_environment(DATA_DIR=folder)
        create_keys(common_settings().keys)
        return documents()
