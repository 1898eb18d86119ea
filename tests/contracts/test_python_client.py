"""The Python client, made from the published descriptions, goes the whole road with their examples."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from mutabakat_client import ApiProblem, AsyncMutabakat, Mutabakat
from standardwebhooks import Webhook

from shared.clock import SystemClock
from tests.contracts.road import ACCOUNTS, MOVEMENTS, PERSON, Installation, installation
from tests.product.counterparty import answer
from tests.product.operator import eventually, link_of, text_of
from tests.servers.mailbox import Mailbox
from tests.servers.webhook_receiver import WebhookReceiver

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(180)


def example(service: str, name: str) -> Any:
    """The example of an operation's body, as it is published."""
    method, path = name.split(" ")
    described = json.loads((ROOT / "docs" / "openapi" / f"{service}.json").read_text(encoding="utf-8"))
    content = described["paths"][f"/api/v1{path}"][method.lower()]["requestBody"]["content"]
    return content["application/json"]["example"]


def test_the_client_is_what_the_descriptions_say() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/make_client.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, f"{made.stdout}: run `python scripts/make_client.py` and commit what it writes"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture
async def place(tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Installation]:
    async with installation(tmp_path, mailbox, CAMPAIGN_WEBHOOK_ALLOW_NETS="127.0.0.0/8,::1/128") as one:
        # Verifiers of webhooks hold messages to the real time.
        one.clock.set(SystemClock().now())
        yield one


@pytest.fixture
async def receiver() -> AsyncIterator[WebhookReceiver]:
    receiver = WebhookReceiver()
    await receiver.start()
    yield receiver
    await receiver.stop()


async def test_the_whole_road_with_the_published_examples(place: Installation, receiver: WebhookReceiver) -> None:
    url = str(place.operator.product.url("campaign")).removesuffix("/campaign")
    first = example("campaign", "POST /companies") | {"setup_code": await place.operator._setup_code()}
    async with httpx.AsyncClient(base_url=url) as http:
        made = await http.post("/campaign/api/v1/companies", json=first)
        assert made.status_code == 201, made.text
    account = example("campaign", "POST /token")

    async with AsyncMutabakat(url, **account) as person:
        key = await person.campaign.post_api_keys(example("campaign", "POST /api-keys"))
        wanted = example("campaign", "POST /webhooks") | {"url": receiver.url}
        webhook = await person.campaign.post_webhooks(wanted)
        await person.campaign.put_tolerances(example("campaign", "PUT /tolerances"))
        await person.campaign.post_information_text(example("campaign", "POST /information-text"))
        assert (await person.campaign.get_system())["service"] == "campaign"

    async with AsyncMutabakat(url, api_key=key["key"]) as erp:
        for name, text in (("cariler.csv", ACCOUNTS), ("hareketler.csv", MOVEMENTS)):
            await erp.aggregator.post_imports(files={"file": (name, text.encode("utf-8-sig"))})
        run = await erp.aggregator.post_runs(example("aggregator", "POST /runs"))
        last_day = (place.clock.now() + timedelta(days=10)).date().isoformat()
        body = example("campaign", "POST /campaigns") | {"run_id": run["id"], "valid_until": last_day}
        campaign = await erp.campaign.post_campaigns(body)
        with pytest.raises(ApiProblem) as refused:
            await erp.campaign.get_webhooks()
        assert (refused.value.status, refused.value.code) == (403, "forbidden")

        await eventually(lambda: _mails(place), lambda seen: bool(seen >= 1), within=30, every=0.1)
        link = link_of(text_of(place.requests()[-1].message.walk()))
        async with httpx.AsyncClient(timeout=30, headers=PERSON) as counterparty:
            assert (await answer(counterparty, link, agree=False, explanation="S1 bizde yok")).status_code == 200
        disagreed = await eventually(
            lambda: erp.campaign.get_campaign_reconciliations(campaign["id"], state=["disagreed"]),
            lambda seen: len(seen["items"]) == 1,
            within=30,
            every=0.1,
        )
        one = disagreed["items"][0]
        (said,) = (await erp.responses.get_responses(reconciliation_id=one["id"]))["items"]
        assert said["explanation"] == "S1 bizde yok"
        receipt = await erp.responses.get_response_receipt(said["id"], "pdf")
        assert receipt.startswith(b"%PDF")

    await eventually(lambda: _told(receiver), lambda seen: "reconciliation.answered" in seen, within=30, every=0.1)
    (told,) = [one for one in receiver.received if one.told["type"] == "reconciliation.answered"]
    verified = Webhook(webhook["secret"]).verify(told.body, told.headers)
    assert (verified["data"]["answer"], verified["data"]["reconciliation_id"]) == ("disagreed", one["id"])


