"""An auditor draws samples that can be drawn again, and orders copies; nobody without that right does either."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from services.campaign.domain.sampling import Method, SampleRule, Unit, draw
from shared.contracts.campaign import AnswerCopiesEnded, AnswerCopiesOrdered
from tests.component.campaign.world import PASSWORD, World, figure

BASE = "/campaign/api/v1"
RANDOM = {"method": "random", "size": 4, "seed": "2026"}


class Caller:
    def __init__(self, world: World, token: str) -> None:
        self._http, self._headers = world.http, {"Authorization": f"Bearer {token}"}

    async def post(self, path: str, body: Any) -> httpx.Response:
        headers = {**self._headers, "Idempotency-Key": uuid4().hex}
        return await self._http.post(BASE + path, json=body, headers=headers)

    async def get(self, path: str) -> httpx.Response:
        return await self._http.get(BASE + path, headers=self._headers)


async def test_a_sample_says_all_that_it_takes_to_draw_it_again(world: World) -> None:
    created = await world.send([figure(number) for number in range(1, 13)])
    caller, place = Caller(world, await world.token()), f"/campaigns/{created.campaign.campaign_id}/samples"
    drawn = (await caller.post(place, RANDOM)).json()["written"]
    rows = (await caller.get(f"/campaigns/{created.campaign.campaign_id}/reconciliations?limit=100")).json()["items"]
    population = [Unit(row["reference"], 123456 + 700000) for row in rows]
    again = draw(SampleRule(Method.RANDOM, size=4, seed="2026"), population)
    assert [one["key"] for one in drawn["drawn"]] == [one.unit.key for one in again]
    assert (drawn["population"], drawn["population_amount"]) == (12, "98814.72")
    units = (await caller.post(place, {"method": "monetary_unit", "interval": "20000.00", "seed": "a"})).json()
    assert sum(one["hits"] for one in units["written"]["drawn"]) in (4, 5)
    listed = (await caller.get(place)).json()["items"]
    assert [one["written"]["number"] for one in listed] == [2, 1]


async def test_a_rule_that_says_too_little_is_refused(world: World) -> None:
    created = await world.send([figure(1)])
    caller, place = Caller(world, await world.token()), f"/campaigns/{created.campaign.campaign_id}/samples"
    for body, code in (
        ({"method": "largest"}, "sample_size"),
        ({"method": "random", "size": 3}, "sample_seed"),
        ({"method": "monetary_unit", "seed": "1"}, "sample_interval"),
    ):
        refused = await caller.post(place, body)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await caller.post(f"/campaigns/{uuid4()}/samples", RANDOM)).status_code == 404


async def test_copies_are_ordered_of_a_sample_and_ended(world: World) -> None:
    created = await world.send([figure(number) for number in range(1, 7)])
    place = f"/campaigns/{created.campaign.campaign_id}"
    caller = Caller(world, await world.token())
    sample = (await caller.post(f"{place}/samples", RANDOM)).json()
    body = {"address": "denetci@denetim.test", "sample_id": sample["id"]}
    (order,) = (await caller.post(f"{place}/answer-copies", body)).json()["items"]
    (told,) = await world.said(AnswerCopiesOrdered)
    assert isinstance(told, AnswerCopiesOrdered)
    assert (told.whole_campaign, len(told.reconciliation_ids), str(told.order_id)) == (False, 4, order["id"])
    twice = await caller.post(f"{place}/answer-copies", body)
    assert (twice.status_code, twice.json()["code"]) == (409, "copies_ordered")
    assert (await caller.post(f"{place}/answer-copies", {"address": "kein"})).json()["code"] == "bad_address"
    (ended,) = (await caller.post(f"{place}/answer-copies/{order['id']}/end", {})).json()["items"]
    assert ended["ended_by"]
    assert len(await world.said(AnswerCopiesEnded)) == 1
    assert (await caller.post(f"{place}/answer-copies/{order['id']}/end", {})).status_code == 404


async def test_only_who_audits_draws_and_orders(world: World) -> None:
    created = await world.send([figure(1)])
    administrator = Caller(world, await world.token())
    place = f"/campaigns/{created.campaign.campaign_id}"
    for role, status in (("auditor", 201), ("preparer", 403), ("viewer", 403)):
        email = f"{role}@firma.test"
        person = {"email": email, "name": role, "role": role, "password": PASSWORD}
        assert (await administrator.post("/users", person)).status_code == 201
        caller = Caller(world, await world.token(email))
        assert (await caller.post(f"{place}/samples", {"method": "all"})).status_code == status
        copies = await caller.post(f"{place}/answer-copies", {"address": email})
        assert copies.status_code == status
        package = await caller.post(f"{place}/package", {})
        assert package.status_code == (202 if status == 201 else 403)
