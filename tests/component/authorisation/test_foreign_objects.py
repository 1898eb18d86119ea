"""What one company has does not exist for another: every operation of `campaign` that names an object, with real ones."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select

from services.campaign.domain.audit_log import Actor
from services.campaign.domain.roles import Role
from services.campaign.examples import EXAMPLES
from services.campaign.models import reconciliations
from services.campaign.repository.campaigns import get_campaign
from services.campaign.repository.people import find_user
from services.campaign.repository.sessions import sessions_of
from services.campaign.use_cases.campaigns import CreateCampaign, create_campaign
from services.campaign.use_cases.invitations import Invite, invite
from services.campaign.use_cases.signing_in import Admission, SignIn, sign_in
from shared.clock import istanbul_date
from tests.component.authorisation.declared import FREE, declared
from tests.component.authorisation.site import Site
from tests.component.campaign.world import a_run, figure

MARK = "Yalnız Bizim Cari"
BODIES: dict[str, Any] = {
    "PUT /campaigns/{campaign_id}/reminders": {"remind_days": [3]},
    "POST /campaigns/{campaign_id}/resend": {"only": "all"},
    "PUT /reconciliations/{reconciliation_id}/reminding": {"wanted": False},
    "POST /campaigns/{campaign_id}/samples": {"method": "all"},
    "POST /campaigns/{campaign_id}/answer-copies": {"address": "denetim@onlarin.test"},
    "PUT /webhooks/{webhook_id}": {"url": "https://hooks.onlarin.test/", "events": ["campaign.created"]},
    "POST /webhooks/{webhook_id}/replay": {"since": "2026-11-01T00:00:00Z"},
    "PATCH /users/{user_id}": {"role": "viewer"},
    "PUT /companies/{company_id}": {"title": "Başkasının", "tax_number": "4540536920"},
}
ELSEWHERE = {"run_id", "period", "event_id"}
"""No objects of this service: runs are the aggregator's, a month is nobody's, and of messages speaks
`tests/contracts/test_system_room.py`."""
ACROSS = {"GET /my/companies", "GET /my/sessions", "POST /users/{user_id}/second-factor/reset"}
"""Of a person, whatever company they work for: `tests/architecture/test_isolation.py`."""
HEADERS = {"If-Match": '"0"'}


@pytest.fixture
async def site(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setenv("MUTABAKAT_CAMPAIGN_DATABASE_URL", database_url)
    site = await Site.open(tmp_path, ["campaign"], monkeypatch)
    yield site
    await site.close()


async def objects(site: Site) -> dict[str, str]:
    """One of each kind that a path can name, all of the first company."""
    database = site.services["campaign"].database
    async with database.transaction() as tx:
        now = await tx.database_time()
        command = CreateCampaign(
            company_id=site.mine,
            user_id=site.administrator,
            user_name="Yönetici",
            run=a_run(),
            figures=[figure(1, title=MARK)],
            description=MARK,
            valid_until=istanbul_date(now) + timedelta(days=9),
        )
        campaign = (await create_campaign(tx, command)).campaign
        link = site.services["campaign"].internal_app.state.door.new_invitation(founds=False)
        who = Actor(site.mine, site.administrator, "Y")
        invited = await invite(tx, Invite(who, "mark@bizim.test", Role.VIEWER, link))
        found = await find_user(tx, site.mine, site.administrator)
        assert found is not None
        await sign_in(tx, SignIn(found.user, Admission(found.user.email, "192.0.2.0/24")))
        (session,) = await sessions_of(tx, site.administrator, now, now - timedelta(hours=1))
        query = select(reconciliations.c.reconciliation_id).where(reconciliations.c.company_id == site.mine)
        reconciliation = await tx.scalar(query)
    key = await site.ask(
        "POST", "/campaign/api/v1/api-keys", site.tokens["administrator"], {"name": MARK, "scopes": ["read"]}
    )
    assert key.status_code == 201, key.text
    ordered = await site.ask(
        "POST", f"/campaign/api/v1/campaigns/{campaign.campaign_id}/package", site.tokens["administrator"]
    )
    assert ordered.status_code == 202, ordered.text
    at = f"/campaign/api/v1/campaigns/{campaign.campaign_id}"
    drawn = await site.ask("POST", f"{at}/samples", site.tokens["administrator"], {"method": "all"})
    assert drawn.status_code == 201, drawn.text
    copies = {"address": "denetim@bizim.test"}
    order = await site.ask("POST", f"{at}/answer-copies", site.tokens["administrator"], copies)
    assert order.status_code == 201, order.text
    return {
        "sample_id": drawn.json()["id"],
        "order_id": order.json()["items"][0]["id"],
        "webhook_id": await webhook_of(site),
        "delivery_id": "1",
        "file_id": ordered.json()["id"],
        "campaign_id": str(campaign.campaign_id),
        "reconciliation_id": str(reconciliation),
        "invitation_id": str(invited.invitation_id),
        "session_id": str(session.public_id),
        "user_id": str(site.administrator),
        "company_id": str(site.mine),
        "key_id": key.json()["id"],
    }


async def webhook_of(site: Site) -> str:
    """Where an event of the company would go."""
    body = {"url": "https://hooks.bizim.test/mutabakat", "events": ["campaign.created"]}
    made = await site.ask("POST", "/campaign/api/v1/webhooks", site.tokens["administrator"], body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def test_a_foreign_object_answers_like_an_absent_one(site: Site) -> None:
    ids = await objects(site)
    await nothing_foreign(site, ids)
    # And they are there: the first company's own administrator sees them all, unchanged.
    for path in ("campaigns/{campaign_id}", "reconciliations/{reconciliation_id}", "companies/{company_id}"):
        answer = await site.ask("GET", f"/campaign/api/v1/{path.format(**ids)}", site.tokens["administrator"])
        assert answer.status_code == 200, answer.text
    log = await site.ask("GET", "/campaign/api/v1/audit-log", site.tokens["auditor"])
    assert MARK in log.text


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_postgresql_hides_what_a_query_forgets_to(site: Site) -> None:
    """Every query loses its condition on the company, and nothing of another company is found all the same."""
    ids = await objects(site)
    database = site.services["campaign"].database
    event.listen(database.engine.sync_engine, "before_cursor_execute", _forgetful, retval=True)
    await nothing_foreign(site, ids, but=ACROSS)
    async with database.reading() as everything:
        found = await get_campaign(everything, site.theirs, UUID(ids["campaign_id"]))
    assert found.description == MARK, "the condition was not forgotten"


def _forgetful(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> Any:
    return re.sub(r"\w+\.company_id = (\$\d+::UUID)", r"\1 IS NOT NULL", statement), values


async def nothing_foreign(site: Site, ids: dict[str, str], but: Collection[str] = ()) -> None:
    """The other company's administrator finds nothing of the first one's. `but`: operations that are left out."""
    named = 0
    for (method, path), right in sorted(declared("campaign").items()):
        parts = re.findall(r"\{(\w+)\}", path)
        if right == FREE or set(parts) & ELSEWHERE or f"{method} {path}" in but:
            continue
        address = "/campaign/api/v1" + re.sub(r"\{(\w+)\}", lambda found: ids[found[1]], path)
        token = site.tokens["other company"]
        headers = {"Authorization": f"Bearer {token}", **HEADERS}
        if parts:
            shown = EXAMPLES.get(f"{method} /api/v1{path}")
            body = BODIES.get(f"{method} {path}", (shown.request if shown else None) or {})
            content = {} if method in ("GET", "DELETE") else {"json": body}
            answer = await site.http.request(method, address, headers=headers, **content)
            assert answer.status_code == 404, (method, path, answer.status_code, answer.text)
            named += 1
        elif method == "GET":
            answer = await site.ask(method, address, token)
            assert answer.status_code in (200, 404), (method, path, answer.text)
            for word in (MARK, "bizim.test", "Bizim Ticaret", *(one for one in ids.values() if len(one) > 1)):
                assert word not in answer.text, (method, path, word)
    assert named >= 16