async def _mails(place: Installation) -> int:
    return len(place.requests())


async def _told(receiver: WebhookReceiver) -> set[str]:
    return {one.told["type"] for one in receiver.received}


# --- what the client does by itself, against answers that a test scripts


class Scripted:
    """Answers in order; keeps the requests."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found


def client(script: Scripted, **access: str) -> Mutabakat:
    http = httpx.Client(base_url="http://mutabakat.test", transport=httpx.MockTransport(script))
    return Mutabakat("", http=http, **(access or {"api_key": "mbk_x"}))


def token(until: str = "2999-01-01T00:00:00Z") -> httpx.Response:
    return httpx.Response(200, json={"access_token": "t", "token_type": "bearer", "expires_at": until})


def test_a_write_whose_answer_was_lost_is_repeated_under_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    script = Scripted(httpx.ReadError("lost"), httpx.Response(201, json={"id": "r"}))
    assert client(script).aggregator.post_runs({"period": "2026-10"})["id"] == "r"
    first, second = (request.headers["idempotency-key"] for request in script.requests)
    assert first == second
    assert script.requests[0].headers["authorization"] == "Bearer mbk_x"


def test_a_write_without_a_key_is_not_repeated() -> None:
    script = Scripted(httpx.ReadError("lost"))
    with pytest.raises(httpx.ReadError):
        client(script).campaign.post_webhooks({"url": "https://erp.test/", "events": ["campaign.created"]})
    assert len(script.requests) == 1


def test_it_waits_as_long_as_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    busy = httpx.Response(429, headers={"retry-after": "7"}, json={"code": "too_many", "detail": "x"})
    script = Scripted(busy, httpx.Response(200, json={"items": []}))
    assert client(script).campaign.get_webhooks() == {"items": []}
    assert waited == [7.0]


def test_a_token_is_fetched_renewed_and_fetched_again_when_it_is_refused() -> None:
    refused = httpx.Response(401, json={"code": "unauthenticated", "detail": "x"})
    good = httpx.Response(200, json={"items": []})
    script = Scripted(token(), good, refused, token(), good)
    one = client(script, email="a@firma.test", password="uzun bir parola")
    one.campaign.get_webhooks()
    one.campaign.get_webhooks()
    assert [request.url.path.rsplit("/", 1)[1] for request in script.requests] == [
        "token", "webhooks", "webhooks", "token", "webhooks",
    ]  # fmt: skip


def test_a_refusal_is_an_exception_with_its_code() -> None:
    problem = {
        "type": "x",
        "title": "x",
        "status": 404,
        "code": "webhook_not_found",
        "detail": "There is no such webhook.",
    }
    with pytest.raises(ApiProblem) as refused:
        client(Scripted(httpx.Response(404, json=problem))).campaign.get_webhook("a/../b")
    assert refused.value.code == "webhook_not_found"


def test_what_stands_in_a_path_cannot_lead_elsewhere() -> None:
    script = Scripted(httpx.Response(200, json={}))
    client(script).campaign.get_webhook("../users")
    assert script.requests[0].url.raw_path == b"/campaign/api/v1/webhooks/..%2Fusers"


def test_without_access_there_is_no_client() -> None:
    with pytest.raises(ValueError, match="api_key"):
        Mutabakat("http://mutabakat.test")
    assert asyncio.iscoroutinefunction(AsyncMutabakat.close)
