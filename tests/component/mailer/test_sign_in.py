"""Signing in with tokens: asked for when they are needed, renewed in time, refused with a reason, kept nowhere in the clear."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.mailer.models import smtp_configurations
from services.mailer.repository.configurations import server_of
from services.mailer.vault import REFRESH_TOKEN, Vault
from shared.keys import KeyRing
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.certificates import Authority
from tests.servers.submission import Submission, Try
from tests.servers.token_endpoint import TokenEndpoint

BOX = "mutabakat@firma.test"
FIRST, SECOND = "token-bir", "token-iki"
NewWorld = Callable[..., Awaitable[World]]


@pytest.fixture
def new_world(make_on_sqlite: Make, certificate_authority: Authority, token_endpoint: TokenEndpoint) -> NewWorld:
    """Mailers that trust the test's authority and may ask its token endpoint."""

    async def build(**given: Any) -> World:
        return await make_on_sqlite(authority=certificate_authority, oauth_token_urls=token_endpoint.url, **given)

    return build


def settings(server: Submission, endpoint: TokenEndpoint, **changes: Any) -> dict[str, Any]:
    sign_in = {
        "provider": "other",
        "client_id": "uygulama",
        "token_url": endpoint.url,
        "scope": "posta.gonder",
        "client_secret": "istemci-gizi",
        "refresh_token": "yenileme-bir",
    }
    return {
        "host": "localhost",
        "port": server.port,
        "security": "starttls",
        "username": BOX,
        "sender_address": BOX,
        "sign_in": sign_in | changes.pop("sign_in", {}),
    } | changes


async def in_use(world: World, server: Submission, endpoint: TokenEndpoint, token: str = FIRST, **changes: Any) -> None:
    """Save and test settings that then are in use."""
    endpoint.gives(token)
    server.secrets[BOX] = token
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(server, endpoint, **changes))
        report = (await client.post("/smtp-settings/test")).json()
    assert report["active"], report
    server.tries.clear()
    endpoint.forms.clear()


