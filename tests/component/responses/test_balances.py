"""Balances on the page: in words and never a sign, hidden where the counterparty writes its own, and part of what was shown."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from services.responses import models
from services.responses.use_cases.chain import verify_chain
from shared.contracts.aggregator import StatementPrepared
from shared.contracts.responses import InvitationIssued, ResponseReceived
from shared.contracts.values import Ageing, BalanceLine, Confirmation, CurrencyBalance, Kind, OpenItem
from shared.money import Money
from tests.component.responses.world import World, heading, statement, text_of

AS_OF = date(2026, 10, 31)


def money(amount: str, currency: str = "TRY") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


LINES = (
    BalanceLine(account_code="120.01", title="Çelik (müşteri)", balance=money("1500.00")),
    BalanceLine(account_code="320.01", title="Çelik (satıcı)", balance=money("-265.44")),
)
BALANCES = (
    CurrencyBalance(currency="TRY", balance=money("1234.56"), balance_try=money("1234.56"), lines=LINES),
    CurrencyBalance(currency="USD", balance=money("-300.00", "USD"), balance_try=money("-12450.00")),
)
NONE = money("0.00")
OPEN: dict[str, Any] = {
    "open_items": (
        OpenItem(number="SBB1", issued_on=date(2026, 10, 5), due_on=date(2026, 11, 4), amount=money("1500.00")),
        OpenItem(number="IBB7", issued_on=date(2026, 9, 1), amount=money("-265.44")),
    ),
    "open_items_left_out": 3,
    "ageing": (
        Ageing(
            currency="TRY", not_due=money("1500.00"), days_1_30=NONE, days_31_60=money("-265.44"), days_61_90=NONE,
            days_over_90=NONE, unexplained=NONE,
        ),
    ),
}  # fmt: skip


def asking(kind: Kind, confirmation: Confirmation = Confirmation.POSITIVE, **more: Any) -> list[StatementPrepared]:
    docs: dict[str, Any] = {} if kind.has_sides else {"docs": ()}
    parts = statement(kind=kind, confirmation=confirmation, as_of=AS_OF, description="Bakiye mutabakatı", **docs)
    values = {"as_of": AS_OF, "balances": BALANCES, **OPEN, **more}
    return [part.model_copy(update=values) for part in parts]


async def test_a_balance_is_told_in_words(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE))
    path = await page_world.link()
    shown = text_of((await page_world.visitor.get(path)).text.replace("</t", " </t"))
    for words in (
        "Kayıtlarımıza göre 31.10.2026 itibarıyla şirketinizin bize borcu 1.234,56 TL",
        "Kayıtlarımıza göre 31.10.2026 itibarıyla şirketimizin size borcu 300,00 USD",
        "defterimizdeki TL karşılığı: 12.450,00 TL",
        "120.01 Çelik (müşteri): bize borcunuz 1.500,00 TL",
        "320.01 Çelik (satıcı): size borcumuz 265,44 TL",
        "SBB1 05.10.2026vade 04.11.2026 bize borcunuz1.500,00 TL",
        "vadesi 31–60 gün geçmiş size borcumuz265,44 TL",
        "Daha eski 3 belge listelenmedi",
    ):
        assert words in shown, words
    assert not re.search(r"[-−]\s*\d", shown.replace("M-2026-10-0042", "")), "no sign, anywhere"
    assert "BA" not in heading((await page_world.visitor.get(path)).text)
    assert "KDV" not in shown, "nothing of purchases and sales"
    english = text_of((await page_world.visitor.get(f"{path}?lang=en")).text)
    assert "as of 31.10.2026 your company owes us 1,234.56 TRY" in english
    assert "as of 31.10.2026 our company owes you 300.00 USD" in english


async def test_both_kinds_stand_on_one_page_and_one_answer_covers_them(page_world: World) -> None:
    await page_world.tell(*asking(Kind.COMBINED))
    path = await page_world.link()
    shown = text_of((await page_world.visitor.get(path)).text)
    assert "MHS2026000000000" in shown
    assert "şirketinizin bize borcu 1.234,56 TL" in shown
    done = await page_world.agree(path)
    assert done.status_code == 200
    assert "mutabıksınız" in heading(done.text)
    assert "şirketinizin bize borcu" in text_of(done.text)
    (said,) = await page_world.said(ResponseReceived)
    assert (said.answer, said.own_balances) == ("agreed", ())


async def test_the_balances_are_part_of_what_was_shown(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE))
    other = BALANCES[0].model_copy(update={"balance": money("1234.57")})
    await page_world.tell(*asking(Kind.BALANCE, balances=(other, *BALANCES[1:])))
    columns = models.statements.c
    async with page_world.database.reading() as reading:
        rows = await reading.all(select(columns.snapshot_sha256, columns.head))
    assert len({row.snapshot_sha256 for row in rows}) == 2
    assert all("1500.00" in row.head for row in rows)


async def test_who_disagrees_states_its_own_balance(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE))
    path = await page_world.link()
    refused = await page_world.check(
        path, answer="disagreed", explanation="Ödememiz eksik.", responder_name="Finans", balance1_amount="1.000,00"
    )
    assert refused.status_code == 422
    assert "Kimin kime borçlu olduğunu seçin." in text_of(refused.text)
    done = await page_world.disagree(
        path, balance1_owing="they_owe_us", balance1_amount="1.000,00", balance2_owing="even", balance2_amount=""
    )
    assert done.status_code == 200
    assert "Bizim Örnek Sanayi ve Ticaret A.Ş. firmasına borcumuz: 1.000,00 TL" in text_of(done.text)
    (said,) = await page_world.said(ResponseReceived)
    assert [(one.amount, one.currency) for one in said.own_balances] == [
        (Decimal("1000.00"), "TRY"),
        (Decimal("0.00"), "USD"),
    ]
    assert said.answer == "disagreed"
    async with page_world.database.reading() as reading:
        stored = await reading.scalar(select(models.responses.c.own_balances))
    assert json.loads(stored) == [{"currency": "TRY", "minor": 100000}, {"currency": "USD", "minor": 0}]


async def test_a_blank_request_shows_nothing_of_ours(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE, Confirmation.BLANK))
    path = await page_world.link()
    page = (await page_world.visitor.get(path)).text
    for ours in ("1.234,56", "300,00", "SBB1", "265,44", "mutabıkız"):
        assert ours not in page
    assert "31.10.2026 tarihinde kayıtlarınıza göre aramızdaki bakiye neydi?" in text_of(page)
    async with page_world.database.reading() as reading:
        head = await reading.scalar(select(models.statements.c.head))
    assert "1234.56" not in head, "the hash of what was shown covers nothing that was not"
    (issued,) = await page_world.said(InvitationIssued)
    assert issued.balances == ()


BOTH_RIGHT = {
    "balance1_currency": "TRY", "balance1_owing": "they_owe_us", "balance1_amount": "1234,56",
    "balance2_currency": "USD", "balance2_owing": "we_owe_them", "balance2_amount": "300,00",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({}, "agreed"),
        ({"balance1_owing": "we_owe_them"}, "disagreed"),
        ({"balance1_amount": "1234,57"}, "disagreed"),
        ({"balance2_owing": "", "balance2_amount": ""}, "disagreed"),
    ],
)
async def test_an_own_balance_agrees_when_it_is_ours(page_world: World, changed: dict[str, str], answer: str) -> None:
    await page_world.tell(*asking(Kind.BALANCE, Confirmation.BLANK))
    path = await page_world.link()
    state = await page_world.state(path, responder_name="Finans", **(BOTH_RIGHT | changed))
    done = await page_world.send(path, state)
    assert done.status_code == 200
    assert heading(done.text) == "Yanıtınız alındı: kayıtlarınızdaki bakiye", (
        "whether it fits is for the company to see"
    )
    assert "mutabık" not in text_of(done.text).replace("mutabakatı", "")
    (said,) = await page_world.said(ResponseReceived)
    assert said.answer == answer
    again = await page_world.send(path, state)
    assert again.status_code == 200
    assert await page_world.answers() == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "Kayıtlarınızdaki bakiyeyi yazın."),
        ({"balance1_currency": "TRY", "balance1_owing": "they_owe_us"}, "Tutarı yazın ya da borç olmadığını seçin."),
        ({**BOTH_RIGHT, "balance2_currency": "TRY"}, "Bu para birimi iki kez seçilmiş."),
        ({**BOTH_RIGHT, "balance2_currency": "XYZ"}, "Bir para birimi seçin."),
        ({**BOTH_RIGHT, "balance1_owing": "even"}, "Tutar yazdıysanız kimin kime borçlu olduğunu seçin."),
        ({**BOTH_RIGHT, "balance2_amount": "300 EUR"}, "Tutarı USD olarak 1.234,56 gibi yazın."),
        (
            {**BOTH_RIGHT, "balance1_amount": "1.234", "balance2_amount": ""},
            "hem 1.234,00 TL hem 1,234 olarak okunabilir",
        ),
    ],
)
async def test_what_is_wrong_with_an_own_balance_is_said_at_its_field(
    page_world: World, typed: dict[str, str], message: str
) -> None:
    await page_world.tell(*asking(Kind.BALANCE, Confirmation.BLANK))
    path = await page_world.link()
    refused = await page_world.check(path, responder_name="Finans", **typed)
    assert refused.status_code == 422
    assert message in text_of(refused.text)
    assert await page_world.answers() == 0


async def test_where_only_objections_are_awaited_the_page_says_what_silence_is_not(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE, Confirmation.NEGATIVE))
    shown = text_of((await page_world.visitor.get(await page_world.link())).text)
    assert "Yanıt vermemeniz mutabakat sayılmaz." in shown


async def test_stated_balances_are_in_the_chain_and_an_answer_can_be_changed(page_world: World) -> None:
    await page_world.tell(*asking(Kind.COMBINED, Confirmation.BLANK))
    path = await page_world.link()
    assert (await page_world.agree(path, **BOTH_RIGHT)).status_code == 200
    page_world.clock.advance(timedelta(minutes=5))
    changed = {**BOTH_RIGHT, "balance1_amount": "1,00"}
    assert (await page_world.agree(path, replaces="1", **changed)).status_code == 200
    assert [said.answer for said in await page_world.said(ResponseReceived)] == ["agreed", "disagreed"]
    async with page_world.database.transaction() as tx:
        assert (await verify_chain(tx, page_world.company)).problems == ()
        await tx.execute(models.responses.update().where(models.responses.c.version == 1).values(own_balances="[]"))
        assert (await verify_chain(tx, page_world.company)).problems
