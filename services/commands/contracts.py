"""`mutabakat contracts`: the published language, written from the code and compared with what is committed.

`docs/contracts/<type>.json` (JSON Schema per event), `docs/asyncapi/<service>.json` (AsyncAPI 3), `docs/openapi/<service>.json`,
and `docs/settings.md` with every setting, its default and what it means.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from services.commands.edge import common_settings, default_environment, err, say
from services.host import SERVICES, build_service, topology
from shared.clock import SystemClock
from shared.contracts.catalogue import EVENTS
from shared.keys import create_keys
from shared.messaging.rabbit import asyncapi
from shared.service import Service
from shared.settings import CommonSettings
from shared.telemetry import Metrics

app = typer.Typer(help="JSON Schema, AsyncAPI and OpenAPI documents of this version.", no_args_is_help=True)

Folder = Annotated[Path, typer.Option(help="Where the documents lie.")]


def documents() -> dict[str, str]:
    """Every document by its path below the folder."""
    made: dict[str, dict[str, Any]] = {}
    for event in EVENTS:
        schema = event.model_json_schema(mode="serialization")
        made[f"contracts/{event.TYPE}.json"] = {"$id": f"urn:mutabakat:event:{event.TYPE}", **schema}
    listening = topology("mutabakat")
    services = {name: build_service(name, SystemClock(), Metrics()) for name in SERVICES}
    for name in SERVICES:
        emitted = [event for event in EVENTS if event.producer() == name]
        made[f"asyncapi/{name}.json"] = asyncapi(name, listening, emitted, version("mutabakat"))
        made[f"openapi/{name}.json"] = services[name].internal_app.openapi()
    written = {
        path: json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        for path, document in made.items()
    }
    return written | {"settings.md": _settings_page(services)}


def _settings_page(services: Mapping[str, Service]) -> str:
    """All settings as one page: what is shared first, then each service's own."""
    lines = [
        "# Settings",
        "",
        "Read from environment variables; written by `make contracts` from the settings classes. A setting of the first table",
        "may be said for one service alone with that service's prefix, `MUTABAKAT_MAILER_LEASE_SECONDS` for instance.",
    ]
    shared = CommonSettings.model_fields
    lines += _settings_table("All services", "MUTABAKAT_", shared)
    for name, service in services.items():
        own = {field: info for field, info in type(service.settings).model_fields.items() if field not in shared}
        lines += _settings_table(name, f"MUTABAKAT_{name.upper()}_", own)
    return "\n".join(lines) + "\n"


def _settings_table(title: str, prefix: str, fields: Mapping[str, FieldInfo]) -> list[str]:
    lines = ["", f"## {title}", "", "| variable | default | meaning |", "|---|---|---|"]
    for field, info in fields.items():
        default = info.default.get_secret_value() if isinstance(info.default, SecretStr) else info.default
        shown = "—" if default in ("", None, ()) else f"`{default}`"
        lines.append(f"| `{prefix}{field.upper()}` | {shown} | {info.description or ''} |")
    return lines


@app.command("export")
def export(folder: Folder = Path("docs")) -> None:
    """Write all documents; commit the difference with the change that made it."""
    for path, document in _documents_of_fresh_installation().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(document, encoding="utf-8")
    say(f"written below {folder}")


@app.command("check")
def check(folder: Folder = Path("docs")) -> None:
    """Compare with what lies in the folder; ends with 1 when something differs."""
    stale = [
        path
        for path, document in _documents_of_fresh_installation().items()
        if not (folder / path).exists() or (folder / path).read_text(encoding="utf-8") != document
    ]
    for path in stale:
        err.print(f"{folder / path} is not what the code says; run `make contracts`", markup=False, highlight=False)
    if stale:
        raise typer.Exit(1)


def _documents_of_fresh_installation() -> dict[str, str]:
    """Services are built to be asked for their API, so they need keys and a folder; neither is kept."""
    with tempfile.TemporaryDirectory() as folder:
        default_environment(DATA_DIR=folder)
        create_keys(common_settings().keys)
        return documents()
