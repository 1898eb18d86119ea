"""Secrets with unique markers go through saving, testing, sending, failing and logging; afterwards no marker is anywhere.

Looked at are all logs at DEBUG with their tracebacks, every answer of the API, the rows of outbox and inbox, the metrics, the
OpenAPI document, the text of exceptions, and the database as somebody who steals it sees it: file bytes or `pg_dump`.
"""

from __future__ import annotations

import base64
import email
import io
import json
import logging
import shutil
import subprocess
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from prometheus_client import generate_latest
from sqlalchemy import select

from services.mailer.domain import sign_in
from services.mailer.domain.findings import CannotConnect
from services.mailer.domain.sign_in import PRESETS, Provider
from services.mailer.models import inbox, outbox, smtp_configurations
from services.mailer.repository import configurations
from services.mailer.smtp import login
from services.mailer.vault import SecretUnreadable, Vault
from shared.keys import KeyRing
from shared.links import LinkSigner
from shared.logging import set_up_logging
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, invitation
from tests.servers.certificates import Authority
from tests.servers.postgres import binaries
from tests.servers.submission import Submission
from tests.servers.token_endpoint import TokenEndpoint

BOX = "mutabakat@firma.test"
MARKERS = {
    "password": "kanarya-parola-7f3a1c",
    "refresh token": "kanarya-yenileme-9b2e4d",
    "exchanged refresh token": "kanarya-yenilenmis-2c8f6a",
    "client secret": "kanarya-istemci-4d1b7e",
    "access token": "kanarya-jeton-8e5c3b",
    "device code": "kanarya-cihaz-6a9d2f",
}


def forms_of(marker: str) -> list[str]:
    """The marker as it could have been written: as it is, in JSON, in hexadecimal, in base64 wherever it begins, in an URL."""
    raw = marker.encode()
    inside = [base64.b64encode(b"x" * shift + raw).decode()[4:-4] for shift in range(3)]
    return [marker, raw.hex(), quote(marker, safe=""), *inside]


@contextmanager
def all_logs() -> Iterator[io.StringIO]:
    """What the product logs at DEBUG, in the form in which it leaves the process."""
    log = io.StringIO()
    root = logging.getLogger()
    before = list(root.handlers), root.level
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", log)
        set_up_logging("DEBUG", json=True)
        # The test's own server speaks of what it was told.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        try:
            yield log
        finally:
            root.handlers[:], root.level = before[0], before[1]


