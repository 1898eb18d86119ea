"""Whatever a receiver does, a call ends in time with a word for it; and no address leads into a network that is not public."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from services.campaign.domain.webhooks import checked_url
from services.campaign.webhook_sender import LookUp, Outcome, Result, Sender
from shared.errors import Invalid
from tests.component.campaign.webhooks import LOOPBACK
from tests.servers.certificates import Authority
from tests.servers.ports import free_port
from tests.servers.webhook_receiver import WebhookReceiver


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(Path(tmp_path_factory.mktemp("authority")))


@pytest.fixture
async def receiver(authority: Authority) -> AsyncIterator[WebhookReceiver]:
    receiver = WebhookReceiver(authority.server_context())
    await receiver.start()
    yield receiver
    await receiver.stop()


def says(*answers: list[str]) -> tuple[LookUp, list[str]]:
    """A resolver that answers with these, in order, the last one again and again; and the names it was asked for."""
    left, asked = list(answers), list[str]()

    async def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return left.pop(0) if len(left) > 1 else left[0]

    return look_up, asked


async def call(authority: Authority, url: str, **more: Any) -> Result:
    sender = Sender(authority.client_context(), **{"networks": LOOPBACK, "seconds": 1.0, **more})
    async with sender.line(url) as line:
        return await line.post('{"type":"webhook.test"}', {"webhook-id": "msg_1", "content-type": "application/json"})


async def test_a_call_reaches_the_receiver_as_it_is_named(authority: Authority, receiver: WebhookReceiver) -> None:
    result = await call(authority, receiver.url + "?firma=1")
    assert (result.outcome, result.status, result.answer) == (Outcome.DELIVERED, 200, "ok")
    (received,) = receiver.received
    assert received.path == "/hook?firma=1"
    assert received.headers["host"] == f"localhost:{receiver.port}"
    assert received.body == b'{"type":"webhook.test"}'


async def test_no_redirect_is_followed(authority: Authority, receiver: WebhookReceiver) -> None:
    receiver.gives(307, location=receiver.url)
    assert (await call(authority, receiver.url)).outcome is Outcome.REDIRECTED
    assert len(receiver.received) == 1


@pytest.mark.parametrize(
    ("how", "outcome"),
    [("hang_up", Outcome.HUNG_UP), ("nonsense", Outcome.HUNG_UP), ("silence", Outcome.TIMEOUT)],
)
async def test_who_gives_no_answer_is_named(
    authority: Authority, receiver: WebhookReceiver, how: str, outcome: Outcome
) -> None:
    receiver.misbehaves(how)
    started = time.monotonic()
    result = await call(authority, receiver.url)
    assert (result.outcome, result.status) == (outcome, 0)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("how", ["dribble", "endless"])
async def test_a_good_status_counts_and_what_follows_is_read_in_bounds(
    authority: Authority, receiver: WebhookReceiver, how: str
) -> None:
    receiver.misbehaves(how)
    started = time.monotonic()
    result = await call(authority, receiver.url, seconds=10.0)
    assert (result.outcome, result.status) == (Outcome.DELIVERED, 200)
    assert len(result.answer) <= 1000
    assert time.monotonic() - started < 6


async def test_of_an_answer_only_what_can_be_shown_is_kept(authority: Authority, receiver: WebhookReceiver) -> None:
    receiver.gives(500, "kapalı\n\x1b[31m\x00".encode() + b"\xff" + b"x" * 9000)
    result = await call(authority, receiver.url)
    assert result.outcome is Outcome.REFUSED
    assert result.answer.startswith("kapalı\n·[31m·")
    assert len(result.answer) == 1000


async def test_nobody_there_and_an_unknown_certificate(authority: Authority, tmp_path: Path) -> None:
    assert (await call(authority, f"https://localhost:{free_port()}/")).outcome is Outcome.UNREACHABLE
    stranger = WebhookReceiver(Authority(tmp_path).server_context())
    await stranger.start()
    assert (await call(authority, stranger.url)).outcome is Outcome.TLS
    assert stranger.received == []
    await stranger.stop()


async def test_a_certificate_of_another_name_is_refused(authority: Authority) -> None:
    other = WebhookReceiver(authority.server_context("erp.firma.test"))
    await other.start()
    look_up, _ = says(["127.0.0.1"])
    assert (await call(authority, other.url)).outcome is Outcome.TLS
    named = other.url.replace("localhost", "erp.firma.test")
    assert (await call(authority, named, look_up=look_up)).outcome is Outcome.DELIVERED
    await other.stop()


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.0.0.5"], ["169.254.169.254"], ["::1"], ["8.8.8.8", "192.168.1.1"], []]
)
async def test_no_address_that_is_not_public_is_called(
    authority: Authority, receiver: WebhookReceiver, addresses: list[str]
) -> None:
    look_up, _ = says(addresses)
    assert (await call(authority, receiver.url, networks=(), look_up=look_up)).outcome is Outcome.BLOCKED
    assert receiver.connections == 0


async def test_only_the_networks_that_the_deployment_named_are_open(
    authority: Authority, receiver: WebhookReceiver
) -> None:
    elsewhere = (ip_network("10.1.0.0/16"),)
    assert (await call(authority, receiver.url, networks=elsewhere)).outcome is Outcome.BLOCKED


async def test_a_name_is_asked_once_so_that_it_cannot_change_its_mind(
    authority: Authority, receiver: WebhookReceiver
) -> None:
    # The first answer is allowed; a second look-up would lead elsewhere.
    look_up, asked = says(["127.0.0.1"], ["10.0.0.5"])
    sender = Sender(authority.client_context(), LOOPBACK, 2.0, look_up)
    async with sender.line(receiver.url) as line:
        for _ in range(3):
            assert (await line.post("{}", {})).outcome is Outcome.DELIVERED
    assert asked == ["localhost"]
    assert receiver.connections == 1  # kept open between calls


async def test_plain_http_goes_to_allowed_networks_only(authority: Authority) -> None:
    plain = WebhookReceiver()
    await plain.start()
    assert (await call(authority, plain.url)).outcome is Outcome.DELIVERED
    look_up, _ = says(["8.8.8.8"])
    assert (await call(authority, plain.url, look_up=look_up)).outcome is Outcome.BLOCKED
    await plain.stop()


async def test_a_name_that_nobody_knows(authority: Authority) -> None:
    async def look_up(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    assert (await call(authority, "https://erp.firma.test/", look_up=look_up)).outcome is Outcome.NO_NAME


@pytest.mark.parametrize(
    "url",
    [
        "", "erp.firma.test/hook", "ftp://erp.firma.test/", "https://", "https://ali:veli@erp.firma.test/",
        "https://erp.firma.test/#x",
        "https://erp.firma.test:22/", "https://erp.firma.test:99999/", "https://erp.firma.test/a b",
        "https://erp.firma.test/\r\nX: y",
        "https://[::1/", "https://erp.firma.test/" + "x" * 500, "https://müşteri.test/",
    ],
)  # fmt: skip
def test_what_cannot_be_called_is_refused_at_once(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_url(url, plain=True)
    assert refused.value.code == "webhook_url_invalid"


def test_plain_http_is_refused_where_no_network_is_allowed() -> None:
    with pytest.raises(Invalid) as refused:
        checked_url("http://erp.firma.test/hook", plain=False)
    assert refused.value.code == "webhook_url_plain"
    assert checked_url(" http://erp.firma.test/hook ", plain=True) == "http://erp.firma.test/hook"
