"""What opens the pages of a campaign is chosen before sending, and a link that got into wrong hands is replaced."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from shared.contracts.campaign import CampaignCreated, InvitationRequested, ReconciliationRequested
from shared.contracts.responses import Answer
from shared.contracts.values import LinkLevel
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.test_road import send, to_the_list
from tests.component.campaign.world import Facts


async def test_the_level_is_chosen_shown_and_sent(desk: Desk) -> None:
    path = await to_the_list(desk)
    details = await desk.post(f"{path}/selection", {"key": ["320.00001"]}, seen=path)
    assert re.search(r'name="level" value="link" checked', details.text)
    for words in ("Yalnızca bağlantı", "vergi numarasının son dört hanesi", "altı haneli kod"):
        assert words in details.text
    chosen = hidden_of(details.text, f"{CONSOLE}{path}/confirmation") | {
        "description": "Ekim 2026", "valid_until": "2026-12-04", "level": "mail_code",
    }  # fmt: skip
    look = await desk.submit(f"{path}/confirmation", chosen, details.text)
    assert "aynı adrese gönderilen altı haneli kod" in look.text
    fields = hidden_of(look.text, f"{CONSOLE}{path}/send")
    sent = await desk.submit(f"{path}/send", fields, look.text)
    assert sent.status_code == 303
    for kind in (CampaignCreated, ReconciliationRequested):
        for fact in await desk.world.said(kind):
            assert isinstance(fact, CampaignCreated | ReconciliationRequested)
            assert fact.letter.level is LinkLevel.MAIL_CODE
    campaign_id = UUID(sent.headers["location"].rpartition("/")[2])
    (reconciliation_id,) = await desk.world.rows(campaign_id)
    assert "Sayfayı ne açar?" in (await desk.get(f"/reconciliations/{reconciliation_id}")).text
    headers = {"Authorization": f"Bearer {await desk.world.token()}"}
    told = await desk.world.http.get(f"/campaign/api/v1/campaigns/{campaign_id}", headers=headers)
    assert told.json()["level"] == "mail_code"


async def test_a_link_is_replaced_also_after_the_answer(desk: Desk) -> None:
    path = await send(desk, {"key": ["320.00001"]})
    campaign_id = UUID(path.rpartition("/")[2])
    (reconciliation_id,) = await desk.world.rows(campaign_id)
    facts, message = Facts(campaign_id, reconciliation_id), uuid4()
    place = f"/reconciliations/{reconciliation_id}"
    assert "Bağlantıyı yenile" not in (await desk.get(place)).text, "there is no link yet"
    await desk.world.deliver(
        facts.prepared(), facts.invited(message), facts.sent(message), facts.answered(Answer.AGREED)
    )
    assert f"{place}/new-link?to=finans%40c1.test" in (await desk.get(place)).text
    asked = await desk.get(f"{place}/new-link?to=finans@c1.test")
    assert "artık hiçbir şey açmaz" in asked.text
    done = await desk.submit(f"{place}/new-link", hidden_of(asked.text, f"{CONSOLE}{place}/new-link"), asked.text)
    assert done.status_code == 303
    (request,) = await desk.world.said(InvitationRequested)
    assert isinstance(request, InvitationRequested)
    assert (request.new_link, request.addresses, request.send_number) == (True, ("finans@c1.test",), 2)
    assert "Eski bağlantı iptal edildi, yenisi gönderildi" in (await desk.get(place)).text
    resent = await desk.post(f"{place}/resend", {}, seen=place)
    assert resent.status_code == 409, "only a new link goes out after the answer"
