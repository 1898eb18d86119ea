"""Signing in at the firm's identity provider: a real one that signs, and everything that a false one may try."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from pydantic import SecretStr

from services.campaign.domain.second_factor import Policy
from tests.component.campaign.console.desk import CONSOLE, Desk, new_visitor
from tests.component.campaign.console.neighbourhood import Neighbourhood
from tests.component.campaign.test_second_factor import enrol
from tests.component.campaign.world import EMAIL, World
from tests.servers.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider

Open = Callable[..., Any]


@pytest.fixture
def provider() -> Any:
    made = IdentityProvider(claims={"email": EMAIL.upper()})
    made.start()
    yield made
    made.stop()


@pytest.fixture
async def opened(
    tmp_path: Path, free_port: int, monkeypatch: pytest.MonkeyPatch, provider: IdentityProvider
) -> AsyncIterator[Open]:
    """Open an installation that knows the provider."""
    monkeypatch.setenv("MUTABAKAT_INTERNAL_URL", f"http://127.0.0.1:{free_port}")
    desks: list[Desk] = []

    async def open_desk(**more: Any) -> Desk:
        settings = {
            "oidc_issuer": provider.issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret": SecretStr(CLIENT_SECRET),
            "oidc_label": "Kurum hesabı",
            "console_url": f"http://127.0.0.1:{free_port}",
            **more,
        }
        url = f"sqlite+aiosqlite:///{tmp_path / 'campaign.db'}"
        desk = await Desk.open(url, tmp_path, free_port, Neighbourhood(), **settings)
        provider.now = lambda: desk.world.clock.now().timestamp()
        await desk.world.register()
        desks.append(desk)
        return desk

    yield open_desk
    for desk in desks:
        await desk.close()


async def to_provider(desk: Desk, back: str = "") -> str:
    """Where the provider sends the browser back to."""
    query = {"back": back} if back else {}
    begun = await desk.get("/sign-in/provider", params=query)
    assert begun.status_code == 303, begun.text
    async with httpx.AsyncClient() as browser:
        return (await browser.get(begun.headers["location"])).headers["location"]


async def sign_in(desk: Desk, back: str = "") -> httpx.Response:
    return await desk.http.get(await to_provider(desk, back))


async def test_a_known_address_signs_in_and_goes_where_it_wanted(opened: Open, provider: IdentityProvider) -> None:
    desk = await opened()
    assert "Kurum hesabı ile oturum aç" in (await desk.get("/sign-in")).text
    answer = await sign_in(desk, f"{CONSOLE}/settings/users")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{CONSOLE}/settings/users")
    assert (await desk.get("/campaigns")).status_code == 200
    # From now on by the provider's own name for the person, whatever their address there is.
    provider.claims["email"] = "yeni.adres@firma.test"
    desk.http.cookies.clear()
    assert (await sign_in(desk)).status_code == 303
    provider.claims |= {"email": EMAIL, "sub": "kisi-2"}
    desk.http.cookies.clear()
    assert "başka birine ait" in (await sign_in(desk)).text


def _without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda claims: claims.pop(name, None) and None


BENT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another nonce": lambda claims: claims.update(nonce="x" * 43),
    "no nonce": _without("nonce"),
    "another audience": lambda claims: claims.update(aud="another-client"),
    "several audiences without us as party": lambda claims: claims.update(aud=[CLIENT_ID, "another-client"]),
    "another issuer": lambda claims: claims.update(iss="https://login.other.test"),
    "run out": lambda claims: claims.update(exp=claims["iat"] - 120),
    "no end": _without("exp"),
    "no subject": _without("sub"),
    "unverified address": lambda claims: claims.update(email_verified=False),
    "address that nobody says is verified": _without("email_verified"),
    "no address": _without("email"),
    "address of nobody here": lambda claims: claims.update(email="kimse@firma.test"),
}


async def test_a_token_that_is_not_exactly_right_opens_nothing(opened: Open, provider: IdentityProvider) -> None:
    desk = await opened()
    for what, bend in BENT.items():
        provider.bend = bend
        answer = await sign_in(desk)
        assert answer.status_code == 401, what
        assert (await desk.get("/campaigns")).status_code == 303, what
    provider.bend = lambda _claims: None
    assert (await sign_in(desk)).status_code == 303


async def test_only_signatures_of_the_providers_own_keys_count(opened: Open, provider: IdentityProvider) -> None:
    desk = await opened()
    provider.algorithm = "none"
    assert (await sign_in(desk)).status_code == 401
    provider.rotate(show=False)
    assert (await sign_in(desk)).status_code == 401, "signed by a key that the provider does not show"
    desk.world.clock.advance(timedelta(seconds=31))
    provider.rotate(curve=True)
    assert (await sign_in(desk)).status_code == 303, "a new key is found by reading the key set again"
    asked = provider.asked.count("/firma/keys")
    desk.http.cookies.clear()
    provider.rotate(show=False)
    for _ in range(3):
        assert (await sign_in(desk)).status_code == 401
    assert provider.asked.count("/firma/keys") == asked, "the key set is not read at the pace of false tokens"


async def test_an_answer_counts_once_and_in_the_browser_that_asked(opened: Open) -> None:
    desk = await opened()
    address = await to_provider(desk)
    async with new_visitor(desk.base) as other:
        assert (await other.get(address)).status_code == 401
    async with new_visitor(desk.base) as thief:
        thief.cookies.set("provider_sign_in", desk.http.cookies["provider_sign_in"])
        assert (await thief.get(address)).status_code == 401, "what is under way belongs to the browser that began it"
    changed = address.replace("state=", "state=x")
    assert (await desk.http.get(changed)).status_code == 401
    assert (await desk.http.get(address)).status_code == 401, "the first answer has used up what was under way"
    address = await to_provider(desk)
    assert (await desk.http.get(address)).status_code == 303
    assert (await desk.http.get(address)).status_code == 401
    cancelled = (await to_provider(desk)).replace("code=", "error=access_denied&x=")
    assert "iptal edildi" in (await desk.http.get(cancelled)).text


async def test_domains_and_unsaid_verification_are_the_installations_choice(
    opened: Open, provider: IdentityProvider
) -> None:
    desk = await opened(oidc_domains="firma.test, kardes.test", oidc_trusts_email=True)
    provider.bend = lambda claims: claims.update(email="biri@baska.test")
    assert (await sign_in(desk)).status_code == 401
    provider.bend = _without("email_verified")
    assert (await sign_in(desk)).status_code == 303


@pytest.mark.parametrize("trusted", [False, True])
async def test_the_second_factor_is_asked_here_unless_it_is_trusted_there(opened: Open, trusted: bool) -> None:
    desk = await opened(second_factor=Policy.REQUIRED, oidc_trusts_second_factor=trusted)
    phone: pyotp.TOTP
    world: World = desk.world
    phone, _, _ = await enrol(world)
    answer = await sign_in(desk)
    if trusted:
        assert (await desk.get("/campaigns")).status_code == 200
        return
    assert answer.headers["location"] == f"{CONSOLE}/sign-in/code"
    assert (await desk.get("/campaigns")).status_code == 303
    await desk.post("/sign-in/code", {"code": phone.at(world.clock.now())})
    assert (await desk.get("/campaigns")).status_code == 200


async def test_without_the_provider_the_password_still_opens(opened: Open, provider: IdentityProvider) -> None:
    desk = await opened()
    provider.stop()
    answer = await desk.get("/sign-in/provider")
    assert answer.status_code == 503
    assert 'name="password"' in answer.text
    await desk.sign_in()
    assert (await desk.get("/campaigns")).status_code == 200
