"""Where a company's settings can make us connect to: every address of a name is checked, once, and that very one is dialled."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import pytest
from pydantic import SecretStr

from services.mailer.domain.findings import CannotConnect, Finding
from services.mailer.domain.servers import Security, Server
from services.mailer.domain.sign_in import Provider, SignIn
from services.mailer.oauth.client import Secrets, TokenClient
from services.mailer.smtp.dial import Guard, resolve, texts
from tests.servers.certificates import Authority
from tests.servers.token_endpoint import TokenEndpoint

LOOPBACK = (ip_network("127.0.0.0/8"),)
PUBLIC_4, PUBLIC_6 = "93.184.216.34", "2606:4700::1111"
Names = Callable[..., list[str]]


def server(host: str = "mail.firma.test", port: int = 587, security: Security = Security.STARTTLS) -> Server:
    return Server(
        id=uuid4(), company_id=uuid4(), host=host, port=port, security=security, sender_address="a@firma.test"
    )


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Lets every name stand for the given addresses; returns the names that were asked for."""

    def stand_for(*addresses: str) -> list[str]:
        asked: list[str] = []

        def looked_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
            asked.append(host)
            family = {4: socket.AF_INET, 6: socket.AF_INET6}
            return [
                (family[6 if ":" in address else 4], socket.SOCK_STREAM, 6, "", (address, port))
                for address in addresses
            ]

        monkeypatch.setattr(socket, "getaddrinfo", looked_up)
        return asked

    return stand_for


REFUSED = (
    ("127.0.0.1",),
    (PUBLIC_4, "127.0.0.1"),
    ("10.0.0.5", PUBLIC_4),
    (PUBLIC_6, "::1"),
    (PUBLIC_4, "169.254.169.254"),
    ("::ffff:10.0.0.5",),
    ("64:ff9b::a00:5",),
    ("64:ff9b:1::a00:5",),
    ("2002:a00:5::",),
    ("2001:0:a00:5::1",),
    ("fe80::1%eth0",),
    ("fd00::1",),
    ("ff02::1",),
    ("224.0.0.1",),
    ("100.64.0.1",),
    (),
)


@pytest.mark.parametrize("addresses", REFUSED, ids=lambda found: ", ".join(found) or "none")
async def test_one_address_that_is_not_public_is_enough(names: Names, addresses: tuple[str, ...]) -> None:
    names(*addresses)
    with pytest.raises(CannotConnect) as caught:
        await resolve(server(), Guard(), 2)
    assert caught.value.finding is Finding.BLOCKED


async def test_a_name_is_asked_for_once_and_its_addresses_are_dialled(names: Names) -> None:
    asked = names(PUBLIC_4, PUBLIC_6, "::ffff:8.8.8.8")
    assert texts(await resolve(server(), Guard(), 2)) == [PUBLIC_4, PUBLIC_6, "::ffff:8.8.8.8"]
    assert asked == ["mail.firma.test"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost", "LOCALHOST.", "①②⑦.0.0.1", "::1", "0"],
)  # fmt: skip
async def test_loopback_has_many_spellings(host: str) -> None:
    with pytest.raises(CannotConnect) as caught:
        await resolve(server(host), Guard(), 5)
    assert caught.value.finding in (Finding.BLOCKED, Finding.DNS)


@pytest.mark.parametrize(
    ("port", "good"), [(25, True), (465, True), (587, True), (2525, True), (22, False), (5432, False), (0, False), (80, False)]
)  # fmt: skip
async def test_only_ports_of_mail_servers(names: Names, port: int, good: bool) -> None:
    names(PUBLIC_4)
    if good:
        assert await resolve(server(port=port), Guard(), 2)
        return
    with pytest.raises(CannotConnect) as caught:
        await resolve(server(port=port), Guard(), 2)
    assert caught.value.finding is Finding.BLOCKED


async def test_in_the_clear_only_inside_a_network_that_the_deployment_named(names: Names) -> None:
    names(PUBLIC_4)
    with pytest.raises(CannotConnect):
        await resolve(server(security=Security.NONE), Guard(), 2)
    names("127.0.0.1")
    assert await resolve(server(security=Security.NONE), Guard(LOOPBACK), 2)
    names("127.0.0.1", PUBLIC_4)
    with pytest.raises(CannotConnect):
        await resolve(server(security=Security.NONE), Guard(LOOPBACK), 2)