async def test_tokens_take_the_place_of_the_password(
    make: Make, certificate_authority: Authority, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    world = await make(authority=certificate_authority, oauth_token_urls=token_endpoint.url)
    token_endpoint.gives(FIRST)
    submission_server.secrets[BOX] = FIRST
    fact = invitation()
    async with world.http() as client, world.sending():
        saved = (await client.put("/smtp-settings", json=settings(submission_server, token_endpoint))).json()["pending"]
        assert (saved["login"], saved["password_set"], saved["missing"]) == ("token", False, [])
        assert saved["sign_in"]["refresh_token_set"] is True
        assert saved["sign_in"]["client_secret_set"] is True
        report = (await client.post("/smtp-settings/test")).json()
        assert (report["finding"], report["active"]) == ("ok", True)
        steps = {stage["stage"]: stage for stage in report["stages"]}
        assert list(steps) == ["dns", "tcp", "tls", "ehlo", "token", "auth", "mail", "rcpt"]
        assert steps["auth"]["detail"] == "XOAUTH2"
        await world.tell(fact)
        await world.becomes(fact.message_id, "sent")
    assert set(submission_server.tries) == {Try("XOAUTH2", BOX, FIRST)}
    assert token_endpoint.forms[0] == {
        "client_id": "uygulama",
        "grant_type": "refresh_token",
        "scope": "posta.gonder",
        "client_secret": "istemci-gizi",
        "refresh_token": "yenileme-bir",
    }
    (mail,) = submission_server.taken
    assert (mail.login, mail.sender) == (BOX, BOX)


async def test_client_credentials_need_no_refresh_token(
    new_world: NewWorld, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    world = await new_world()
    sign_in = {"grant": "client_credentials", "refresh_token": None}
    async with world.http() as client:
        lacking = settings(submission_server, token_endpoint, sign_in=sign_in | {"client_secret": None})
        saved = (await client.put("/smtp-settings", json=lacking)).json()["pending"]
        assert saved["missing"] == ["client_secret"]
        token_endpoint.gives(FIRST)
        submission_server.secrets[BOX] = FIRST
        await client.put("/smtp-settings", json=settings(submission_server, token_endpoint, sign_in=sign_in))
        assert (await client.post("/smtp-settings/test")).json()["finding"] == "ok"
    assert token_endpoint.forms[-1]["grant_type"] == "client_credentials"
    assert "refresh_token" not in token_endpoint.forms[-1]


async def test_a_token_is_asked_for_once_and_renewed_before_it_ends(
    new_world: NewWorld, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    world = await new_world(idle_seconds=0.05, own_connections=4)
    await in_use(world, submission_server, token_endpoint)
    async with world.sending():
        facts = [invitation(f"a{number}@cari.test") for number in range(12)]
        await world.tell(*facts)
        for fact in facts:
            await world.becomes(fact.message_id, "sent")
        assert len(token_endpoint.forms) == 1, "all connections share one token"
        # Three quarters of an hour later it is still good, five minutes before its end it is not used any more.
        for minutes, asked in ((45, 1), (11, 2)):
            await asyncio.sleep(0.2)
            world.clock.advance(timedelta(minutes=minutes))
            token_endpoint.gives(SECOND)
            submission_server.secrets[BOX] = FIRST if asked == 1 else SECOND
            fact = invitation(f"later{minutes}@cari.test")
            await world.tell(fact)
            await world.becomes(fact.message_id, "sent")
            assert len(token_endpoint.forms) == asked
    assert {one.secret for one in submission_server.tries} == {FIRST, SECOND}


@pytest.mark.parametrize("hang_up", [False, True], ids=["stays", "hangs up"])
async def test_a_token_that_was_withdrawn_is_replaced_once(
    new_world: NewWorld, submission_server: Submission, token_endpoint: TokenEndpoint, hang_up: bool
) -> None:
    world = await new_world(idle_seconds=0.05)
    await in_use(world, submission_server, token_endpoint)
    submission_server.hang_up = hang_up
    async with world.sending():
        first = invitation("first@cari.test")
        await world.tell(first)
        await world.becomes(first.message_id, "sent")
        await asyncio.sleep(0.2)
        token_endpoint.gives(SECOND)
        submission_server.secrets[BOX] = SECOND
        second = invitation("second@cari.test")
        await world.tell(second)
        await world.becomes(second.message_id, "sent")
        assert [one.secret for one in submission_server.tries] == [FIRST, FIRST, SECOND]
        # Now the box takes none at all: one try with a new token, and the lane waits for a person.
        await asyncio.sleep(0.2)
        submission_server.tries.clear()
        submission_server.secrets[BOX] = "keiner"
        third = invitation("third@cari.test")
        await world.tell(third)
        held = await world.becomes(third.message_id, "held")
    assert held.reason == "token_login_refused"
    assert [one.secret for one in submission_server.tries] == [SECOND, SECOND]
    assert len(token_endpoint.forms) == 3


async def test_an_exchanged_refresh_token_is_kept_sealed_and_used_from_then_on(
    new_world: NewWorld, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    world = await new_world()
    token_endpoint.gives(FIRST, refresh_token="yenileme-iki")
    submission_server.secrets[BOX] = FIRST
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(submission_server, token_endpoint))
        await client.post("/smtp-settings/test")
        await client.post("/smtp-settings/test")
    assert [form["refresh_token"] for form in token_endpoint.forms] == ["yenileme-bir", "yenileme-iki"]
    async with world.service.database.reading() as reading:
        row: Any = await reading.first(select(smtp_configurations))
    vault = Vault(KeyRing.read(world.keys, "secrets.key"))
    kept = vault.opened(row, REFRESH_TOKEN)
    assert kept is not None
    assert kept.get_secret_value() == "yenileme-iki"


@pytest.mark.parametrize(
    ("status", "error", "description", "finding", "number"),
    [
        (400, "invalid_grant", "AADSTS700082: The refresh token has expired", "consent_ended", "AADSTS700082"),
        (400, "invalid_grant", "AADSTS65001: The user has not consented", "permission_missing", "AADSTS65001"),
        (401, "invalid_client", "AADSTS7000222: The secret keys are expired", "client_refused", "AADSTS7000222"),
        (400, "unauthorized_client", "AADSTS700016: 'x' was not found", "client_refused", "AADSTS700016"),
        (401, "deleted_client", "", "client_refused", ""),
        (400, "invalid_resource", "AADSTS500011: was not found in the tenant", "permission_missing", "AADSTS500011"),
        (400, "invalid_scope", "", "permission_missing", ""),
        (503, "invalid_grant", "", "token_unreachable", ""),
        (200, "", "", "token_unreachable", ""),
        (400, "Nasty <b>text</b>", "", "token_unreachable", ""),
    ],
)
async def test_a_refusal_of_the_provider_is_explained(
    new_world: NewWorld,
    submission_server: Submission,
    token_endpoint: TokenEndpoint,
    status: int,
    error: str,
    description: str,
    finding: str,
    number: str,
) -> None:
    world = await new_world()
    token_endpoint.refuses(error, description, status)
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(submission_server, token_endpoint))
        report = (await client.post("/smtp-settings/test")).json()
    last = report["stages"][-1]
    quoted = error if error.isidentifier() else ""
    detail = f"{quoted} {number}".strip()
    assert (report["finding"], last["stage"], last["passed"], last["detail"]) == (finding, "token", False, detail)
    assert submission_server.tries == []


async def test_an_ended_consent_holds_mail_and_an_endpoint_that_is_away_only_delays_it(
    new_world: NewWorld, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    world = await new_world(idle_seconds=0.05)
    await in_use(world, submission_server, token_endpoint)
    world.clock.advance(timedelta(hours=2))
    token_endpoint.refuses("server_error", status=502)
    async with world.sending(), world.http() as client:
        fact = invitation()
        await world.tell(fact)

        async def lane(state: str) -> dict[str, Any]:
            while True:
                found: dict[str, Any] = (await client.get("/smtp-settings")).json()["lane"]
                if found["state"] == state:
                    return found
                await asyncio.sleep(0.02)

        async with asyncio.timeout(10):
            resting = await lane("resting")
        assert resting["reason"] == "token_unreachable"
        token_endpoint.refuses("invalid_grant")
        world.clock.advance(timedelta(minutes=2))
        held = await world.becomes(fact.message_id, "held")
        assert held.reason == "consent_ended"
        # Signed in again: the test opens the lane, and what was held goes out.
        token_endpoint.gives(SECOND)
        submission_server.secrets[BOX] = SECOND
        again = settings(submission_server, token_endpoint, sign_in={"refresh_token": "yenileme-yeni"})
        await client.put("/smtp-settings", json=again)
        assert (await client.post("/smtp-settings/test")).json()["active"]
        await world.becomes(fact.message_id, "sent")
    assert token_endpoint.forms[-1]["refresh_token"] == "yenileme-yeni"


async def _some(found: list[Any]) -> bool:
    return bool(found)


async def test_many_connections_wait_for_one_answer(
    new_world: NewWorld, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    world = await new_world()
    await in_use(world, submission_server, token_endpoint)
    async with world.service.database.reading() as reading:
        row: Any = await reading.first(select(smtp_configurations).where(smtp_configurations.c.state == "active"))
    tokens = world.dispatcher._sign_ins.of(server_of(row))
    assert tokens is not None
    token_endpoint.hold = threading.Event()
    asking = [asyncio.create_task(tokens.get()) for _ in range(8)]
    await eventually(lambda: _some(token_endpoint.forms), "a token was asked for")
    # Another company's first connection comes while the answer is awaited.
    assert world.dispatcher._sign_ins.of(replace(server_of(row), id=uuid4())) is not None
    assert world.dispatcher._sign_ins.of(server_of(row)) is tokens
    asking[0].cancel()
    token_endpoint.hold.set()
    given = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(given[0], asyncio.CancelledError)
    assert len({id(one) for one in given[1:]}) == 1
    assert len(token_endpoint.forms) == 1
