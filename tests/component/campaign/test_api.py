"""The HTTP API as an integrator meets it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from services.campaign.domain.roles import Role
from services.campaign.use_cases.users import CreateUser, create_user
from shared.contracts.campaign import CompanyChanged, ReconciliationRequested
from shared.contracts.responses import Answer
from tests.component.campaign.ledger import Ledger
from tests.component.campaign.world import EMAIL, PASSWORD, Facts, World, a_run, figure

API = "/campaign/api/v1"


async def bearer(world: World, role: Role = Role.ADMINISTRATOR) -> dict[str, str]:
    if role is Role.ADMINISTRATOR:
        return {"Authorization": f"Bearer {await world.token()}"}
    email = f"{role.value}@firma.test"
    password_hash = await world.service.internal_app.state.door.passwords.new_hash(PASSWORD)
    async with world.service.database.transaction() as tx:
        await create_user(tx, CreateUser(world.company_id, email, role.value, role, password_hash))
    return {"Authorization": f"Bearer {await world.token(email)}"}


def campaign_body(run_id: object, **more: object) -> dict[str, object]:
    return {
        "run_id": str(run_id),
        "selection": {"all": True},
        "description": "10.2026 alış–satış mutabakatı",
        "valid_until": "2026-12-04",
        **more,
    }


async def test_every_operation_asks_who_is_calling(world: World) -> None:
    document = (await world.http.get("/campaign/openapi.json")).json()
    free = {
        ("post", "/api/v1/token"),
        ("post", "/api/v1/companies"),
        ("post", "/api/v1/sign-up"),
        ("post", "/api/v1/invitations/accept"),
    }
    checked = 0
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"]
            if (method, path) in free:
                continue
            address = "/campaign" + re.sub(r"{\w+}", str(uuid4()), path)
            answer = await world.http.request(method, address, json={})
            assert answer.status_code == 401, (method, path, answer.status_code)
            assert operation.get("security"), (method, path)
            checked += 1
    assert checked >= 13


async def test_a_campaign_is_sent_once_per_key(world: World) -> None:
    run = a_run()
    ledger = Ledger(run, [figure(n) for n in range(3)])
    await ledger.join(world)
    headers = {**await bearer(world, Role.PREPARER), "Idempotency-Key": "k1"}
    first = await world.http.post(f"{API}/campaigns", json=campaign_body(run.id), headers=headers)
    assert first.status_code == 201, first.text
    again = await world.http.post(f"{API}/campaigns", json=campaign_body(run.id), headers=headers)
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = campaign_body(run.id, description="başka")
    reused = await world.http.post(f"{API}/campaigns", json=other, headers=headers)
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")
    assert len(await world.said(ReconciliationRequested)) == 3

    body = first.json()
    assert (body["count"], body["waiting"], body["state"], body["sent_by"]) == (3, 3, "running", "preparer")
    assert body["mails"] == {"expected": 3, "sent": 0, "lost": 0, "uncertain": 0, "open": 3}
    assert body["limit"] == {"amount": "5000.00", "currency": "TRY"}


async def test_a_viewer_may_look_and_not_send(world: World) -> None:
    headers = await bearer(world, Role.VIEWER)
    refused = await world.http.post(f"{API}/campaigns", json=campaign_body(uuid4()), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (await world.http.get(f"{API}/campaigns", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"valid_until": "2026-11-23"}, "valid_until_in_the_past"),
        ({"description": "x" * 151}, "description_too_long"),
        ({"selection": {"keys": []}}, "selection_empty"),
        ({"selection": {"keys": ["999"]}}, "unknown_figures"),
        ({"selection": {"all": True, "keys": ["999"]}}, "invalid"),
        ({"selection": {}}, "invalid"),
        ({"unknown": 1}, "invalid"),
        ({"run_id": "7e9cc6ab-4bb5-4f36-9d3f-000000000000"}, "run_not_found"),
    ],
)
async def test_what_is_wrong_with_a_campaign_is_said_and_nothing_is_sent(
    world: World, change: dict[str, object], code: str
) -> None:
    run = a_run()
    await Ledger(run, [figure(1)]).join(world)
    body = {**campaign_body(run.id), **change}
    answer = await world.http.post(f"{API}/campaigns", json=body, headers=await bearer(world))
    assert (answer.json()["code"], answer.headers["content-type"]) == (code, "application/problem+json")
    assert await world.said(ReconciliationRequested) == []


async def test_an_aggregator_that_is_away_is_said_so(world: World) -> None:
    run = a_run()
    ledger = Ledger(run, [])
    ledger.down = True
    await ledger.join(world)
    answer = await world.http.post(f"{API}/campaigns", json=campaign_body(run.id), headers=await bearer(world))
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")


async def test_sent_campaigns_by_istanbul_days_and_pages(world: World) -> None:
    headers = await bearer(world)
    for _ in range(3):
        await world.send([figure(1)])
        world.clock.advance(timedelta(hours=6, minutes=20))
    headers = await bearer(world)  # the token has run out meanwhile
    # Sent at 12:00, 18:20 and, in Istanbul already the next day, 00:40.
    answer = await world.http.get(f"{API}/campaigns?from=2026-11-25&to=2026-11-25", headers=headers)
    assert [one["number"] for one in answer.json()["items"]] == [3]
    answer = await world.http.get(f"{API}/campaigns?to=2026-11-24&limit=1", headers=headers)
    assert [one["number"] for one in answer.json()["items"]] == [2]
    following = answer.json()["next"]
    answer = await world.http.get(f"{API}/campaigns?to=2026-11-24&limit=1&cursor={following}", headers=headers)
    assert ([one["number"] for one in answer.json()["items"]], answer.json()["next"]) == ([1], None)
    bad = await world.http.get(f"{API}/campaigns?cursor=x", headers=headers)
    assert bad.json()["code"] == "invalid_cursor"


async def test_reconciliations_by_state_search_and_page(world: World) -> None:
    headers = await bearer(world)
    made = await world.send(
        [figure(1, title="IŞIK Gıda"), figure(2, title="Çınar %100 İplik"), figure(3, title="Işıl Tekstil")]
    )
    path = f"{API}/campaigns/{made.campaign.campaign_id}/reconciliations"
    ids = await world.rows(made.campaign.campaign_id)
    await world.deliver(Facts(made.campaign.campaign_id, ids[0]).answered(Answer.DISAGREED, explanation="eksik"))

    async def titles(query: str) -> list[str]:
        answer = await world.http.get(f"{path}?{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        return [one["title"] for one in answer.json()["items"]]

    assert await titles("q=ışı") == ["IŞIK Gıda", "Işıl Tekstil"]
    assert await titles("q=%25100") == ["Çınar %100 İplik"]
    assert await titles("q=0000000003") == ["Işıl Tekstil"]
    assert await titles("q=m-2026-10-0002") == ["Çınar %100 İplik"]
    assert await titles("state=disagreed") == ["IŞIK Gıda"]
    assert await titles("state=disagreed&state=preparing") == ["Çınar %100 İplik", "IŞIK Gıda", "Işıl Tekstil"]
    first = (await world.http.get(f"{path}?limit=2", headers=headers)).json()
    rest = (await world.http.get(f"{path}?limit=2&cursor={first['next']}", headers=headers)).json()
    assert [one["title"] for one in first["items"] + rest["items"]] == await titles("")

    one = (await world.http.get(f"{API}/reconciliations/{ids[0]}", headers=headers)).json()
    assert (one["id"], one["state"], one["answer_explanation"]) == (str(ids[0]), "disagreed", "eksik")
    assert one["purchases"]["total"] == {"amount": "1234.56", "currency": "TRY"}
    history = (await world.http.get(f"{API}/reconciliations/{ids[0]}/status-history", headers=headers)).json()
    assert [(entry["state"], entry["who"]) for entry in history["items"]] == [("disagreed", "Finans (Uzman)")]
    mails = await world.http.get(f"{API}/reconciliations/{ids[0]}/mail-history", headers=headers)
    assert mails.json() == {"items": []}
    strange = await world.http.get(f"{API}/reconciliations/{uuid4()}/mail-history", headers=headers)
    assert strange.status_code == 404


async def test_cancel_and_resend_over_http(world: World) -> None:
    headers = await bearer(world)
    made = await world.send([figure(1)])
    (reconciliation_id,) = await world.rows(made.campaign.campaign_id)
    await world.deliver(Facts(made.campaign.campaign_id, reconciliation_id).invited(uuid4()))
    path = f"{API}/reconciliations/{reconciliation_id}/resend"
    once = {**headers, "Idempotency-Key": "r1"}
    numbers = [(await world.http.post(path, json={}, headers=once)).json()["send_number"] for _ in range(2)]
    assert numbers == [2, 2]
    cancelled = await world.http.post(f"{API}/campaigns/{made.campaign.campaign_id}/cancel", headers=headers)
    assert (cancelled.status_code, cancelled.json()["state"], cancelled.json()["cancelled"]) == (200, "cancelled", 1)
    again = await world.http.post(f"{API}/campaigns/{made.campaign.campaign_id}/cancel", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "campaign_not_running")
    late = await world.http.post(path, json={}, headers=headers)
    assert (late.status_code, late.json()["code"]) == (409, "campaign_cancelled")


async def test_the_company_card_is_edited_by_whoever_is_first(world: World) -> None:
    headers = await bearer(world)
    (listed,) = (await world.http.get(f"{API}/companies", headers=headers)).json()["items"]
    path = f"{API}/companies/{listed['id']}"
    card = await world.http.get(path, headers=headers)
    etag = card.headers["etag"]
    edit = {"title": "Yeni Unvan A.Ş.", "tax_number": "4540536920", "email": "yeni@firma.test"}
    done = await world.http.put(path, json=edit, headers={**headers, "If-Match": etag})
    assert (done.status_code, done.json()["title"], done.headers["etag"]) == (200, "Yeni Unvan A.Ş.", '"1"')
    late = await world.http.put(path, json={**edit, "title": "Eski"}, headers={**headers, "If-Match": etag})
    assert (late.status_code, late.json()["code"]) == (412, "edited_meanwhile")
    assert "Muhasebe" in late.json()["detail"]
    assert "2026-11-24T09:00:00" in late.json()["detail"]
    assert (await world.http.put(path, json=edit, headers=headers)).status_code == 422
    (changed,) = await world.said(CompanyChanged)
    assert isinstance(changed, CompanyChanged)
    assert (changed.revision, changed.title) == (1, "Yeni Unvan A.Ş.")
    assert (await world.http.get(f"{API}/companies/{uuid4()}", headers=headers)).status_code == 404


async def test_only_administrators_add_users(world: World) -> None:
    body = {"email": "yeni@firma.test", "name": "Finans", "role": "viewer", "password": PASSWORD}
    operator = await bearer(world, Role.PREPARER)
    assert (await world.http.post(f"{API}/users", json=body, headers=operator)).status_code == 403
    admin = await bearer(world)
    made = await world.http.post(f"{API}/users", json=body, headers=admin)
    assert (made.status_code, made.json()["role"]) == (201, "viewer")
    assert "password" not in json.dumps(made.json())
    taken = await world.http.post(f"{API}/users", json={**body, "email": "YENİ@firma.test"}, headers=admin)
    assert (taken.status_code, taken.json()["code"]) == (409, "address_taken")
    listed = (await world.http.get(f"{API}/users", headers=admin)).json()["items"]
    assert {one["email"] for one in listed} == {EMAIL, "yeni@firma.test", "preparer@firma.test"}


async def test_every_operation_is_published(world: World) -> None:
    document = (await world.http.get("/campaign/openapi.json")).json()
    published = {path.removeprefix("/api/v1") for path in document["paths"]}
    assert published == {
        "/token",
        "/api-keys",
        "/api-keys/{key_id}/revoke",
        "/users",
        "/users/{user_id}",
        "/users/{user_id}/second-factor/reset",
        "/users/{user_id}/sign-out",
        "/invitations",
        "/invitations/{invitation_id}",
        "/invitations/accept",
        "/audit-log",
        "/my/companies",
        "/my/password",
        "/my/sessions",
        "/my/sessions/{session_id}",
        "/sign-up",
        "/companies",
        "/companies/{company_id}",
        "/campaigns",
        "/campaigns/{campaign_id}",
        "/campaigns/{campaign_id}/cancel",
        "/campaigns/{campaign_id}/extend",
        "/campaigns/{campaign_id}/package",
        "/reports/months",
        "/reports/months/{period}",
        "/reports/scores",
        "/campaigns/{campaign_id}/samples",
        "/campaigns/{campaign_id}/answer-copies",
        "/campaigns/{campaign_id}/answer-copies/{order_id}/end",
        "/runs/{run_id}/samples",
        "/samples/{sample_id}",
        "/campaigns/{campaign_id}/results",
        "/files",
        "/files/{file_id}",
        "/files/{file_id}/content",
        "/campaigns/{campaign_id}/draft",
        "/campaigns/{campaign_id}/submit",
        "/campaigns/{campaign_id}/approve",
        "/campaigns/{campaign_id}/reject",
        "/campaigns/{campaign_id}/history",
        "/approval-rule",
        "/assigned",
        "/reconciliations/{reconciliation_id}/assignee",
        "/reconciliations/{reconciliation_id}/notes",
        "/campaigns/{campaign_id}/corrections",
        "/reconciliations/{reconciliation_id}/phone-answer",
        "/reconciliations/{reconciliation_id}/close",
        "/campaigns/{campaign_id}/resend",
        "/campaigns/{campaign_id}/remind",
        "/campaigns/{campaign_id}/reminders",
        "/reconciliations/{reconciliation_id}/reminding",
        "/campaigns/{campaign_id}/reconciliations",
        "/reconciliations/{reconciliation_id}",
        "/reconciliations/{reconciliation_id}/status-history",
        "/reconciliations/{reconciliation_id}/mail-history",
        "/reconciliations/{reconciliation_id}/recipients",
        "/reconciliations/{reconciliation_id}/resend",
        "/reconciliations/{reconciliation_id}/mails",
        "/reconciliations/{reconciliation_id}/messages",
        "/reconciliations/{reconciliation_id}/messages/read",
        "/reconciliations/{reconciliation_id}/resolution",
        "/information-text",
        "/tolerances",
        "/system",
        "/system/messages",
        "/system/messages/retry",
        "/system/messages/{event_id}",
        "/system/messages/{event_id}/discard",
        "/webhook-events",
        "/webhooks",
        "/webhooks/{webhook_id}",
        "/webhooks/{webhook_id}/secret",
        "/webhooks/{webhook_id}/test",
        "/webhooks/{webhook_id}/replay",
        "/webhooks/{webhook_id}/deliveries",
        "/webhooks/{webhook_id}/deliveries/{delivery_id}",
        "/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    }
