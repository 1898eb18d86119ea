"""Pages that their link alone does not open: digits and codes, on every address beneath the link, and what a pass is worth."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from html import unescape

import httpx
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from services.responses import models
from shared.contracts.aggregator import StatementPrepared
from shared.contracts.campaign import InvitationRequested
from shared.contracts.responses import InvitationIssued, ResponseReceived
from shared.contracts.values import Counterparty, LinkLevel, Purpose
from tests.component.responses.world import World, heading, hidden, statement, text_of

DIGITS, CODE = "Sayfayı vergi numaranızla açın", "Sayfayı kodla açın"
AGREED, DISAGREED = "Yanıtınız alındı: mutabıksınız", "Yanıtınız alındı: mutabık değilsiniz"
OWN = {"/static/", "/robots.txt", "/favicon.ico", "/link", "/verify"}
"""Addresses of the public application that lie beneath no link and show nothing of any."""


def guarded(level: LinkLevel, tax_number: str = "4840847211") -> list[StatementPrepared]:
    counterparty = Counterparty(title="İğdır Çelik A.Ş.", tax_number=tax_number)
    return [part.model_copy(update={"counterparty": counterparty}) for part in statement(level=level)]


async def show(world: World, path: str, shown: str, **fields: str) -> httpx.Response:
    return await world.visitor.post(path, data={"door": "show", "shown": shown, "lang": "tr", **fields})


async def mailed(world: World) -> str:
    """The newest code, as the mailer derives it."""
    issued = [one for one in await world.said(InvitationIssued) if one.purpose is Purpose.CODE]
    assert issued[-1].code is not None
    return world.signer.code(issued[-1].link_id, issued[-1].code.nonce)


def passed(page: httpx.Response) -> str:
    """The address with the pass, from a link of the page."""
    found = re.search(r'action="([^"]+)/check"', page.text)
    assert found, page.text
    return unescape(found[1])


async def test_digits_open_the_page_and_are_recorded_with_the_answer(world: World) -> None:
    await world.tell(*guarded(LinkLevel.TAX_DIGITS))
    path = await world.link()
    door = await world.visitor.get(path)
    assert (door.status_code, heading(door.text)) == (200, DIGITS)
    assert "İğdır Çelik" not in door.text
    assert 'class="amount"' not in door.text
    wrong = await show(world, path, "7210")
    assert (wrong.status_code, heading(wrong.text)) == (422, DIGITS)
    right = await show(world, path, " 72 11 ")
    assert (right.status_code, heading(right.text)) == (200, "Ekim 2026 alış–satış (BA/BS) mutabakatı")
    inside = passed(right)
    assert inside.startswith(f"{path}~")
    done = await world.agree(inside)
    assert heading(done.text) == AGREED
    assert [one.level for one in await world.said(ResponseReceived)] == [LinkLevel.TAX_DIGITS]
    async with world.database.reading() as reading:
        assert await reading.scalars(select(models.responses.c.security_level)) == ["tax_digits"]


async def test_a_code_opens_the_page_once(world: World) -> None:
    await world.tell(*guarded(LinkLevel.MAIL_CODE))
    path = await world.link()
    with capture_logs() as logs:
        for look in (world.visitor.get, world.visitor.head):
            await look(path)
        assert [one.purpose for one in await world.said(InvitationIssued)] == [Purpose.INVITATION]
        sent = await world.visitor.post(path, data={"door": "send", "lang": "tr"})
        assert "f***@igdir-celik.test" in sent.text
        assert "finans@" not in sent.text
        code = await mailed(world)
        assert re.fullmatch(r"\d{6}", code)
        assert heading((await show(world, path, code)).text).startswith("Ekim 2026")
        assert heading((await show(world, path, code)).text) == CODE, "a code is used once"
    async with world.database.reading() as reading:
        bodies = await reading.scalars(select(models.outbox.c.body))
        kept = await reading.all(select(models.link_codes))
    assert not re.search(rf"(?<!\d){code}(?!\d)", " ".join(bodies) + str(kept) + str(logs))


async def test_a_code_has_its_time_its_tries_and_its_successor(page_world: World) -> None:
    world = page_world
    await world.tell(*guarded(LinkLevel.MAIL_CODE))
    path = await world.link()

    async def new_code() -> str:
        assert (await world.visitor.post(path, data={"door": "send"})).status_code == 200
        return await mailed(world)

    late = await new_code()
    world.clock.advance(timedelta(minutes=10))
    assert (await show(world, path, late)).status_code == 422
    old, new = await new_code(), await new_code()
    assert (await show(world, path, old)).status_code == (422 if old != new else 200)
    assert (await show(world, path, new)).status_code == 200
    world.clock.advance(timedelta(minutes=15))
    guessed = await new_code()
    wrong = f"{(int(guessed) + 1) % 1_000_000:06d}"
    assert [(await show(world, path, wrong)).status_code for _ in range(5)] == [422] * 5
    world.clock.advance(timedelta(minutes=5))
    assert (await show(world, path, guessed)).status_code == 422, "five tries are all"


async def test_codes_are_mailed_in_measure(page_world: World) -> None:
    await page_world.tell(*guarded(LinkLevel.MAIL_CODE))
    path = await page_world.link()
    sent = [(await page_world.visitor.post(path, data={"door": "send"})) for _ in range(4)]
    assert [one.status_code for one in sent] == [200, 200, 200, 429]
    assert 0 < int(sent[-1].headers["retry-after"]) <= 900
    assert len([one for one in await page_world.said(InvitationIssued) if one.purpose is Purpose.CODE]) == 3


async def test_a_code_used_in_parallel_opens_once(world: World) -> None:
    await world.tell(*guarded(LinkLevel.MAIL_CODE))
    path = await world.link()
    await world.visitor.post(path, data={"door": "send"})
    code = await mailed(world)
    answers = await asyncio.gather(*(show(world, path, code) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [200, 422, 422, 422]


async def test_guesses_are_counted_before_they_are_looked_at(world: World) -> None:
    await world.tell(*guarded(LinkLevel.TAX_DIGITS))
    path = await world.link()
    answers = await asyncio.gather(*(show(world, path, f"{n:04d}") for n in range(8)))
    assert sorted(one.status_code for one in answers) == [422] * 5 + [429] * 3
    refused = await show(world, path, "7211")
    assert refused.status_code == 429, "the right digits are not looked at either"
    assert int(refused.headers["retry-after"]) <= 900
    world.clock.advance(timedelta(minutes=15))
    assert (await show(world, path, "7211")).status_code == 200


async def test_a_day_has_fifteen_guesses(page_world: World) -> None:
    await page_world.tell(*guarded(LinkLevel.TAX_DIGITS))
    path = await page_world.link()
    seen = []
    for _ in range(5):
        seen += [(await show(page_world, path, "0000")).status_code for _ in range(5)]
        page_world.clock.advance(timedelta(minutes=15))
    assert seen == [422] * 15 + [429] * 10


async def test_without_a_tax_number_a_code_is_mailed_instead(page_world: World) -> None:
    for number in ("", "1111111111", "4840847212", "DE123456789"):
        await page_world.tell(*guarded(LinkLevel.TAX_DIGITS, number))
        page_world.clock.advance(timedelta(seconds=1))
        assert heading((await page_world.visitor.get(await page_world.link())).text) == CODE, number


@pytest.mark.parametrize("level", [LinkLevel.TAX_DIGITS, LinkLevel.MAIL_CODE])
async def test_every_address_of_the_application_stands_behind_the_gate(page_world: World, level: LinkLevel) -> None:
    """Walks all routes: a new one is beneath a link, and therefore behind the gate, or it is named here."""
    app = page_world.service.public_app
    assert app is not None
    await page_world.tell(*guarded(level))
    path = await page_world.link()
    altered = path[:-1] + ("A" if path[-1] != "A" else "B")
    walked = 0
    for route in app.routes:
        template, methods = getattr(route, "path", ""), getattr(route, "methods", None) or set()
        if not template.startswith("/m/{token}"):
            assert any(template.startswith(own) for own in OWN), (
                f"{template} is beneath no link: is it meant to be open?"
            )
            continue
        for method in sorted(methods):
            walked += 1
            rest = re.sub(r"\{\w+(:\w+)?\}", "1", template.removeprefix("/m/{token}"))
            shut = await page_world.visitor.request(
                method, path + rest, data={"replaces": "0"} if method == "POST" else None
            )
            invalid = await page_world.visitor.request(method, altered + rest)
            if method == "HEAD":
                assert (shut.status_code, invalid.status_code) == (200, 404), template
                continue
            assert heading(shut.text) in (DIGITS, CODE), f"{method} {template}"
            assert 'class="amount"' not in shut.text
            assert (invalid.status_code, heading(invalid.text)) == (404, "Bağlantı açılamadı"), f"{method} {template}"
    assert walked >= 8
    assert await page_world.answers() == 0


async def test_a_pass_is_of_one_link_and_of_a_short_time(page_world: World) -> None:
    world = page_world
    await world.tell(*guarded(LinkLevel.TAX_DIGITS))
    first = await world.link()
    inside = passed(await show(world, first, "7211"))
    world.clock.advance(timedelta(seconds=1))
    await world.tell(*guarded(LinkLevel.MAIL_CODE))
    second = await world.link()
    assert heading((await world.visitor.get(inside)).text).startswith("Ekim 2026")
    stolen = second + "~" + inside.partition("~")[2]
    assert heading((await world.visitor.get(stolen)).text) == CODE
    for bad in ("", "x", "ffffffffffff-", inside.partition("~")[2][:-1], "9" + inside.partition("~")[2]):
        assert heading((await world.visitor.get(f"{first}~{bad}")).text) == DIGITS, bad
    world.clock.advance(timedelta(minutes=20))
    renewed = passed(await world.visitor.get(inside))
    world.clock.advance(timedelta(minutes=20))
    assert heading((await world.visitor.get(inside)).text) == DIGITS
    assert heading((await world.visitor.get(renewed)).text).startswith("Ekim 2026")


async def test_what_was_typed_goes_on_behind_the_door(page_world: World) -> None:
    world = page_world
    await world.tell(*guarded(LinkLevel.TAX_DIGITS))
    path = await world.link()
    typed = {"answer": "disagreed", "responder_name": "Finans", "explanation": "Bir <b>fatura</b> eksik."}
    stopped = await world.check(path, **typed)
    assert (stopped.status_code, heading(stopped.text)) == (403, DIGITS)
    fields = {name: hidden(stopped.text, name) for name in (*typed, "replaces", "lang")}
    checked = await show(world, f"{path}/check", "7211", **fields)
    assert heading(checked.text) == "Yanıtınızı kontrol edin"
    assert "Bir <b>fatura</b> eksik." in text_of(checked.text.replace("&lt;", "<").replace("&gt;", ">")) or (
        "Bir &lt;b&gt;fatura&lt;/b&gt; eksik." in checked.text
    )
    world.clock.advance(timedelta(seconds=5))
    inside = re.search(r'action="([^"]+)/send"', checked.text)
    assert inside
    done = await world.send(unescape(inside[1]), hidden(checked.text, "state"))
    assert heading(done.text) == DISAGREED


async def test_forms_of_other_sites_knock_in_vain(page_world: World) -> None:
    await page_world.tell(*guarded(LinkLevel.TAX_DIGITS))
    path = await page_world.link()
    page_world.visitor.headers["sec-fetch-site"] = "cross-site"
    assert (await show(page_world, path, "7211")).status_code == 403


async def test_a_replaced_link_is_dead_and_its_successor_shows_the_same_page(world: World) -> None:
    prepared = guarded(LinkLevel.TAX_DIGITS)
    await world.tell(*prepared)
    old = await world.link()
    inside = passed(await show(world, old, "7211"))
    await world.agree(inside)
    await world.tell(
        InvitationRequested(
            reconciliation_id=prepared[0].reconciliation_id,
            campaign_id=prepared[0].campaign_id,
            send_number=2,
            purpose=Purpose.RESEND,
            new_link=True,
        )
    )
    unknown = await world.visitor.get("/m/unknown")
    for dead in (old, inside, f"{old}/check"):
        answer = await world.visitor.get(dead)
        assert (answer.status_code, answer.content) == (404, unknown.content)
    sent = [one for one in await world.said(InvitationIssued) if one.purpose is Purpose.RESEND]
    new = f"/m/{world.signer.token(sent[0].link_id)}"
    assert new != old
    assert heading((await world.visitor.get(new)).text) == DIGITS, "what opens the page stays"
    assert heading((await show(world, new, "7211")).text) == AGREED
    async with world.database.reading() as reading:
        rows = await reading.all(select(models.links.c.link_id, models.links.c.revoked_at))
    assert sorted(row.revoked_at is None for row in rows) == [False, True]


async def test_a_named_colleague_stands_at_the_same_door(world: World) -> None:
    await world.tell(*guarded(LinkLevel.TAX_DIGITS))
    inside = passed(await show(world, await world.link(), "7211"))
    named = {"forward_name": "Muhasebe Şefi", "forward_address": "Sef@igdir.test"}
    state = await world.state(inside, answer="wrong_person", responder_name="Finans", **named)
    assert (await world.send(inside, state)).status_code == 200
    theirs = await world.link("Sef@igdir.test")
    assert heading((await world.visitor.get(theirs)).text) == DIGITS
    assert heading((await show(world, theirs, "7211")).text).startswith("Ekim 2026")
    async with world.database.reading() as reading:
        folded = await reading.scalars(select(models.links.c.address_folded).where(models.links.c.role == "forwarded"))
    assert list(folded) == ["sef@igdir.test"]


async def test_books_are_compared_behind_the_door_only(world: World) -> None:
    await world.tell(*guarded(LinkLevel.TAX_DIGITS))
    path = await world.link()
    books = {"file": ("defter.csv", b"Tarih;Fatura no;Tutar\n01.10.2026;A1;1,00\n")}
    for knock in (world.visitor.get(f"{path}/ledger"), world.visitor.post(f"{path}/ledger", files=books)):
        assert heading((await knock).text) == DIGITS
    async with world.database.reading() as reading:
        assert await reading.scalars(select(models.ledgers.c.sha256)) == []
    inside = passed(await show(world, path, "7211"))
    page = await world.visitor.get(f"{inside}/ledger")
    assert f'action="{inside}/ledger"' in unescape(page.text)
    compared = await world.visitor.post(f"{inside}/ledger", files=books, data={"lang": "tr", "rows": ""})
    assert compared.status_code == 200
    async with world.database.reading() as reading:
        assert len(await reading.scalars(select(models.ledgers.c.sha256))) == 1


async def test_a_new_link_still_shows_what_its_reader_said(world: World) -> None:
    prepared = statement()
    await world.tell(*prepared)
    path = await world.link()
    state = await world.state(path, answer="no_record", responder_name="Finans")
    assert (await world.send(path, state)).status_code == 200
    await world.tell(
        InvitationRequested(
            reconciliation_id=prepared[0].reconciliation_id,
            campaign_id=prepared[0].campaign_id,
            send_number=2,
            purpose=Purpose.RESEND,
            new_link=True,
        )
    )
    sent = [one for one in await world.said(InvitationIssued) if one.purpose is Purpose.RESEND]
    page = await world.visitor.get(f"/m/{world.signer.token(sent[0].link_id)}")
    assert "“Kaydımız yok”" in text_of(page.text)
