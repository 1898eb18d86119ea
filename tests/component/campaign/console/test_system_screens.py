"""The screen about the system: services that answer and services that do not, and what is buried."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import insert, select

from services.campaign.models import inbox
from tests.component.campaign.console.desk import Desk
from tests.component.campaign.world import NOW, PASSWORD

PAGE = "/settings/system"


async def bury(desk: Desk, company_id: UUID) -> UUID:
    event_id = uuid4()
    row = {
        "event_id": event_id,
        "type": "mutabakat.mailer.mail_sent.v1",
        "tenant": company_id,
        "subject": "s",
        "body": '{"address":"finans@c1.test"}',
        "occurred_at": NOW,
        "available_at": NOW,
        "attempts": 10,
        "failed_at": NOW,
        "error": "reconciliation is not known here",
    }
    async with desk.world.service.database.transaction() as tx:
        await tx.execute(insert(inbox).values(row))
    return event_id


async def state_of(desk: Desk, event_id: UUID) -> tuple[bool, bool, str]:
    """Buried, done, and the reason."""
    async with desk.world.service.database.reading() as reading:
        row = await reading.first(select(inbox).where(inbox.c.event_id == event_id))
    assert row is not None
    return row.failed_at is not None, row.done_at is not None, row.error or ""


async def test_a_service_that_is_away_hides_no_other_and_nothing_buried_is_said(desk: Desk) -> None:
    page = (await desk.get(PAGE)).text
    assert "Mutabakatlar ve ekran" in page
    assert "SQLite" in page
    assert page.count("Yanıt vermiyor") == 3  # the neighbours of these tests have no such room
    assert "Bekletilen ileti yok." in page


async def test_a_buried_message_is_looked_at_and_tried_again(desk: Desk) -> None:
    buried = await bury(desk, desk.world.company_id)
    page = (await desk.get(PAGE)).text
    assert "reconciliation is not known here" in page
    assert "İlgilenilmeli" in page
    one = (await desk.get(f"{PAGE}/messages/campaign/inbox/{buried}")).text
    assert "c1" not in one.split("<pre")[1].split("</pre>")[0]
    fields = {"service": "campaign", "box": "inbox", "message": str(buried)}
    assert (await desk.submit(f"{PAGE}/retry", fields, page)).status_code == 303
    assert (await state_of(desk, buried))[:2] == (False, False)
    again = await bury(desk, desk.world.company_id)
    await desk.submit(f"{PAGE}/retry", {}, (await desk.get(PAGE)).text)
    assert (await state_of(desk, again))[:2] == (False, False)
    assert "1 ileti yeniden deneniyor." in (await desk.get(PAGE)).text


async def test_closing_one_needs_a_reason(desk: Desk) -> None:
    buried = await bury(desk, desk.world.company_id)
    place = f"{PAGE}/messages/campaign/inbox/{buried}"
    refused = await desk.post(f"{place}/discard", {"note": ""}, seen=place)
    assert refused.status_code == 422
    assert "neden kapatıldığını yazın" in refused.text
    assert (await desk.post(f"{place}/discard", {"note": "Deneme kaydı"}, seen=place)).status_code == 303
    buried_, done, reason = await state_of(desk, buried)
    assert (buried_, done) == (True, True)
    assert "Deneme kaydı (Muhasebe)" in reason


async def test_what_belongs_to_others_is_counted_and_not_shown(desk: Desk) -> None:
    foreign = await bury(desk, uuid4())
    page = (await desk.get(PAGE)).text
    assert "reconciliation is not known here" not in page
    assert "başka bir şirkete ait" in page
    assert (await desk.get(f"{PAGE}/messages/campaign/inbox/{foreign}")).status_code == 404
    assert (await desk.get(f"{PAGE}/messages/campaign/kutu/{foreign}")).status_code == 404
    assert (await desk.get(f"{PAGE}/messages/baska/inbox/{foreign}")).status_code == 404


async def test_only_administrators_come_here(desk: Desk) -> None:
    fields = {"name": "Gözlem", "email": "gozlem@firma.test", "role": "viewer", "password": PASSWORD}
    assert (await desk.post("/settings/users", fields)).status_code == 303
    await desk.post("/sign-out", {}, seen="/campaigns")
    await desk.sign_in("gozlem@firma.test")
    assert (await desk.get(PAGE)).status_code == 403
