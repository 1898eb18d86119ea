"""The screen about the system: services that answer and services that do not, and what is buried."""

from __future__ import annotations

import csv
import io
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from services.campaign.console import system_words
from services.campaign.models import inbox
from shared.http.system import MOST_SHOWN
from tests.component.campaign.console.desk import Desk
from tests.component.campaign.world import NOW, PASSWORD

PAGE = "/settings/system"


async def bury(desk: Desk, company_id: UUID) -> UUID:
    return (await bury_many(desk, company_id, 1))[0]


async def bury_many(desk: Desk, company_id: UUID, count: int) -> list[UUID]:
    ids = [uuid4() for _ in range(count)]
    row = {
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
        await tx.execute(insert(inbox), [{"event_id": one, **row} for one in ids])
    return ids


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


async def test_more_than_the_screen_shows_stands_in_the_files(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    buried = await bury_many(desk, desk.world.company_id, 2 * MOST_SHOWN + 1)
    foreign = await bury(desk, uuid4())
    page = (await desk.get(PAGE)).text
    assert f"{2 * MOST_SHOWN + 1 - 100} ileti daha burada gösterilmiyor" in page
    assert "Bekletilen 1 ileti buradaki hiç kimseye ya da başka bir şirkete ait" in page
    # The neighbours of these tests have no such room.
    monkeypatch.setattr(system_words, "SERVICES", {"campaign": system_words.SERVICES["campaign"]})
    file = await desk.get(f"{PAGE}/buried.csv")
    assert "bekletilen-iletiler_2026-11-24.csv" in file.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["İleti kimliği"] for row in rows] == [str(one) for one in buried]
    assert str(foreign) not in file.text
    assert (rows[0]["Hizmet"], rows[0]["Kuyruk"], rows[0]["Deneme sayısı"]) == ("Mutabakatlar ve ekran", "Alındı", "10")
    assert rows[0]["Neden"] == "reconciliation is not known here"


async def test_no_file_leaves_out_a_service_that_is_away(desk: Desk) -> None:
    assert (await desk.get(f"{PAGE}/buried.xlsx")).status_code >= 400


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