class Witness:
    """Keeps every answer of the API."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.said: list[str] = []

    async def __call__(self, method: str, path: str, **given: Any) -> Any:
        answer = await self._client.request(method, path, **given)
        self.said.append(f"{answer.status_code} {answer.headers} {answer.text}")
        return answer.json() if answer.content else None


def by_password(server: Submission, **changes: Any) -> dict[str, Any]:
    return {
        "host": "localhost",
        "port": server.port,
        "username": BOX,
        "password": MARKERS["password"],
        "sender_address": BOX,
    } | changes


def by_token(server: Submission, **changes: Any) -> dict[str, Any]:
    given = {
        "provider": "microsoft",
        "client_id": "uygulama",
        "tenant": "firma.test",
        "client_secret": MARKERS["client secret"],
        "refresh_token": MARKERS["refresh token"],
    }
    return {
        "host": "localhost",
        "port": server.port,
        "username": BOX,
        "sender_address": BOX,
        "sign_in": given | changes,
    }


async def go_through_everything(world: World, server: Submission, endpoint: TokenEndpoint, ask: Witness) -> list[Any]:
    """Good and bad, with passwords and with tokens; returns the invitations."""
    access, password = MARKERS["access token"], MARKERS["password"]
    server.refusal = "535 5.7.8 I do not know %s"
    facts = [invitation(f"cari{number}@cari.test") for number in range(4)]
    async with world.sending():
        # A password that is refused by a server that repeats it, then one that works, then refused under way.
        await ask("PUT", "/smtp-settings", json=by_password(server))
        await ask("POST", "/smtp-settings/test")
        server.secrets[BOX] = password
        assert (await ask("POST", "/smtp-settings/test", json={"send_mail": True}))["active"]
        await world.tell(facts[0])
        await world.becomes(facts[0].message_id, "sent")
        server.secrets[BOX] = "baska"
        server.stop()
        world.clock.advance(timedelta(minutes=2))
        await world.tell(facts[1])
        await world.becomes(facts[1].message_id, "sent", "deferred", "queued", "held", "claimed")
        server.start()
        # Refused by validation, in every place that holds a secret.
        await ask("PUT", "/smtp-settings", json=by_password(server, password=password * 100))
        await ask("PUT", "/smtp-settings", json=by_password(server, password={"x": password}))
        await ask("PUT", "/smtp-settings", json=by_password(server, port="x", security=password))
        await ask("PUT", "/smtp-settings", json=by_token(server, client_secret=[MARKERS["client secret"]]))
        await ask("PUT", "/smtp-settings", json=by_token(server, refresh_token=MARKERS["refresh token"] * 1000))
        await ask("PUT", "/smtp-settings", json=by_token(server, tenant="a/b"))
        await ask("PUT", "/smtp-settings", content=b'{"password": "' + password.encode())
        # Tokens: refused by the endpoint with the secrets in its words, then given and exchanged, then refused by the server.
        await ask("PUT", "/smtp-settings", json=by_token(server), headers={"Idempotency-Key": "bir"})
        endpoint.refuses("invalid_grant", f"AADSTS70008: {MARKERS['refresh token']} {MARKERS['client secret']}")
        await ask("POST", "/smtp-settings/test")
        endpoint.gives(access, refresh_token=MARKERS["exchanged refresh token"])
        await ask("POST", "/smtp-settings/test")
        server.secrets[BOX] = access
        world.clock.advance(timedelta(minutes=2))
        assert (await ask("POST", "/smtp-settings/test"))["active"]
        await world.tell(facts[2])
        await world.becomes(facts[2].message_id, "sent")
        await sign_in_on_a_page(world, server, endpoint, ask)
        server.secrets[BOX] = access
        assert (await ask("POST", "/smtp-settings/test"))["active"]
        world.clock.advance(timedelta(hours=2))
        endpoint.refuses("invalid_client", MARKERS["client secret"])
        await world.tell(facts[3])
        await world.becomes(facts[3].message_id, "held")
    for fact in facts:
        await ask("GET", f"/messages/{fact.message_id}")
    await ask("GET", "/messages")
    await ask("GET", "/smtp-settings")
    return facts


async def sign_in_on_a_page(world: World, server: Submission, endpoint: TokenEndpoint, ask: Witness) -> None:
    started = {
        "device_code": MARKERS["device code"],
        "user_code": "ABCD-1234",
        "verification_uri": "https://giris.test/cihaz",
    }
    await ask("PUT", "/smtp-settings", json=by_token(server, client_id="baska"))
    endpoint.answers = [(200, started)]
    await ask("POST", "/smtp-settings/sign-in")
    world.clock.advance(timedelta(seconds=6))
    endpoint.refuses("authorization_pending", MARKERS["device code"])
    await ask("POST", "/smtp-settings/sign-in/check")
    world.clock.advance(timedelta(seconds=6))
    endpoint.gives(MARKERS["access token"], refresh_token=MARKERS["exchanged refresh token"])
    await ask("POST", "/smtp-settings/sign-in/check")


async def texts_of_exceptions(world: World, server: Submission, endpoint: TokenEndpoint) -> list[str]:
    """What exceptions say of a refused token and of a secret that does not open, in every way to print them."""
    caught: list[BaseException] = []
    async with world.service.database.reading() as reading:
        rows = await reading.all(select(smtp_configurations).where(smtp_configurations.c.state == "active"))
    row: Any = rows[0]
    try:
        Vault(KeyRing({1: b"x" * 32})).opened(row, "refresh_token")
    except SecretUnreadable as error:
        caught.append(error)
    tokens = world.dispatcher._sign_ins.fresh(configurations.server_of(row))
    assert tokens is not None
    endpoint.refuses("invalid_client", MARKERS["client secret"])
    try:
        await tokens.get()
    except CannotConnect as error:
        caught.append(error)
    assert len(caught) == 2
    return [f"{error!r} {error} {''.join(traceback.format_exception(error))}" for error in caught]


def stolen(world: World) -> bytes:
    """The database as a thief holds it."""
    url = world.service.database.url
    if url.get_backend_name() == "sqlite":
        folder, name = Path(url.database or "").parent, Path(url.database or "").name
        return b"".join(path.read_bytes() for path in folder.iterdir() if path.name.startswith(name))
    program = shutil.which("pg_dump", path=f"{binaries()}:/usr/bin")
    assert program is not None
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return subprocess.run([program, "--inserts", address], capture_output=True, check=True, timeout=50).stdout


def written(data: Path) -> str:
    """What lies in the data folder besides the database and the keys: the journal of replies above all."""
    files = [path for path in data.rglob("*") if path.is_file() and "keys" not in path.parts and ".db" not in path.name]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


async def test_no_secret_is_found_anywhere_else(
    make: Make,
    certificate_authority: Authority,
    submission_server: Submission,
    token_endpoint: TokenEndpoint,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    preset = replace(
        PRESETS[Provider.MICROSOFT], token_url=token_endpoint.url, device_url=f"{token_endpoint.url}/cihaz"
    )
    monkeypatch.setattr(sign_in, "PRESETS", MappingProxyType({**PRESETS, Provider.MICROSOFT: preset}))
    with all_logs() as log:
        world = await make(
            authority=certificate_authority, idle_seconds=0.05, tests_per_minute=1000, tests_per_hour=1000
        )
        async with world.http() as client:
            ask = Witness(client)
            facts = await go_through_everything(world, submission_server, token_endpoint, ask)
        raised = await texts_of_exceptions(world, submission_server, token_endpoint)
        async with world.service.database.reading() as reading:
            boxes = [str(tuple(row)) for box in (outbox, inbox) for row in await reading.all(select(box))]
            kept: Any = await reading.all(select(smtp_configurations))
    metrics = generate_latest(world.metrics.registry).decode()
    document = json.dumps(world.service.internal_app.openapi())
    dump = stolen(world)
    links = LinkSigner(KeyRing.read(world.keys, "link.key"))
    tags = {f"link tag {number}": links.token(fact.link_id).partition("-")[2] for number, fact in enumerate(facts)}
    everything = {
        "logs": log.getvalue(),
        "answers": "\n".join(ask.said),
        "exceptions": "\n".join(raised),
        "outbox and inbox": "\n".join(boxes),
        "metrics": metrics,
        "openapi": document,
        "journal": written(world.service.settings.data_dir),
        "database": dump.decode("utf-8", "replace"),
    }
    # The places were looked at while something was there, and the secrets did travel.
    assert "lane.paused" in everything["logs"]
    assert len(boxes) >= len(facts) * 2 - 1
    assert str(facts[0].message_id) in everything["database"]
    assert "/smtp-settings" in metrics
    assert {one.secret for one in submission_server.tries} >= {MARKERS["password"], MARKERS["access token"]}
    sent = "".join(str(form) for form in token_endpoint.forms)
    assert all(MARKERS[name] in sent for name in ("client secret", "refresh token", "device code"))
    assert any(row.refresh_token for row in kept)
    # Only the mail itself holds its link.
    (mail, *_) = [mail for mail in submission_server.taken if facts[0].recipient.address == mail.recipient]
    bodies = "".join(str(part.get_payload(decode=True)) for part in email.message_from_bytes(mail.content).walk())
    assert tags["link tag 0"] in bodies
    found = [
        (name, place)
        for name, marker in (MARKERS | tags).items()
        for place, text in everything.items()
        if any(form in text for form in forms_of(marker))
    ]
    assert found == []


def test_the_canary_is_seen_when_it_is_there() -> None:
    marker = MARKERS["password"]
    for said in (f"x{marker}y", json.dumps(marker), marker.encode().hex()):
        assert any(form in said for form in forms_of(marker))
    for before in ("", "a", "ab", "abc"):
        said = base64.b64encode(f"{before}\0{marker}\0".encode()).decode()
        assert any(form in said for form in forms_of(marker)), before
    assert login.without(f"no {marker}", marker, f"\0{BOX}\0{marker}") == "no ***"
