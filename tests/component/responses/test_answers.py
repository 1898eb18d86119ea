"""Answers: two posts, once each, in time, about what was shown; and a chain that shows every later change."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import delete, select, update

from services.responses import models
from services.responses.domain.entries import Entry
from services.responses.use_cases.chain import ChainReport, verify_chain
from shared.clock import end_of_day
from shared.contracts.campaign import CampaignCancelled, ClosingReason, ReconciliationClosed
from shared.contracts.responses import Answer, ResponseReceived
from shared.contracts.values import Recipient
from tests.component.responses.conftest import NOW
from tests.component.responses.world import COMPANY, World, heading, hidden, statement

DEADLINE = end_of_day(date(2026, 11, 13))


async def test_an_agreement_is_stored_shown_and_told(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    sent = await world.agree(path, name="Muhasebe Servisi", responder_title="Uzman")
    assert sent.status_code == 200
    assert heading(sent.text) == "Yanıtınız alındı: mutabıksınız"
    assert "Teşekkürler, yanıtınız iletildi." in sent.text
    later = await world.visitor.get(path)
    assert "M-2026-10-0042" in later.text
    assert "05.11.2026 12.00" in later.text
    assert "Teşekkürler" not in later.text
    (event,) = await world.said(ResponseReceived)
    assert (event.answer, event.version, event.responder_name) == (Answer.AGREED, 1, "Muhasebe Servisi")
    assert event.address == "finans@igdir-celik.test"


async def test_a_disagreement_carries_its_reason_and_own_amounts(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    sent = await world.disagree(
        path, why="MHS…7 bizde yok.\r\nEk: iade", own_for_sales="12.345,60", own_for_purchases="1.000"
    )
    assert heading(sent.text) == "Yanıtınız alındı: mutabık değilsiniz"
    assert "12.345,60 TL" in sent.text
    async with world.database.reading() as reading:
        row = await reading.first(select(models.responses))
    assert row is not None
    assert row.explanation == "MHS…7 bizde yok.\nEk: iade"
    assert (row.own_for_sales_minor, row.own_for_purchases_minor) == (1_234_560, 100_000)
    (event,) = await world.said(ResponseReceived)
    assert event.explanation == "MHS…7 bizde yok.\nEk: iade"


async def test_the_check_page_stores_nothing(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    checked = await world.check(path, answer="agreed", responder_name="Muhasebe")
    assert "Evet, mutabıkız" in checked.text
    assert await world.answers() == 0
    assert (await world.send(path, hidden(checked.text, "state"))).status_code == 422
    assert await world.answers() == 0
    world.clock.advance(timedelta(seconds=3))
    assert (await world.send(path, hidden(checked.text, "state"))).status_code == 200
    assert await world.answers() == 1


@pytest.mark.parametrize("copies", [2, 8, 32])
async def test_w2_parallel_identical_posts_are_one_answer(world: World, copies: int) -> None:
    await world.tell(*statement())
    path = await world.link()
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    pages = await asyncio.gather(*(world.send(path, state) for _ in range(copies)))
    assert {page.status_code for page in pages} == {200}
    assert len({page.text for page in pages}) == 1
    assert await world.answers() == 1
    assert len(await world.said(ResponseReceived)) == 1


async def test_the_same_words_through_a_second_form_are_the_same_answer(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    states = [await world.state(path, answer="agreed", responder_name="Muhasebe") for _ in range(2)]
    assert states[0] != states[1]
    for state in states:
        assert (await world.send(path, state)).status_code == 200
    assert await world.answers() == 1


async def test_w3_agree_and_disagree_in_parallel_one_wins(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    yes = await world.state(path, answer="agreed", responder_name="Muhasebe")
    no = await world.state(path, answer="disagreed", responder_name="Finans", explanation="Tutar farklı.")
    pages = await asyncio.gather(world.send(path, yes), world.send(path, no))
    assert sorted(page.status_code for page in pages) == [200, 409]
    loser = next(page for page in pages if page.status_code == 409)
    assert "yanıtlandı" in loser.text
    assert "Yanıtımı değiştir" in loser.text
    assert await world.answers() == 1


async def test_a_change_is_asked_for_and_makes_a_new_version(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    first = await world.state(path, answer="agreed", responder_name="Muhasebe")
    await world.send(path, first)
    refused = await world.check(path, answer="disagreed", responder_name="Muhasebe", explanation="Yanlış bastım.")
    assert refused.status_code == 409
    form = await world.visitor.get(path, params={"change": "1"})
    assert "checked" not in form.text
    version = hidden(form.text, "replaces")
    changed = await world.disagree(path, why="Yanlış bastım.", replaces=version)
    assert changed.status_code == 200
    assert [e.version for e in await world.said(ResponseReceived)] == [1, 2]
    # The old form once more changes nothing.
    again = await world.send(path, first)
    assert (again.status_code, heading(again.text)) == (200, "Yanıtınız alındı: mutabık değilsiniz")
    assert await world.answers() == 2


async def test_a_final_first_answer_stays(world: World) -> None:
    await world.tell(*statement(first_answer_final=True))
    path = await world.link()
    other = await world.state(path, answer="disagreed", responder_name="Finans", explanation="Eksik.")
    done = await world.agree(path)
    assert "değiştir" not in done.text
    assert "change" not in (await world.visitor.get(path, params={"change": "1"})).text
    assert (await world.send(path, other)).status_code == 409
    assert await world.answers() == 1


async def test_the_other_recipient_sees_a_masked_name_and_may_answer_too(world: World) -> None:
    await world.tell(*statement(recipients=[Recipient(address="a@igdir.test"), Recipient(address="b@igdir.test")]))
    first, second = await world.link("a@igdir.test"), await world.link("b@igdir.test")
    await world.agree(first, name="Muhasebe Servisi")
    seen = await world.visitor.get(second)
    assert heading(seen.text) == "Bu istek 05.11.2026 tarihinde M*** S*** tarafından yanıtlandı"
    assert "Muhasebe Servisi" not in seen.text
    form = await world.visitor.get(second, params={"change": "1"})
    await world.disagree(second, replaces=hidden(form.text, "replaces"))
    assert [e.address for e in await world.said(ResponseReceived)] == ["a@igdir.test", "b@igdir.test"]


async def test_an_answer_cannot_be_changed_after_the_deadline(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    await world.agree(path)
    form = await world.visitor.get(path, params={"change": "1"})
    world.clock.set(DEADLINE - timedelta(minutes=1))
    state = await world.state(
        path, answer="disagreed", responder_name="Finans", explanation="Eksik.", replaces=hidden(form.text, "replaces")
    )
    world.clock.set(DEADLINE)
    assert "değiştirilemez" in (await world.send(path, state)).text
    assert "Yanıtımı değiştir" not in (await world.visitor.get(path)).text
    assert await world.answers() == 1


@pytest.mark.parametrize("reason", ["campaign", ClosingReason.CANCELLED, ClosingReason.SUPERSEDED])
async def test_w5_what_was_withdrawn_takes_no_answer(world: World, reason: str) -> None:
    prepared = statement()[0]
    await world.tell(prepared)
    path = await world.link()
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    if reason == "campaign":
        await world.tell(CampaignCancelled(campaign_id=prepared.campaign_id, cancelled_at=NOW))
    else:
        ids = {"reconciliation_id": prepared.reconciliation_id, "campaign_id": prepared.campaign_id}
        await world.tell(ReconciliationClosed(**ids, reason=ClosingReason(reason), closed_at=NOW))
    status = 409 if reason == ClosingReason.SUPERSEDED else 410
    assert (await world.send(path, state)).status_code == status
    assert (await world.check(path, answer="agreed", responder_name="X")).status_code == status
    assert await world.answers() == 0


async def test_a_state_belongs_to_its_link_its_figures_and_its_day(world: World) -> None:
    await world.tell(*statement(recipients=[Recipient(address="a@igdir.test"), Recipient(address="b@igdir.test")]))
    first, second = await world.link("a@igdir.test"), await world.link("b@igdir.test")
    state = await world.state(first, answer="agreed", responder_name="Muhasebe")
    assert (await world.send(second, state)).status_code == 422
    assert (await world.send(first, state[:-3] + "AAA")).status_code == 422
    assert (await world.send(first, "")).status_code == 422
    world.clock.advance(timedelta(hours=24))
    late = await world.send(first, state)
    assert late.status_code == 422
    assert 'value="Muhasebe"' in late.text
    fresh = await world.state(first, answer="agreed", responder_name="Muhasebe")
    async with world.database.transaction() as tx:
        await tx.execute(update(models.statements).values(snapshot_sha256="0" * 64))
    assert (await world.send(first, fresh)).status_code == 409
    assert await world.answers() == 0


# --- the chain ----------------------------------------------------------------------------------------------


async def _chain(world: World, company: UUID = COMPANY) -> ChainReport:
    async with world.database.reading() as reading:
        return await verify_chain(reading, company)


async def _answered(world: World) -> None:
    for number in range(3):
        address = f"k{number}@igdir.test"
        await world.tell(*statement(recipients=[Recipient(address=address)]))
        await world.disagree(await world.link(address), own_for_sales="10,00", own_for_purchases="20,00")


CHANGED = {
    "response_id": uuid4(),
    "campaign_id": uuid4(),
    "form_id": uuid4(),
    "answered_at": NOW,
    "version": 9,
    "position": 9,
    "own_for_sales_minor": 1,
    "own_for_purchases_minor": None,
    "company_id": uuid4(),
    "late": True,
    "information_version": 9,
}


async def test_the_chain_is_whole_and_every_changed_column_is_found(world: World) -> None:
    await _answered(world)
    report = await _chain(world)
    assert (report.intact, report.entries) == (True, 3)
    for column in (field.name for field in fields(Entry)):
        if column == "reconciliation_id":
            continue  # held by a foreign key; exchanged below
        middle = models.responses.c.position == 2
        async with world.database.transaction() as tx:
            before = await tx.first(select(models.responses).where(middle))
            assert before is not None
            new = CHANGED.get(column, "0" * 10)
            await tx.execute(update(models.responses).where(middle).values({column: new}))
        report = await _chain(world)
        assert not report.intact, column
        assert any("2" in problem for problem in report.problems), column
        async with world.database.transaction() as tx:
            same = models.responses.c.form_id == (new if column == "form_id" else before.form_id)
            await tx.execute(update(models.responses).where(same).values({column: getattr(before, column)}))
        assert (await _chain(world)).intact, column


async def test_exchanged_and_removed_entries_are_found(world: World) -> None:
    await _answered(world)
    columns = models.responses.c
    async with world.database.transaction() as tx:
        ids = await tx.scalars(select(columns.reconciliation_id).order_by(columns.position))
        await tx.execute(
            update(models.responses).where(columns.position == 2).values(reconciliation_id=ids[0], version=2)
        )
    assert not (await _chain(world)).intact
    for position in (1, 3):
        async with world.database.transaction() as tx:
            await tx.execute(delete(models.responses).where(columns.position == position))
        assert not (await _chain(world)).intact


async def test_parallel_answers_to_many_requests_make_one_chain(world: World) -> None:
    states = {}
    for number in range(20):
        address = f"k{number}@igdir.test"
        await world.tell(*statement(recipients=[Recipient(address=address)]))
        path = await world.link(address)
        states[path] = await world.state(path, answer="agreed", responder_name="Muhasebe")
    pages = await asyncio.gather(*(world.send(path, state) for path, state in states.items()))
    assert {page.status_code for page in pages} == {200}
    report = await _chain(world)
    assert (report.intact, report.entries) == (True, 20)


async def test_companies_have_chains_of_their_own(world: World) -> None:
    await _answered(world)
    assert (await _chain(world, uuid4())).entries == 0


# --- the internal API ---------------------------------------------------------------------------------------


async def test_the_operator_reads_all_versions(world: World) -> None:
    prepared = statement()[0]
    await world.tell(prepared)
    path = await world.link()
    await world.agree(path)
    form = await world.visitor.get(path, params={"change": "1"})
    await world.disagree(path, replaces=hidden(form.text, "replaces"))
    transport = httpx.ASGITransport(world.service.internal_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intern.test/api/v1") as client:
        assert (await client.get("/responses")).status_code == 401
        ask: dict[str, Any] = {"campaign_id": str(prepared.campaign_id), "limit": 1}
        first = (await client.get("/responses", params=ask, headers=world.bearer())).json()
        second = (await client.get("/responses", params=ask | {"cursor": first["next"]}, headers=world.bearer())).json()
        assert [r["answer"] for r in first["items"] + second["items"]] == ["agreed", "disagreed"]
        assert second["next"] is None
        one = (await client.get(f"/responses/{first['items'][0]['id']}", headers=world.bearer())).json()
        assert [v["version"] for v in one["versions"]] == [1, 2]
        assert one["versions"][1]["previous_sha256"] == one["entry_sha256"]
        stranger = await client.get(f"/responses/{one['id']}", headers=world.bearer(uuid4()))
        assert stranger.status_code == 404
        assert (await client.get("/responses", headers=world.bearer(uuid4()))).json()["items"] == []
