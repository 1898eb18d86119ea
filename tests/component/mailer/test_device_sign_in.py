"""Signing in on a page of the provider: a code, a page, and in the end a refresh token in the vault."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from services.mailer.domain import sign_in
from services.mailer.domain.sign_in import PRESETS, Provider
from shared.auth import READ, WRITE
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World
from tests.servers.certificates import Authority
from tests.servers.submission import Submission
from tests.servers.token_endpoint import TokenEndpoint

BOX = "mutabakat@firma.test"
STARTED = {
    "device_code": "cihaz-gizi",
    "user_code": "ABCD-1234",
    "verification_uri": "https://giris.test/cihaz",
    "expires_in": 900,
    "interval": 5,
}
PENDING = (400, {"error": "authorization_pending"})


@pytest.fixture
async def world(
    make: Make, certificate_authority: Authority, token_endpoint: TokenEndpoint, monkeypatch: pytest.MonkeyPatch
) -> World:
    """A mailer for which Microsoft stands on loopback."""
    preset = replace(
        PRESETS[Provider.MICROSOFT], token_url=token_endpoint.url, device_url=f"{token_endpoint.url}/cihaz"
    )
    monkeypatch.setattr(sign_in, "PRESETS", MappingProxyType({**PRESETS, Provider.MICROSOFT: preset}))
    return await make(authority=certificate_authority)


def settings(server: Submission, **changes: Any) -> dict[str, Any]:
    application = {"provider": "microsoft", "client_id": "uygulama", "tenant": "firma.test"}
    return {
        "host": "localhost",
        "port": server.port,
        "username": BOX,
        "sender_address": BOX,
        "sign_in": application | changes,
    }


async def test_from_the_code_to_a_sent_test(
    world: World, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    async with world.http() as client:
        saved = (await client.put("/smtp-settings", json=settings(submission_server))).json()["pending"]
        assert saved["missing"] == ["refresh_token"]
        token_endpoint.answers = [(200, STARTED)]
        started = await client.post("/smtp-settings/sign-in")
        assert (started.status_code, started.json()) == (
            201,
            {"address": "https://giris.test/cihaz", "user_code": "ABCD-1234", "seconds": 900, "interval": 5},
        )
        assert token_endpoint.forms[0]["scope"] == "https://outlook.office.com/SMTP.Send offline_access"

        async def check(after: int) -> str:
            world.clock.advance(timedelta(seconds=after))
            answer = await client.post("/smtp-settings/sign-in/check")
            assert answer.status_code == 200, answer.text
            assert "cihaz-gizi" not in answer.text
            state: str = answer.json()["state"]
            return state

        asked = len(token_endpoint.forms)
        assert await check(1) == "waiting"
        assert len(token_endpoint.forms) == asked, "the provider is not asked before its interval has passed"
        token_endpoint.answers = [PENDING]
        assert await check(5) == "waiting"
        token_endpoint.answers = [(400, {"error": "slow_down"})]
        assert await check(5) == "waiting"
        asked = len(token_endpoint.forms)
        assert await check(6) == "waiting"
        assert len(token_endpoint.forms) == asked, "ten seconds now"
        token_endpoint.gives("jeton", refresh_token="yenileme")
        assert await check(5) == "done"
        assert token_endpoint.forms[-1]["device_code"] == "cihaz-gizi"
        assert (await client.get("/smtp-settings")).json()["pending"]["missing"] == []
        submission_server.secrets[BOX] = "jeton"
        report = (await client.post("/smtp-settings/test")).json()
        assert (report["finding"], report["active"]) == ("ok", True)
        assert token_endpoint.forms[-1]["refresh_token"] == "yenileme"
        assert await check(60) == "expired", "a finished sign-in is gone"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((400, {"error": "authorization_declined"}), "declined"),
        ((400, {"error": "expired_token"}), "expired"),
    ],
)
async def test_a_sign_in_that_comes_to_nothing(
    world: World,
    submission_server: Submission,
    token_endpoint: TokenEndpoint,
    answer: tuple[int, dict[str, str]],
    state: str,
) -> None:
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(submission_server))
        token_endpoint.answers = [(200, STARTED)]
        await client.post("/smtp-settings/sign-in")
        token_endpoint.answers = [answer]
        world.clock.advance(timedelta(seconds=6))
        assert (await client.post("/smtp-settings/sign-in/check")).json()["state"] == state
        assert (await client.get("/smtp-settings")).json()["pending"]["missing"] == ["refresh_token"]


async def test_what_cannot_begin_is_explained(
    world: World, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    async with world.http(READ, WRITE) as client:
        assert (await client.post("/smtp-settings/sign-in")).status_code == 403
    async with world.http() as client:
        assert (await client.post("/smtp-settings/sign-in")).json()["code"] == "no_device_sign_in"
        await client.put("/smtp-settings", json=settings(submission_server, provider="google"))
        assert (await client.post("/smtp-settings/sign-in")).json()["code"] == "no_device_sign_in"
        await client.put("/smtp-settings", json=settings(submission_server))
        token_endpoint.refuses("unauthorized_client", "AADSTS700016: not found")
        refused = await client.post("/smtp-settings/sign-in")
        assert (refused.status_code, refused.json()["code"]) == (409, "client_refused")
        assert "AADSTS700016" in refused.json()["detail"]
        token_endpoint.answers = [(200, STARTED | {"verification_uri": "http://giris.test/"})]
        assert (await client.post("/smtp-settings/sign-in")).json()["code"] == "token_unreachable"
        bad = await client.put("/smtp-settings", json=settings(submission_server, tenant="firma.test/../x"))
        assert (bad.status_code, bad.json()["code"]) == (422, "bad_tenant")


async def test_a_sign_in_belongs_to_the_settings_it_was_begun_for(
    world: World, submission_server: Submission, token_endpoint: TokenEndpoint
) -> None:
    async with world.http() as client:
        await client.put("/smtp-settings", json=settings(submission_server))
        token_endpoint.answers = [(200, STARTED)]
        await client.post("/smtp-settings/sign-in")
        await client.put("/smtp-settings", json=settings(submission_server, client_id="baska"))
        token_endpoint.gives("jeton", refresh_token="yenileme")
        world.clock.advance(timedelta(seconds=6))
        assert (await client.post("/smtp-settings/sign-in/check")).json()["state"] == "expired"
        assert (await client.get("/smtp-settings")).json()["pending"]["sign_in"]["refresh_token_set"] is False
