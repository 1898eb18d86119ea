"""Reminding from the console: what it would do is shown, it is done for who is silent then, and its days can be set."""

from __future__ import annotations

from uuid import UUID, uuid4

from shared.contracts.campaign import InvitationRequested
from shared.contracts.values import Purpose
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.test_road import send
from tests.component.campaign.world import Facts


async def a_silent_campaign(desk: Desk) -> tuple[str, list[Facts]]:
    """Three accounts, all reached."""
    path = await send(desk, {"key": ["320.00001", "320.00002", "320.00003"]})
    campaign_id = UUID(path.rpartition("/")[2])
    everybody = [Facts(campaign_id, id_) for id_ in await desk.world.rows(campaign_id)]
    for facts in everybody:
        message = uuid4()
        await desk.world.deliver(facts.invited(message), facts.sent(message))
    return f"/campaigns/{campaign_id}", everybody


async def test_who_is_silent_is_reminded_from_the_page_of_the_campaign(desk: Desk) -> None:
    place, everybody = await a_silent_campaign(desk)
    assert f"{place}/reminders" in (await desk.get(place)).text
    page = (await desk.get(f"{place}/reminders")).text
    assert "3 cariye ulaşıldı, henüz yanıtlamadı." in page
    assert "3 hatırlatma gönder" in page
    await desk.world.deliver(everybody[0].answered())
    fields = hidden_of(page, f"{CONSOLE}{place}/remind")
    assert (await desk.submit(f"{place}/remind", fields, page)).status_code == 303
    assert "2 cariye 2 hatırlatma yola çıktı." in (await desk.get(place)).text
    said = await desk.world.said(InvitationRequested)
    assert [one.purpose for one in said if isinstance(one, InvitationRequested)] == [Purpose.REMINDER] * 2
    after = (await desk.get(f"{place}/reminders")).text
    assert "2 · için bir ileti hâlâ yolda" in after
    assert "1 · yanıtladı" in after


async def test_the_days_are_set_and_shown_as_dates(desk: Desk) -> None:
    place, _ = await a_silent_campaign(desk)
    page = (await desk.get(f"{place}/reminders")).text
    assert 'value="5, 2"' in page
    fields = hidden_of(page, f"{CONSOLE}{place}/reminders")
    assert (await desk.submit(f"{place}/reminders", fields | {"days": "3; 1"}, page)).status_code == 303
    assert 'value="3, 1"' in (await desk.get(f"{place}/reminders")).text
    stale = await desk.submit(f"{place}/reminders", fields | {"days": "4"}, page)
    assert (stale.status_code, "bunu siz açtıktan sonra" in stale.text) == (422, True)
    mistyped = await desk.submit(f"{place}/reminders", fields | {"days": "yarın"}, page)
    corrected = hidden_of(mistyped.text, f"{CONSOLE}{place}/reminders") | {"days": "4"}
    unread = await desk.submit(f"{place}/reminders", corrected, mistyped.text)
    assert "bunu siz açtıktan sonra" in unread.text, "a mistyped day hides no colleague's change"
    page = (await desk.get(f"{place}/reminders")).text
    fields = hidden_of(page, f"{CONSOLE}{place}/reminders")
    for wrong in ("yarın", "1,2,3,4", "500"):
        refused = await desk.submit(f"{place}/reminders", fields | {"days": wrong}, page)
        assert refused.status_code == 422
        assert f'value="{wrong}"' in refused.text
    assert (await desk.submit(f"{place}/reminders", fields | {"days": ""}, page)).status_code == 303
    assert 'id="days" name="days" type="text" value=""' in (await desk.get(f"{place}/reminders")).text


async def test_an_account_can_be_left_alone_for_good(desk: Desk) -> None:
    place, everybody = await a_silent_campaign(desk)
    account = f"/reconciliations/{everybody[0].reconciliation_id}"
    page = (await desk.get(account)).text
    fields = hidden_of(page, f"{CONSOLE}{account}/reminding")
    assert (await desk.submit(f"{account}/reminding", fields, page)).status_code == 303
    page = (await desk.get(account)).text
    assert "hatırlatma gönderilmiyor" in page
    assert "1 · hatırlatma istemiyor" in (await desk.get(f"{place}/reminders")).text
    fields = hidden_of(page, f"{CONSOLE}{account}/reminding")
    assert (await desk.submit(f"{account}/reminding", fields, page)).status_code == 303
    assert "hatırlatma gönderilmiyor" not in (await desk.get(account)).text
