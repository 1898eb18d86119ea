"""Messages about a request: shown as text, mailed with each reader's own link, answered from the page, forgotten with people."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import event as sql_event

from services.responses.use_cases.chain import verify_chain
from services.responses.use_cases.forgetting import erase_person, forget_persons, person_data
from shared.contracts.campaign import ClosingReason, MessageWritten, ReconciliationClosed
from shared.contracts.responses import InvitationIssued, MessageReceived
from shared.contracts.values import Purpose, Recipient
from tests.component.responses.world import COMPANY, World, heading, hidden, statement, text_of

BOTH = [Recipient(address="a@igdir.test", name="Ayla"), Recipient(address="b@igdir.test")]


def written(
    world: World, reconciliation_id: UUID, campaign_id: UUID, text: str = "Hangi fatura eksik?"
) -> MessageWritten:
    return MessageWritten(
        message_id=uuid4(),
        reconciliation_id=reconciliation_id,
        campaign_id=campaign_id,
        text=text,
        written_by="Tahsilat",
        written_at=world.clock.now(),
    )


async def say(world: World, path: str, text: str, name: str = "Muhasebe", **more: str) -> httpx.Response:
    page = await world.visitor.get(f"{path}/messages")
    fields = {"lang": "tr", "form": hidden(page.text, "form"), "text": text, "name": name, **more}
    return await world.visitor.post(f"{path}/messages", data=fields)


async def thread(world: World, reconciliation_id: UUID) -> httpx.Response:
    transport = httpx.ASGITransport(world.service.internal_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://responses.test/api/v1") as client:
        ask = {"reconciliation_id": str(reconciliation_id)}
        return await client.get("/messages", params=ask, headers=world.bearer())


async def test_what_the_company_writes_stands_on_the_page_and_is_mailed_to_each(world: World) -> None:
    (part,) = statement(recipients=BOTH)
    fact = written(world, part.reconciliation_id, part.campaign_id, "Ekim <b>faturası</b>\nnerede?")
    await world.tell(part)
    path = await world.link("a@igdir.test")
    assert "mesaj yazdı" not in (await world.visitor.get(path)).text
    await world.tell(fact)
    await world.tell(fact)
    assert "Firma size 1 mesaj yazdı" in text_of((await world.visitor.get(path)).text)
    page = await world.visitor.get(f"{path}/messages")
    assert (heading(page.text), "Ekim &lt;b&gt;faturası&lt;/b&gt;\nnerede?" in page.text) == (
        "Bu mutabakat hakkında mesajlar",
        True,
    )
    assert "Tahsilat" in page.text
    mails = [one for one in await world.said(InvitationIssued) if one.purpose is Purpose.MESSAGE]
    assert sorted(one.recipient.address for one in mails) == ["a@igdir.test", "b@igdir.test"]
    assert len({one.link_id for one in mails}) == 2
    assert all(one.message is not None and one.message.text == fact.text for one in mails)


async def test_readers_answer_from_the_page_also_after_their_answer(world: World) -> None:
    (part,) = statement(recipients=BOTH)
    await world.tell(part)
    path, other = await world.link("a@igdir.test"), await world.link("b@igdir.test")
    assert (await world.disagree(path)).status_code == 200
    done = await say(world, path, "S2 bizde yok.\r\n<script>alert(1)</script>", "Ayla Yılmaz")
    assert (done.status_code, "Mesajınız gönderildi." in done.text) == (200, True)
    assert "<script>" not in done.text
    (told,) = await world.said(MessageReceived)
    assert (told.reconciliation_id, told.campaign_id) == (part.reconciliation_id, part.campaign_id)
    assert "S2" not in told.model_dump_json()
    # Another reader sees it, and of its writer no more than beside an answer.
    seen = (await world.visitor.get(f"{other}/messages")).text
    assert ("S2 bizde yok." in seen, "A*** Y***" in seen, "Ayla Yılmaz" in seen) == (True, True, False)
    async with world.database.reading() as reading:
        assert (await verify_chain(reading, COMPANY)).intact
    answer = await thread(world, part.reconciliation_id)
    (one,) = answer.json()["items"]
    assert (one["ours"], one["who"], one["address"]) == (False, "Ayla Yılmaz", "a@igdir.test")


async def test_the_same_form_twice_is_one_message_and_too_many_wait(page_world: World) -> None:
    world = page_world
    await world.tell(*statement())
    path = await world.link()
    for _ in range(2):
        await say(world, path, "Merhaba", form="1")
    assert len(await world.said(MessageReceived)) == 1
    answers = [(await say(world, path, f"Mesaj {n}")).status_code for n in range(11)]
    assert answers == [200] * 9 + [429] * 2
    world.clock.advance(timedelta(hours=1))
    assert (await say(world, path, "Sonra")).status_code == 200
    for fields in ({"text": " "}, {"name": ""}, {"text": "x" * 4001}, {"text": "bir\x00iki"}):
        assert (await say(world, path, **{"text": "Merhaba", **fields})).status_code == 422
    foreign = await world.visitor.post(
        f"{path}/messages", data={"text": "x", "name": "y"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert foreign.status_code == 403
    assert len(await world.said(MessageReceived)) == 11


async def test_nobody_writes_about_what_was_withdrawn(page_world: World) -> None:
    world = page_world
    (part,) = statement()
    await world.tell(part)
    path = await world.link()
    await world.tell(
        ReconciliationClosed(
            reconciliation_id=part.reconciliation_id,
            campaign_id=part.campaign_id,
            reason=ClosingReason.CANCELLED,
            closed_at=world.clock.now(),
        )
    )
    await world.tell(written(world, part.reconciliation_id, part.campaign_id))
    assert (await world.visitor.get(f"{path}/messages")).status_code == 404
    assert (await world.visitor.post(f"{path}/messages", data={"text": "x", "name": "y"})).status_code == 404
    assert "/messages" not in (await world.visitor.get(path)).text
    assert [one.purpose for one in await world.said(InvitationIssued)] == [Purpose.INVITATION]


async def test_an_unused_conversation_costs_the_page_no_query(page_world: World) -> None:
    world = page_world
    (part,) = statement()
    await world.tell(part)
    path = await world.link()
    asked: list[str] = []
    engine = world.page_database.engine.sync_engine
    sql_event.listen(engine, "before_cursor_execute", lambda *given: asked.append(str(given[2])))
    await world.visitor.get(path)
    quiet = len(asked)
    await world.tell(written(world, part.reconciliation_id, part.campaign_id))
    asked.clear()
    await world.visitor.get(path)
    assert len(asked) == quiet
    assert not any("FROM conversation" in one for one in asked)


async def test_what_was_written_is_told_and_forgotten_with_its_people(page_world: World) -> None:
    world = page_world
    (part,) = statement(recipients=BOTH)
    await world.tell(part, written(world, part.reconciliation_id, part.campaign_id))
    path, other = await world.link("a@igdir.test"), await world.link("b@igdir.test")
    (kept,) = statement(recipients=[Recipient(address="c@igdir.test")])
    await world.tell(kept, written(world, kept.reconciliation_id, kept.campaign_id))
    world.clock.advance(timedelta(minutes=1))
    await say(world, path, "Ben yazdım", "Ayla")
    world.clock.advance(timedelta(minutes=1))
    await say(world, other, "Ben de", "Berk")
    async with world.database.reading() as reading:
        told = await person_data(reading, COMPANY, "a@igdir.test")
    assert [one["text"] for one in told["messages"]] == ["Ben yazdım"]
    world.clock.advance(timedelta(days=60))
    async with world.database.transaction() as tx:
        await erase_person(tx, COMPANY, "a@igdir.test", "Yönetici")
    answer = await thread(world, part.reconciliation_id)
    assert [(one["who"], one["text"]) for one in answer.json()["items"]] == [
        ("Tahsilat", "Hangi fatura eksik?"),
        ("***", "***"),
        ("Berk", "Ben de"),
    ]
    async with world.database.transaction() as tx:
        assert await forget_persons(tx, world.clock.now()) == 2
    for closed in (part, kept):
        answer = await thread(world, closed.reconciliation_id)
        assert {one["text"] for one in answer.json()["items"]} == {"***"}
    async with world.database.transaction() as tx:
        assert await forget_persons(tx, world.clock.now()) == 0


@pytest.mark.parametrize("language", ["tr", "en", "de", "ar"])
async def test_it_is_written_in_the_readers_language(page_world: World, language: str) -> None:
    world = page_world
    (part,) = statement()
    await world.tell(part, written(world, part.reconciliation_id, part.campaign_id))
    path = await world.link()
    page = await world.visitor.get(f"{path}/messages?lang={language}")
    assert (page.status_code, f'lang="{language}"' in page.text) == (200, True)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
