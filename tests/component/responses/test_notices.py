"""Short of an answer: no record, not the right person, an answer for a day. Kept and told, and never counted as an answer."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, update

from services.responses import models
from services.responses.domain.notices import MOST_FORWARDS, PERSONAL, Notice
from services.responses.repository import notices
from services.responses.use_cases.chain import verify_chain
from shared.contracts.campaign import CampaignCancelled
from shared.contracts.responses import InvitationIssued, NoticeReceived, ResponseReceived
from shared.contracts.values import Confirmation, Kind, Purpose, Recipient
from tests.component.responses.conftest import NOW
from tests.component.responses.test_balances import asking
from tests.component.responses.world import COMPANY, World, heading, hidden, statement, text_of

FORWARD = {"forward_name": "Muhasebe Şefi", "forward_address": "sef@igdir.test"}


async def notice(world: World, path: str, code: str, **more: str) -> httpx.Response:
    state = await world.state(path, **({"answer": code, "responder_name": "Finans"} | more))
    return await world.send(path, state)


async def kept(world: World) -> int:
    async with world.database.reading() as reading:
        return int(await reading.scalar(select(func.count()).select_from(models.notices)))


async def test_no_record_is_told_and_the_page_still_takes_an_answer(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    checked = await world.check(path, answer="no_record", responder_name="Finans", notice_text="Cari kartı yok.")
    assert heading(checked.text) == "Bildiriminizi kontrol edin"
    assert "Örnek Sanayi ve Ticaret A.Ş. firmasına şunu bildirmek üzeresiniz: Kaydımız yok" in text_of(checked.text)
    assert await kept(world) == 0
    world.clock.advance(timedelta(seconds=5))
    told = await world.send(path, hidden(checked.text, "state"))
    assert (told.status_code, heading(told.text)) == (200, "Ekim 2026 alış–satış (BA/BS) mutabakatı")
    assert "Teşekkürler, firmaya bildirildi." in told.text
    later = await world.visitor.get(path)
    assert "05.11.2026 12.00: “Kaydımız yok”" in text_of(later.text)
    assert "Teşekkürler" not in later.text
    (event,) = await world.said(NoticeReceived)
    assert (event.code, event.text, event.name) == ("no_record", "Cari kartı yok.", "Finans")
    assert event.forwarded_to is None
    assert await world.said(ResponseReceived) == []
    # It is not an answer: the answer comes on top, and ends the notice on the page.
    assert heading((await world.agree(path)).text) == "Yanıtınız alındı: mutabıksınız"
    assert "Kaydımız yok" not in (await world.visitor.get(path)).text


async def test_an_announced_day_lies_between_today_and_the_last_one(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    for wrong in ("", "yarın", "2026-11-04", "2026-11-14"):
        refused = await world.check(path, answer="will_answer", responder_name="Finans", answer_by=wrong)
        assert refused.status_code == 422, wrong
        assert "05.11.2026 ile 13.11.2026 arasında bir gün seçin." in refused.text
    assert (await notice(world, path, "will_answer", answer_by="2026-11-13")).status_code == 200
    (event,) = await world.said(NoticeReceived)
    assert (event.code, event.answer_by) == ("will_answer", date(2026, 11, 13))


async def test_a_named_colleague_gets_a_link_and_an_invitation_of_their_own(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    assert (await notice(world, path, "wrong_person", **FORWARD)).status_code == 200
    (event,) = await world.said(NoticeReceived)
    assert event.forwarded_to == Recipient(
        address="sef@igdir.test", name="Muhasebe Şefi", role="forwarded", language="tr"
    )
    first, second = await world.said(InvitationIssued)
    assert (second.purpose, second.send_number) == (Purpose.INVITATION, 1)
    assert second.recipient == event.forwarded_to
    assert second.link_id != first.link_id
    theirs = await world.link("sef@igdir.test")
    assert (await world.visitor.get(theirs)).status_code == 200
    # Whoever was asked keeps the page: nobody's word takes it away.
    assert (await world.visitor.get(path)).status_code == 200
    assert (await world.agree(theirs)).status_code == 200
    (answer,) = await world.said(ResponseReceived)
    assert answer.address == "sef@igdir.test"


async def test_who_has_a_link_already_gets_no_second_one(world: World) -> None:
    await world.tell(*statement(recipients=[Recipient(address="a@igdir.test"), Recipient(address="b@igdir.test")]))
    path = await world.link("a@igdir.test")
    sent = await notice(world, path, "wrong_person", forward_name="B", forward_address="B@igdir.test")
    assert sent.status_code == 200
    (event,) = await world.said(NoticeReceived)
    assert event.forwarded_to is not None
    assert (event.forwarded_to.address, event.forwarded_to.role) == ("b@igdir.test", "account")
    assert len(await world.said(InvitationIssued)) == 2


@pytest.mark.parametrize(
    ("fields_", "complaint"),
    [
        ({"forward_name": "Şef"}, "e-posta adresini yazın"),
        ({"forward_address": "sef@igdir.test"}, "arkadaşınızın adını yazın"),
        ({"forward_name": "Şef", "forward_address": "sef@"}, "Bu bir e-posta adresi değil"),
        ({"forward_name": "Şef", "forward_address": "a@b.test, c@d.test"}, "Bu bir e-posta adresi değil"),
        ({"forward_name": "Şef", "forward_address": "Finans@igdir-celik.test"}, "Sizin bağlantınız da bu adrese"),
        ({"forward_name": "a\u202eb", "forward_address": "sef@igdir.test"}, "U+202E"),
        ({"notice_text": "x" * 1001}, "en çok 1000 karakter"),
        ({"responder_name": ""}, "Adınızı yazın"),
    ],
)
async def test_a_colleague_is_named_completely(page_world: World, fields_: dict[str, str], complaint: str) -> None:
    await page_world.tell(*statement())
    filled = {"answer": "wrong_person", "responder_name": "Finans"} | fields_
    refused = await page_world.check(await page_world.link(), **filled)
    assert refused.status_code == 422
    assert complaint in text_of(refused.text)


async def test_a_page_is_no_way_to_write_to_many_strangers(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    words = ""
    for number in range(MOST_FORWARDS + 1):
        sent = await notice(
            world, path, "wrong_person", forward_name=f"K{number}", forward_address=f"k{number}@igdir.test"
        )
        assert sent.status_code == (200 if number < MOST_FORWARDS else 409)
        words = text_of(sent.text)
    assert "başka kişi bildirilemez" in words
    assert len(await world.said(InvitationIssued)) == 1 + MOST_FORWARDS
    assert await kept(world) == MOST_FORWARDS


async def test_the_same_notice_again_is_one_notice(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    state = await world.state(path, answer="wrong_person", responder_name="Finans", **FORWARD)
    pages = await asyncio.gather(*(world.send(path, state) for _ in range(8)))
    assert {page.status_code for page in pages} == {200}
    assert (await notice(world, path, "wrong_person", **FORWARD)).status_code == 200
    assert await kept(world) == 1
    assert len(await world.said(NoticeReceived)) == 1
    assert len(await world.said(InvitationIssued)) == 2


async def test_nothing_is_taken_where_an_answer_stands_or_the_request_is_gone(world: World) -> None:
    prepared = statement(recipients=[Recipient(address="a@igdir.test"), Recipient(address="b@igdir.test")])[0]
    await world.tell(prepared)
    first, second = await world.link("a@igdir.test"), await world.link("b@igdir.test")
    waiting = await world.state(first, answer="no_record", responder_name="Finans")
    await world.agree(second)
    assert (await world.send(first, waiting)).status_code == 409
    assert "no_record" not in (await world.visitor.get(f"{first}?change=1")).text
    await world.tell(CampaignCancelled(campaign_id=prepared.campaign_id, cancelled_at=NOW))
    assert (await world.send(first, waiting)).status_code == 410
    assert await kept(world) == 0


async def test_after_the_last_day_nobody_announces_an_answer(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    waiting = await world.state(path, answer="will_answer", responder_name="Finans", answer_by="2026-11-13")
    world.clock.set(NOW + timedelta(days=9))
    late = await world.send(path, waiting)
    assert (late.status_code, await kept(world)) == (409, 0)
    assert "Yanıtınız kaydedilmedi" in late.text


async def test_a_blank_balance_has_the_same_replies(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE, Confirmation.BLANK))
    path = await page_world.link()
    assert (await notice(page_world, path, "no_record")).status_code == 200
    (event,) = await page_world.said(NoticeReceived)
    assert event.code == "no_record"
    assert await page_world.answers() == 0


CHANGED: dict[str, Any] = {
    "notice_id": uuid4(),
    "campaign_id": uuid4(),
    "form_id": uuid4(),
    "received_at": NOW,
    "number": 9,
    "answer_by": date(2026, 11, 11),
}


async def test_who_gave_a_notice_can_be_forgotten_and_nothing_else_changed(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    await notice(world, path, "wrong_person", **FORWARD)
    await notice(world, path, "no_record", notice_text="Kart yok")
    async with world.database.transaction() as tx:
        ids = list(await tx.scalars(select(models.notices.c.reconciliation_id)))
        assert await notices.forget(tx, ids, (), "SEF@igdir.test") == len(PERSONAL), "who is named, and who named"
        assert await notices.forget(tx, ids, (), None) == len(PERSONAL)
    async with world.database.reading() as reading:
        assert (await verify_chain(reading, COMPANY)).intact
        row = await reading.first(select(models.notices).where(models.notices.c.number == 1))
        assert row is not None
        assert not any(getattr(row, name) for name in PERSONAL)
    async with world.database.transaction() as tx:
        await tx.execute(update(models.notices).values(responder_name="Başkası"))
    async with world.database.reading() as reading:
        assert not (await verify_chain(reading, COMPANY)).intact


async def test_every_changed_column_of_a_notice_is_found(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    await notice(world, path, "will_answer", answer_by="2026-11-12", notice_text="Dönem kapanışı")
    await notice(world, path, "wrong_person", **FORWARD)
    async with world.database.reading() as reading:
        assert (await verify_chain(reading, COMPANY)).intact
    for column in (one.name for one in fields(Notice)):
        if column in ("reconciliation_id", "company_id"):
            continue  # the one is held by a foreign key, the other says whose chain is looked at
        where = models.notices.c.number == 1
        async with world.database.transaction() as tx:
            before = await tx.first(select(models.notices).where(where))
            assert before is not None
            new = CHANGED.get(column, "0" * 10)
            await tx.execute(update(models.notices).where(where).values({column: new}))
        async with world.database.reading() as reading:
            report = await verify_chain(reading, COMPANY)
        assert not report.intact, column
        assert any("notice" in str(problem) for problem in report.problems), column
        async with world.database.transaction() as tx:
            same = models.notices.c.number == (new if column == "number" else 1)
            await tx.execute(update(models.notices).where(same).values({column: getattr(before, column)}))
        async with world.database.reading() as reading:
            assert (await verify_chain(reading, COMPANY)).intact, column