def tokens_of(authority: Authority, *allowed: str, guard: Guard | None = None, seconds: float = 2) -> TokenClient:
    return TokenClient(guard or Guard(LOOPBACK), authority.client_context(), allowed, seconds)


async def finding_of(client: TokenClient, sign_in: SignIn) -> Finding:
    with pytest.raises(CannotConnect) as caught:
        await client.ask(sign_in, Secrets(SecretStr("gizli"), SecretStr("yenileme")))
    return caught.value.finding


def other(url: str) -> SignIn:
    return SignIn(provider=Provider.OTHER, client_id="a", token_url=url)


async def test_an_endpoint_that_nobody_allowed_gets_no_connection(
    certificate_authority: Authority, token_endpoint: TokenEndpoint
) -> None:
    token_endpoint.gives("jeton")
    allowed = tokens_of(certificate_authority, token_endpoint.url)
    assert (await allowed.ask(other(token_endpoint.url), Secrets(refresh_token=SecretStr("y")))).seconds == 3600
    for url in (
        "https://localhost:1/token",
        token_endpoint.url + "2",
        token_endpoint.url.replace("localhost", "127.0.0.1"),
    ):
        assert await finding_of(allowed, other(url)) is Finding.TOKEN_BLOCKED
    assert await finding_of(tokens_of(certificate_authority), other(token_endpoint.url)) is Finding.TOKEN_BLOCKED
    plain = token_endpoint.url.replace("https", "http")
    assert await finding_of(tokens_of(certificate_authority, plain), other(plain)) is Finding.TOKEN_BLOCKED
    assert len(token_endpoint.forms) == 1


async def test_a_provider_whose_name_leads_inside_is_not_asked(certificate_authority: Authority, names: Names) -> None:
    google = SignIn(provider=Provider.GOOGLE, client_id="a")
    for addresses in (("127.0.0.1",), (PUBLIC_4, "10.0.0.1"), ("64:ff9b::7f00:1",)):
        names(*addresses)
        assert await finding_of(tokens_of(certificate_authority, guard=Guard()), google) is Finding.TOKEN_BLOCKED


async def test_an_endpoint_is_believed_only_under_its_own_name(
    certificate_authority: Authority, token_endpoint: TokenEndpoint, names: Names
) -> None:
    token_endpoint.gives("jeton")
    names("127.0.0.1")
    url = f"https://giris.test:{token_endpoint.port}/token"
    assert await finding_of(tokens_of(certificate_authority, url), other(url)) is Finding.TOKEN_UNREACHABLE
    stranger = TokenClient(Guard(LOOPBACK), ssl.create_default_context(), (token_endpoint.url,), 2)
    assert await finding_of(stranger, other(token_endpoint.url)) is Finding.TOKEN_UNREACHABLE
    assert token_endpoint.forms == []


@pytest.mark.parametrize("case", ["redirect", "too large", "no object", "no JSON", "silent"])
async def test_answers_are_bounded_and_redirects_lead_nowhere(
    certificate_authority: Authority, token_endpoint: TokenEndpoint, case: str
) -> None:
    answers: dict[str, tuple[int, Any]] = {
        "redirect": (307, {}),
        "too large": (200, b'{"access_token": "' + b"x" * 70_000 + b'"}'),
        "no object": (200, ["access_token"]),
        "no JSON": (200, b"<html>"),
        "silent": (200, {"access_token": "jeton"}),
    }
    token_endpoint.answers = [answers[case]]
    if case == "redirect":
        token_endpoint.headers = {"location": f"{token_endpoint.url}/elsewhere"}
    if case == "silent":
        token_endpoint.hold = threading.Event()
    client = tokens_of(certificate_authority, token_endpoint.url, seconds=0.5)
    assert await finding_of(client, other(token_endpoint.url)) is Finding.TOKEN_UNREACHABLE
    if token_endpoint.hold is not None:
        token_endpoint.hold.set()
    assert token_endpoint.paths == ["/token"]
