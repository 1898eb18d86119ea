"""A "no" in detail: own counts and amounts per side, usual causes, single documents on many pages; stored, hashed and told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from services.responses import models
from services.responses.use_cases.chain import verify_chain
from shared.contracts.responses import DocumentRemark, ResponseReceived, SideAnswer
from shared.contracts.values import Kind, Recipient, Side
from tests.component.responses.test_balances import asking
from tests.component.responses.world import COMPANY, World, documents, hidden, lira, statement, text_of

DETAILS = {
    "own_for_sales": "12.345,60",
    "own_for_sales_documents": "9",
    "own_for_sales_why": "Üç fatura bize ulaşmadı.",
    "own_for_purchases_documents": "0",
    "reason_missing_document": "1",
    "reason_other_month": "1",
    "d1.1": "missing",
    "d1.5": "other_month",
    "d1.2": "",
}


async def test_everything_that_was_said_is_checked_stored_shown_and_told(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    checked = await world.check(
        path, answer="disagreed", responder_name="Finans", explanation="Ekim kayıtları.", **DETAILS
    )
    for words in (
        "Sizde: alış (Ba)12.345,60 TL · 9 belgeÜç fatura bize ulaşmadı.",
        "Sizde: satış (Bs)0 belge",
        "Başka aya kaydedildi; Kayıtlarımızda bir belge eksik",
        "MHS2026000000000: bizde yokMHS2026000000004: farklı ay",
    ):
        assert words in text_of(checked.text), words
    world.clock.advance(timedelta(seconds=5))
    sent = await world.send(path, hidden(checked.text, "state"))
    assert sent.status_code == 200
    later = text_of((await world.visitor.get(path)).text)
    assert "12.345,60 TL · 9 belge" in later
    assert "MHS2026000000000: bizde yok" in later
    (event,) = await world.said(ResponseReceived)
    assert event.sales == SideAnswer(total=lira("12345.60"), documents=9, explanation="Üç fatura bize ulaşmadı.")
    assert event.purchases == SideAnswer(documents=0)
    assert event.reasons == ("other_month", "missing_document")
    assert event.documents == (
        DocumentRemark(side=Side.SALES, number="MHS2026000000000", remark="missing"),
        DocumentRemark(side=Side.PURCHASES, number="MHS2026000000004", remark="other_month"),
    )
    async with world.database.reading() as reading:
        assert (await verify_chain(reading, COMPANY)).intact
    # The same words again are the same answer.
    assert (await world.send(path, hidden(checked.text, "state"))).status_code == 200
    assert await world.answers() == 1


async def test_ticks_alone_say_what_differs_and_a_yes_drops_them(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    bare = await page_world.check(path, answer="disagreed", responder_name="Finans")
    assert bare.status_code == 422
    for said in ({"d1.1": "missing"}, {"reason_rounding": "1"}, {"own_for_sales_why": "Kuruş farkı"}):
        assert (await page_world.check(path, answer="disagreed", responder_name="F", **said)).status_code == 200, said
    await page_world.agree(path, **DETAILS)
    (event,) = await page_world.said(ResponseReceived)
    assert (event.sales, event.purchases, event.reasons, event.documents) == (None, None, (), ())
    async with page_world.database.reading() as reading:
        assert await reading.scalar(select(models.responses.c.details)) is None


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"own_for_sales_documents": "dokuz"}, "Belge sayısını rakamla yazın"),
        ({"own_for_sales_documents": "-1"}, "Belge sayısını rakamla yazın"),
        ({"own_for_sales_documents": "99999999"}, "Belge sayısını rakamla yazın"),
        ({"own_for_sales_why": "x" * 1001}, "en çok 1000 karakter"),
        ({"own_for_sales_why": "a\u202eb"}, "U+202E"),
        ({"ticks": " ".join(f"1.{n}=missing" for n in range(1, 502))}, "En çok 500 belge"),
    ],
)
async def test_what_cannot_be_kept_is_said_at_its_field(
    page_world: World, fields: dict[str, str], complaint: str
) -> None:
    await page_world.tell(*statement())
    refused = await page_world.check(
        await page_world.link(), answer="disagreed", responder_name="Finans", explanation="Fark var.", **fields
    )
    assert refused.status_code == 422
    assert complaint in text_of(refused.text)


async def test_ticks_of_documents_that_are_not_there_are_nothing(page_world: World) -> None:
    """Numbers come from the statement: nobody can have a document of their own invention stored as ours."""
    await page_world.tell(*statement())
    path = await page_world.link()
    wrong = {"d1.13": "missing", "d7.1": "missing", "d1.3": "burnt", "d0.1": "missing", "ticks": "9.9=missing x=y 1.1"}
    await page_world.disagree(path, **wrong, **{"d1.2": "other_amount"})
    (event,) = await page_world.said(ResponseReceived)
    assert [(one.number, one.remark) for one in event.documents] == [("MHS2026000000001", "other_amount")]


async def test_pages_of_documents_are_turned_without_losing_what_was_typed(page_world: World) -> None:
    await page_world.tell(*statement(docs=documents(40), part_size=20))
    path = await page_world.link()
    typed = {"answer": "disagreed", "explanation": "Ekler var.", "responder_name": "Finans", "own_for_sales": "x"}
    turned = await page_world.check(path, **typed, **{"d1.3": "missing", "turn": "2"})
    assert turned.status_code == 200
    assert await page_world.answers() == 0
    assert "MHS2026000000020" in turned.text
    assert "MHS2026000000002" not in turned.text
    assert hidden(turned.text, "ticks") == "1.3=missing"
    for kept in ("Ekler var.", 'value="Finans"', 'name="own_for_sales" id="own_for_sales"'):
        assert kept in turned.text
    back = await page_world.check(
        path, **typed, **{"ticks": hidden(turned.text, "ticks"), "d2.1": "other_amount", "turn": "1"}
    )
    assert hidden(back.text, "ticks") == "2.1=other_amount"
    assert '<option value="missing" selected>' in back.text
    typed["own_for_sales"] = ""
    # Taken back on the first page, kept on the second one.
    await page_world.disagree(path, **{"ticks": "2.1=other_amount 1.3=missing", "d1.3": "", "d1.4": "missing"})
    (event,) = await page_world.said(ResponseReceived)
    assert [one.number for one in event.documents] == ["MHS2026000000003", "MHS2026000000020"]


async def test_going_back_from_the_check_page_brings_everything_back(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    checked = await page_world.check(
        path, answer="disagreed", responder_name="Finans", explanation="Ekim kayıtları.", **DETAILS
    )
    back = await page_world.check(path, edit="1", state=hidden(checked.text, "state"))
    for kept in (
        'value="12.345,60"',
        'maxlength="7" autocomplete="off" value="9"',
        "Üç fatura bize ulaşmadı.",
        'name="reason_other_month" value="1" checked',
        '<option value="other_month" selected>',
    ):
        assert kept in back.text, kept


async def test_causes_fit_what_is_asked(page_world: World) -> None:
    await page_world.tell(*statement(recipients=[Recipient(address="a@igdir.test")]))
    sides = (await page_world.visitor.get(await page_world.link("a@igdir.test"))).text
    assert "reason_vat_included" in sides
    assert "reason_payment" not in sides
    assert "reason_electronic_left_out" not in sides, "only of the periods in which they were left out"
    old = statement(recipients=[Recipient(address="b@igdir.test")], period="2023-05")
    await page_world.tell(*old)
    assert "reason_electronic_left_out" in (await page_world.visitor.get(await page_world.link("b@igdir.test"))).text
    balance = [
        part.model_copy(update={"recipients": (Recipient(address="c@igdir.test"),)}) for part in asking(Kind.BALANCE)
    ]
    await page_world.tell(*balance)
    shown = (await page_world.visitor.get(await page_world.link("c@igdir.test"))).text
    assert "reason_payment" in shown
    assert "reason_vat_included" not in shown


async def test_five_hundred_ticks_go_through(page_world: World) -> None:
    await page_world.tell(*statement(docs=documents(1000)))
    path = await page_world.link()
    ticks = " ".join(f"2.{n}=missing" for n in range(1, 401))
    shown = {f"d1.{n}": "other_month" if n % 5 == 0 else "" for n in range(1, 501)}
    sent = await page_world.disagree(path, ticks=ticks, **shown)
    assert sent.status_code == 200
    assert "ve 450 belge daha" in text_of(sent.text)
    (event,) = await page_world.said(ResponseReceived)
    assert len(event.documents) == 500
