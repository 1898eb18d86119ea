"""Settings, API keys: a key is shown once with the call that tries it, and revoked after a question."""

from __future__ import annotations

import re
from html import unescape

import pytest

from services.campaign.domain.roles import Role
from tests.component.campaign.console.desk import Desk
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import PASSWORD

PAGE = "/settings/api-keys"
ERP = {"name": "Logo Tiger", "scopes": ["read", "write"], "days": "365"}


async def test_a_key_is_made_copied_used_and_revoked(desk: Desk) -> None:
    made = await desk.post(PAGE, ERP)
    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    (key,) = set(re.findall(r"mbk_\w{46}", made.text))
    call = unescape(made.text)
    assert f'curl -H "Authorization: Bearer {key}"' in call
    assert f"/campaign{API.removeprefix('/campaign')}/campaigns" in call
    assert (await desk.http.get(f"{API}/campaigns", headers={"Authorization": f"Bearer {key}"})).status_code == 200

    listed = (await desk.get(PAGE)).text
    assert key not in listed
    assert key[:10] in listed
    assert "Logo Tiger" in listed
    assert "24.11.2027" in listed, "it ends after a year"
    (way,) = re.findall(r'href="/campaign/console(/settings/api-keys/[^"]+/revoke)"', listed)
    assert "Logo Tiger" in (await desk.get(way)).text
    revoked = await desk.post(way, {})
    assert revoked.status_code == 303
    assert "iptal edildi" in (await desk.get(PAGE)).text
    assert (await desk.http.get(f"{API}/campaigns", headers={"Authorization": f"Bearer {key}"})).status_code == 401


async def test_what_is_missing_is_said_beside_its_field(desk: Desk) -> None:
    for fields, place in (
        ({**ERP, "name": ""}, "name"),
        ({**ERP, "scopes": []}, "scopes"),
        ({**ERP, "days": "9999"}, "days"),
    ):
        answer = await desk.post(PAGE, fields)
        assert answer.status_code == 422
        assert f'href="#{place}"' in answer.text
        assert "mbk_" not in answer.text


async def test_only_administrators_find_and_open_the_screen(desk: Desk) -> None:
    assert PAGE in (await desk.get("/settings/users")).text
    await bearer(desk.world, Role.PREPARER)
    await desk.http.post("/campaign/console/sign-out", headers={"Sec-Fetch-Site": "same-origin"})
    desk.http.cookies.clear()
    await desk.sign_in("preparer@firma.test", PASSWORD)
    assert PAGE not in (await desk.get("/settings/users")).text
    assert (await desk.get(PAGE)).status_code == 403


@pytest.mark.parametrize("last", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00"])
async def test_a_key_until_the_end_of_the_calendar_is_made_and_shown(desk: Desk, last: str) -> None:
    body = {"name": "Logo Tiger", "scopes": ["read"], "expires_at": last}
    made = await desk.http.post(f"{API}/api-keys", json=body, headers=await bearer(desk.world))
    assert made.status_code == 201, made.text
    assert "31.12.9999" in (await desk.get(PAGE)).text
    key = {"Authorization": f"Bearer {made.json()['key']}"}
    assert (await desk.http.get(f"{API}/campaigns", headers=key)).status_code == 200


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_the_log_is_asked_about_any_moment_there_is(desk: Desk, moment: str) -> None:
    for name in ("since", "until"):
        wanted = {name: moment}
        answer = await desk.http.get(f"{API}/audit-log", params=wanted, headers=await bearer(desk.world))
        assert answer.status_code == 200, answer.text
