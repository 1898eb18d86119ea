"""Webhooks over the API: who may, what is shown once, what a test says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.campaign.domain.roles import Role
from shared.clock import SystemClock
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.test_webhooks import send
from tests.component.campaign.webhooks import Told, verified
from tests.component.campaign.world import World
from tests.servers.certificates import Authority
from tests.servers.webhook_receiver import WebhookReceiver


@pytest.fixture
async def told(world: World, tmp_path: Path) -> AsyncIterator[Told]:
    authority = Authority(tmp_path)
    receiver = WebhookReceiver(authority.server_context())
    await receiver.start()
    world.clock.set(SystemClock().now())
    yield Told.of(world, authority, receiver)
    await receiver.stop()


class Api:
    """The API in the name of one role."""

    def __init__(self, world: World, headers: dict[str, str]) -> None:
        self._world = world
        self._headers = headers

    async def call(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = await self._world.http.request(method, f"{API}{path}", json=body, headers=self._headers)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None


@pytest.fixture
async def api(told: Told) -> Api:
    return Api(told.world, await bearer(told.world))


def wanted(told: Told, *events: str, **more: Any) -> dict[str, Any]:
    return {"url": told.receiver.url, "events": list(events or ("campaign.created",)), **more}


async def test_a_webhook_from_its_making_to_its_end(told: Told, api: Api) -> None:
    types = {one["type"] for one in (await api.call("GET", "/webhook-events"))["items"]}
    made = await api.call("POST", "/webhooks", wanted(told, *types, description="ERP"), status=201)
    assert made["secret"].startswith("whsec_")
    assert "secret" not in await api.call("GET", f"/webhooks/{made['id']}")
    assert [one["id"] for one in (await api.call("GET", "/webhooks"))["items"]] == [made["id"]]

    tested = await api.call("POST", f"/webhooks/{made['id']}/test")
    assert (tested["outcome"], tested["status"]) == ("delivered", 200)
    assert verified(told.receiver.received[0], made["secret"])["type"] == "webhook.test"

    await send(told)
    await told.send_due()
    page = await api.call("GET", f"/webhooks/{made['id']}/deliveries?limit=1")
    assert [one["type"] for one in page["items"]] == ["campaign.created"]
    rest = await api.call("GET", f"/webhooks/{made['id']}/deliveries?limit=1&cursor={page['next']}")
    assert [one["type"] for one in rest["items"]] == ["webhook.test"]
    one = await api.call("GET", f"/webhooks/{made['id']}/deliveries/{page['items'][0]['id']}")
    assert one["body"].encode() == told.receiver.received[1].body
    assert one["webhook_id"] == told.receiver.received[1].webhook_id
    await api.call("POST", f"/webhooks/{made['id']}/deliveries/{one['id']}/replay", status=202)
    await told.send_due()
    assert len(told.receiver.received) == 3

    renewed = await api.call("POST", f"/webhooks/{made['id']}/secret")
    assert renewed["secret"] != made["secret"]
    off = await api.call("PUT", f"/webhooks/{made['id']}", wanted(told, on=False))
    assert (off["on"], off["off_because"], off["events"]) == (False, "by_hand", ["campaign.created"])
    await api.call("DELETE", f"/webhooks/{made['id']}", status=204)
    await api.call("GET", f"/webhooks/{made['id']}", status=404)


async def test_what_was_missed_while_it_was_off_is_sent_when_asked_for(told: Told, api: Api) -> None:
    made = await api.call("POST", "/webhooks", wanted(told), status=201)
    await api.call("PUT", f"/webhooks/{made['id']}", wanted(told, on=False))
    before = told.world.clock.now() - timedelta(seconds=1)
    await send(told)
    assert await told.send_due() == 0
    replay = {"since": before.isoformat()}
    refused = await api.call("POST", f"/webhooks/{made['id']}/replay", replay, status=409)
    assert refused["code"] == "webhook_is_off"
    await api.call("PUT", f"/webhooks/{made['id']}", wanted(told, on=True))
    assert await api.call("POST", f"/webhooks/{made['id']}/replay", replay, status=202) == {"messages": 1}
    assert await api.call("POST", f"/webhooks/{made['id']}/replay", replay, status=202) == {"messages": 0}
    await told.send_due()
    assert [one.told["type"] for one in told.receiver.received] == ["campaign.created"]


async def test_a_failed_test_is_said_and_not_tried_again(told: Told, api: Api) -> None:
    made = await api.call("POST", "/webhooks", wanted(told), status=201)
    told.receiver.gives(500, b"kapali")
    tested = await api.call("POST", f"/webhooks/{made['id']}/test")
    assert (tested["outcome"], tested["status"], tested["answer"]) == ("refused", 500, "kapali")
    told.world.clock.advance(timedelta(days=1))
    assert await told.send_due() == 0


async def test_tests_are_few(told: Told, api: Api) -> None:
    made = await api.call("POST", "/webhooks", wanted(told), status=201)
    for _ in range(10):
        await api.call("POST", f"/webhooks/{made['id']}/test")
    refused = await api.call("POST", f"/webhooks/{made['id']}/test", status=429)
    assert refused["code"] == "too_many_webhook_tests"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_only_administrators(told: Told, role: Role) -> None:
    somebody = Api(told.world, await bearer(told.world, role))
    await somebody.call("GET", "/webhooks", status=403)
    await somebody.call("POST", "/webhooks", wanted(told), status=403)
    await somebody.call("POST", f"/webhooks/{uuid4()}/test", status=403)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "https://erp.firma.test:22/", "events": ["campaign.created"]}, "webhook_url_invalid"),
        ({"url": "https://erp.firma.test/", "events": []}, "invalid"),
        ({"url": "https://erp.firma.test/", "events": ["campaign.exploded"]}, "invalid"),
        (
            {"url": "https://erp.firma.test/", "events": ["campaign.created"], "description": "\x07"},
            "webhook_description_invalid",
        ),
    ],
)
async def test_what_cannot_be_is_refused_with_its_code(told: Told, api: Api, body: dict[str, Any], code: str) -> None:
    assert (await api.call("POST", "/webhooks", body, status=422))["code"] == code


async def test_a_company_has_a_bounded_number(told: Told, api: Api) -> None:
    for _ in range(20):
        await api.call("POST", "/webhooks", wanted(told), status=201)
    assert (await api.call("POST", "/webhooks", wanted(told), status=409))["code"] == "too_many_webhooks"
