"""API keys: made by administrators, shown once, good for what they were given and no longer."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from services.campaign.domain.approval import ApprovalMode
from services.campaign.domain.roles import Role
from services.campaign.models import api_keys
from services.campaign.use_cases.approvals import SetApprovalRule, set_rule
from shared.money import Money
from tests.component.campaign.ledger import Ledger
from tests.component.campaign.test_api import API, bearer, campaign_body
from tests.component.campaign.world import World, a_run, figure


async def make(world: World, *scopes: str, name: str = "ERP", **more: Any) -> dict[str, Any]:
    body = {"name": name, "scopes": list(scopes or ("read", "write")), **more}
    answer = await world.http.post(f"{API}/api-keys", json=body, headers=await bearer(world))
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    made: dict[str, Any] = answer.json()
    return made


def of(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def listed(world: World) -> list[dict[str, Any]]:
    answer = await world.http.get(f"{API}/api-keys", headers=await bearer(world))
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_key_works_as_a_bearer_and_its_name_stands_where_a_persons_would(world: World) -> None:
    key = (await make(world, name="  Logo   Tiger "))["key"]
    run = a_run()
    await Ledger(run, [figure(1)]).join(world)
    sent = await world.http.post(f"{API}/campaigns", json=campaign_body(run.id), headers=of(key))
    assert (sent.status_code, sent.json()["sent_by"]) == (201, "Logo Tiger"), sent.text
    refused = await world.http.get(f"{API}/users", headers=of(key))
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_only_the_hash_of_a_key_is_kept(world: World) -> None:
    made = await make(world)
    async with world.service.database.reading() as reading:
        row = await reading.first(select(api_keys))
    assert row is not None
    assert made["key"].startswith(made["shown"])
    assert len(made["shown"]) == 10
    assert made["key"] not in str(tuple(row))
    assert "key" not in (await listed(world))[0]


async def test_a_revoked_key_opens_nothing_from_then_on(world: World) -> None:
    made = await make(world)
    path = f"{API}/api-keys/{made['id']}/revoke"
    assert (await world.http.get(f"{API}/campaigns", headers=of(made["key"]))).status_code == 200
    revoked = await world.http.post(path, headers=await bearer(world))
    assert (revoked.status_code, revoked.json()["state"], revoked.json()["revoked_by"]) == (200, "revoked", "Muhasebe")
    refused = await world.http.get(f"{API}/campaigns", headers=of(made["key"]))
    assert (refused.status_code, refused.json()["code"]) == (401, "api_key_invalid")
    again = await world.http.post(path, headers=await bearer(world))
    assert again.json() == revoked.json()
    assert await exchange(world, made["key"]) == (401, "api_key_invalid")


async def test_a_key_ends_with_its_last_moment(world: World) -> None:
    until = world.clock.now() + timedelta(days=1)
    made = await make(world, expires_at=until.isoformat())
    world.clock.advance(timedelta(days=1, minutes=-2))
    answer = await world.http.post(
        f"{API}/token", json={"grant_type": "client_credentials", "client_secret": made["key"]}
    )
    assert answer.json()["expires_in"] == 120, "a token does not outlive its key"
    world.clock.advance(timedelta(minutes=2))
    assert (await world.http.get(f"{API}/campaigns", headers=of(made["key"]))).status_code == 401
    assert [one["state"] for one in await listed(world)] == ["expired"]
    past = await world.http.post(
        f"{API}/api-keys",
        json={"name": "ERP", "scopes": ["read"], "expires_at": world.clock.now().isoformat()},
        headers=await bearer(world),
    )
    assert past.json()["code"] == "key_expiry_in_the_past"


async def test_the_last_use_is_noted_to_the_minute(world: World) -> None:
    made = await make(world)
    seen = []
    for seconds in (0, 59, 1):
        world.clock.advance(timedelta(seconds=seconds))
        await world.http.get(f"{API}/campaigns", headers=of(made["key"]))
        seen.append((await listed(world))[0]["used_at"])
    assert seen == ["2026-11-24T09:00:00Z", "2026-11-24T09:00:00Z", "2026-11-24T09:01:00Z"]


async def exchange(world: World, secret: str, **request: Any) -> tuple[int, str]:
    sent = request or {"data": {"grant_type": "client_credentials", "client_secret": secret}}
    answer: httpx.Response = await world.http.post(f"{API}/token", **sent)
    return answer.status_code, answer.json().get("code") or answer.json()["access_token"]


async def test_a_key_is_exchanged_as_oauth_clients_do_it(world: World) -> None:
    made = await make(world)
    key, grant = made["key"], {"grant_type": "client_credentials"}
    basic = base64.b64encode(f"{made['id']}:{key}".encode()).decode()
    for request in (
        {"json": grant | {"client_secret": key}},
        {"data": grant | {"client_id": made["id"], "client_secret": key, "scope": "read"}},
        {"data": grant, "headers": {"Authorization": f"Basic {basic}"}},
    ):
        status, token = await exchange(world, key, **request)
        assert status == 200, token
        assert (await world.http.get(f"{API}/campaigns", headers=of(token))).status_code == 200
        world.clock.advance(timedelta(minutes=5, seconds=6))
        assert (await world.http.get(f"{API}/campaigns", headers=of(token))).status_code == 401
    other = await exchange(world, key, data=grant | {"client_id": str(uuid4()), "client_secret": key})
    assert other == (401, "api_key_invalid")
    assert (await exchange(world, key, data=grant))[0] == 422
    for header in (b"Basic x", b"Basic \xfc", b"Bearer x"):
        assert (await exchange(world, key, data=grant, headers={"Authorization": header}))[0] == 422


@pytest.mark.parametrize("role", [Role.PREPARER, Role.APPROVER, Role.AUDITOR, Role.VIEWER])
async def test_only_administrators_have_to_do_with_keys(world: World, role: Role) -> None:
    made, headers = await make(world), await bearer(world, role)
    body = {"name": "ERP", "scopes": ["read"]}
    answers = [
        await world.http.get(f"{API}/api-keys", headers=headers),
        await world.http.post(f"{API}/api-keys", json=body, headers=headers),
        await world.http.post(f"{API}/api-keys/{made['id']}/revoke", headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3


async def test_a_key_makes_no_keys(world: World) -> None:
    key = (await make(world, "admin"))["key"]
    answer = await world.http.post(f"{API}/api-keys", json={"name": "Ardıl", "scopes": ["admin"]}, headers=of(key))
    assert (answer.status_code, answer.json()["code"]) == (403, "needs_a_person")
    _, token = await exchange(world, key)
    answer = await world.http.post(f"{API}/api-keys", json={"name": "Ardıl", "scopes": ["admin"]}, headers=of(token))
    assert (answer.status_code, answer.json()["code"]) == (403, "needs_a_person")


async def test_keys_that_make_no_sense_are_refused(world: World) -> None:
    headers = await bearer(world)
    for body, code in (
        ({"name": " ", "scopes": ["read"]}, "name_missing"),
        ({"name": "x" * 81, "scopes": ["read"]}, "key_name_too_long"),
        ({"name": "ERP", "scopes": []}, "invalid"),
        ({"name": "ERP", "scopes": ["root"]}, "invalid"),
        ({"name": "ERP", "scopes": ["read"], "expires_at": "2027-01-01T00:00:00"}, "invalid"),
    ):
        answer = await world.http.post(f"{API}/api-keys", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    for key in ("mbk_", "mbk_" + "a" * 46, "mbk_ü"):
        answer = await world.http.get(f"{API}/campaigns", headers=[(b"Authorization", f"Bearer {key}".encode())])
        assert (answer.status_code, answer.json()["code"]) == (401, "api_key_invalid")


@pytest.fixture
def slow_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUTABAKAT_KEY_REQUESTS_PER_MINUTE", "3")


@pytest.mark.usefixtures("slow_pace")
async def test_too_many_requests_of_one_key_are_put_off(world: World) -> None:
    one, other = (await make(world))["key"], (await make(world))["key"]
    answers = [await world.http.get(f"{API}/campaigns", headers=of(one)) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429]
    assert (answers[-1].json()["code"], answers[-1].headers["retry-after"]) == ("too_many_requests", "60")
    assert (await world.http.get(f"{API}/campaigns", headers=of(other))).status_code == 200


async def test_the_eyes_of_a_key_are_those_of_whoever_made_it(world: World) -> None:
    headers, colleague = await bearer(world), await bearer(world, Role.APPROVER)
    key, other = (
        (await make(world, "read", "write", "approve"))["key"],
        of((await make(world, "read", "approve"))["key"]),
    )
    rule = {"mode": "always", "limit": "0.00"}
    answer = await world.http.put(f"{API}/approval-rule", json=rule, headers=headers | {"If-Match": '"0"'})
    assert answer.status_code == 200, answer.text
    for preparer, approvers in ((headers, [of(key), other]), (of(key), [headers, of(key), other])):
        run = a_run()
        await Ledger(run, [figure(1)]).join(world)
        kept = (await world.http.post(f"{API}/campaigns", json=campaign_body(run.id), headers=preparer)).json()
        seen = {"If-Match": f'"{kept["version"]}"'}
        path = f"{API}/campaigns/{kept['id']}/approve"
        for approver in approvers:
            refused = await world.http.post(path, headers=approver | seen)
            assert (refused.status_code, refused.json()["code"]) == (403, "own_campaign")
        let_go = await world.http.post(path, headers=colleague | seen)
        assert (let_go.status_code, let_go.json()["state"]) == (200, "running"), let_go.text


async def test_what_the_maker_of_a_key_may_not_approve_does_not_wait_for_them(world: World) -> None:
    made = await make(world, "read", "write")
    async with world.service.database.transaction() as tx:
        await set_rule(
            tx, SetApprovalRule(world.company_id, "Muhasebe", ApprovalMode.ALWAYS, Money.of_minor(0), seen_version=0)
        )
    run = a_run()
    await Ledger(run, [figure(1)]).join(world)
    await world.http.post(f"{API}/campaigns", json=campaign_body(run.id), headers=of(made["key"]))
    assert (await world.approvals_for(uuid4()), await world.approvals_for(world.user_id)) == (1, 0)


async def test_a_key_gives_nobody_rights_that_it_has_not_and_no_key_makes_administrators(world: World) -> None:
    key = of((await make(world, "read", "write", "admin"))["key"])
    user = {"email": "yeni@firma.test", "name": "Yeni", "password": "uzun-bir-parola-cumlesi"}
    for role in ("administrator", "approver", "auditor"):
        refused = await world.http.post(f"{API}/users", json=user | {"role": role}, headers=key)
        assert (refused.status_code, refused.json()["code"]) == (403, "needs_a_person")
    made = await world.http.post(f"{API}/users", json=user | {"role": "preparer"}, headers=key)
    assert made.status_code == 201, made.text
    place = f"{API}/users/{made.json()['id']}"
    assert (await world.http.patch(place, json={"role": "administrator"}, headers=key)).status_code == 403
    assert (await world.http.patch(place, json={"role": "viewer"}, headers=key)).status_code == 200
    asked = {"email": "davetli@firma.test", "role": "administrator", "mail": False}
    assert (await world.http.post(f"{API}/invitations", json=asked, headers=key)).status_code == 403
    assert (
        await world.http.post(f"{API}/invitations", json=asked | {"role": "viewer"}, headers=key)
    ).status_code == 201
