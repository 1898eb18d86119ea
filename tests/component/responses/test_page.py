"""The public page: its headers, its states, what it refuses, and how little it costs."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from unittest.mock import patch

import httpx
import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import select
from sqlalchemy import text as sql

from services.responses import models
from services.responses.repository import evidence, pages
from shared.contracts.campaign import ClosingReason, ReconciliationClosed
from shared.contracts.responses import PageOpened
from shared.contracts.values import Recipient
from shared.errors import TooMany
from shared.links import new_link_id
from tests.component.responses.conftest import NOW
from tests.component.responses.world import PUBLIC, World, documents, heading, hidden, statement, text_of

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "content-type": "text/html; charset=utf-8",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
}
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"


def shown(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in ("content-length", "x-request-id")}


async def test_every_answer_carries_exactly_these_headers(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    answers = [
        await page_world.visitor.get(path),
        await page_world.visitor.head(path),
        await page_world.visitor.get("/m/unknown"),
        await page_world.visitor.get("/nothing/here"),
        await page_world.visitor.put(path),
        await page_world.check(path),
        await page_world.send(path, ""),
        await page_world.agree(path),
    ]
    for answer in answers:
        assert shown(answer) == HEADERS
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404, 404, 422, 422, 200]


async def test_no_documentation_and_no_operators_route_on_this_port(page_world: World) -> None:
    for path in ("/openapi.json", "/docs", "/api/v1/responses", "/responses/api/v1/responses", "/metrics", "/healthz"):
        assert (await page_world.visitor.get(path)).status_code == 404


async def test_unknown_and_malformed_links_look_the_same_and_ask_no_database(page_world: World) -> None:
    await page_world.tell(*statement())
    genuine = (await page_world.link()).removeprefix("/m/")
    id_, tag = genuine.split(".")
    altered = [
        f"{id_[:-1]}{'A' if id_[-1] != 'A' else 'B'}.{tag}",
        f"{id_}.{tag[:-1]}{'A' if tag[-1] != 'A' else 'B'}",
        f"{id_}.9{tag[1:]}",
        id_,
        "x",
        "%F0%9F%98%80." + tag,
        "a" * 5000,
        genuine + "/",
        genuine.replace(".", "/"),
    ]
    statements: list[str] = []
    engine = page_world.database.engine.sync_engine
    sa_event.listen(engine, "before_cursor_execute", lambda _c, _cur, sql, *_: statements.append(sql))
    answers = [await page_world.visitor.get(f"/m/{token}") for token in altered]
    answers += [await page_world.visitor.post(f"/m/{token}/check", data={"answer": "agreed"}) for token in altered[:7]]
    answers += [await page_world.visitor.post(f"/m/{token}/send", data={"state": "x"}) for token in altered[:7]]
    assert statements == []
    unknown = await page_world.visitor.get(f"/m/{page_world.signer.token(new_link_id())}")
    assert statements != []
    first = answers[0]
    for answer in (*answers, unknown):
        assert (answer.status_code, answer.content) == (404, first.content)
        assert answer.headers.keys() == first.headers.keys()
        assert shown(answer) == shown(first)
    assert heading(first.text) == "Bağlantı açılamadı"


async def test_head_is_like_get_and_neither_answers(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    got = await page_world.visitor.get(path)
    head = await page_world.visitor.head(path)
    assert head.status_code == got.status_code
    assert head.headers["content-length"] == got.headers["content-length"]
    for address in (f"{path}/check", f"{path}/send", f"{path}?change=1", f"{path}?answer=agreed&state=x"):
        assert heading((await page_world.visitor.get(address)).text).startswith("Ekim 2026")
    assert await page_world.answers() == 0


@pytest.mark.parametrize("reason", [ClosingReason.CANCELLED, ClosingReason.SUPERSEDED])
@pytest.mark.parametrize("language", ["tr", "en"])
async def test_withdrawn_requests_say_so(page_world: World, reason: ClosingReason, language: str) -> None:
    prepared = statement()[0]
    ids = {"reconciliation_id": prepared.reconciliation_id, "campaign_id": prepared.campaign_id}
    await page_world.tell(ReconciliationClosed(**ids, reason=reason, closed_at=NOW), prepared)
    page = await page_world.visitor.get(await page_world.link(), params={"lang": language})
    expected = {
        ("cancelled", "tr"): (410, "Bu istek geri çekildi"),
        ("cancelled", "en"): (410, "This request was withdrawn"),
        ("superseded", "tr"): (200, "Bu isteğin yerine yenisi gönderildi"),
        ("superseded", "en"): (200, "Replaced by a newer request"),
    }
    assert (page.status_code, heading(page.text)) == expected[reason.value, language]
    assert ('action="/link"' in page.text) is (reason is ClosingReason.SUPERSEDED)
    assert "/check" not in page.text


async def test_the_language_is_asked_for_or_the_recipients(page_world: World) -> None:
    await page_world.tell(*statement(recipients=[Recipient(address="en@igdir.test", language="en")]))
    path = await page_world.link("en@igdir.test")
    english = (await page_world.visitor.get(path)).text
    assert '<html lang="en" dir="ltr">' in english
    assert "Our sales to you (Bs) · in your books: purchases (Ba)" in text_of(english)
    turkish = (await page_world.visitor.get(path, params={"lang": "tr"})).text
    assert "Size satışlarımız (Bs) · sizde: alış (Ba)" in text_of(turkish)
    assert "13 Kasım 2026 Cuma, saat 23.59" in turkish
    german = (await page_world.visitor.get(path, params={"lang": "de"})).text
    assert "Freitag, 13. November 2026, 23:59 Uhr" in german
    arabic = (await page_world.visitor.get(path, params={"lang": "ar"})).text
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "مبيعاتنا إليكم (Bs) · في سجلاتكم: مشتريات (Ba)" in text_of(arabic)
    # A language without a catalogue falls back to the recipient's, and that to English.
    assert '<html lang="en"' in (await page_world.visitor.get(path, params={"lang": "fr"})).text
    await page_world.tell(*statement(recipients=[Recipient(address="fr@igdir.test", language="fr")]))
    assert '<html lang="en"' in (await page_world.visitor.get(await page_world.link("fr@igdir.test"))).text


async def test_text_from_outside_stays_text(page_world: World) -> None:
    await page_world.tell(*statement(description="<b>x</b>", sender_contact="<script>alert(1)</script>"))
    path = await page_world.link()
    sent = await page_world.disagree(
        path, why="<img src=x onerror=alert(1)> {{ 1111*1111 }}", responder_name="<i>A</i>"
    )
    for page in (sent.text, (await page_world.visitor.get(path)).text):
        assert "<script" not in page
        assert "<img" not in page
        assert "<i>" not in page
        assert "1234321" not in page


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"answer-agreed", "responder_name"}),
        ({"answer": "agreed"}, {"responder_name"}),
        ({"answer": "maybe", "responder_name": "X"}, {"answer-agreed"}),
        ({"answer": "disagreed", "responder_name": "X"}, {"explanation"}),
        ({"answer": "disagreed", "responder_name": "X", "explanation": "y" * 2001}, {"explanation"}),
        ({"answer": "disagreed", "responder_name": "X", "explanation": "a\u202eb"}, {"explanation"}),
        ({"answer": "agreed", "responder_name": "   "}, {"responder_name"}),
        ({"answer": "agreed", "responder_name": "x" * 121}, {"responder_name"}),
        ({"answer": "agreed", "responder_name": "a\x00b"}, {"responder_name"}),
        ({"answer": "agreed", "responder_name": "X", "responder_title": "y" * 121}, {"responder_title"}),
    ],
)
async def test_errors_lead_to_their_fields(page_world: World, fields: dict[str, str], wrong: set[str]) -> None:
    await page_world.tell(*statement())
    page = await page_world.check(await page_world.link(), **fields)
    assert page.status_code == 422
    assert "<title>Hata: " in page.text
    summary = page.text[page.text.index('class="errors"') : page.text.index("<h1>")]
    assert set(re.findall(r'href="#([\w-]+)"', summary)) == wrong
    for field in wrong:
        assert f'id="{field}"' in page.text
    assert await page_world.answers() == 0


async def test_an_ambiguous_amount_is_refused_with_both_readings(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    filled = {"answer": "disagreed", "responder_name": "X", "explanation": "y"}
    page = await page_world.check(path, **filled, own_for_sales="1.234")
    assert page.status_code == 422
    assert "“1.234” hem 1.234,00 TL hem 1,234 olarak okunabilir" in page.text
    assert 'value="1.234"' in page.text
    # Two typed amounts decide each other's reading, as the cells of a column do.
    assert (await page_world.check(path, **filled, own_for_sales="1.234", own_for_purchases="12,50")).status_code == 200
    for bad in ("abc", "-5,00", "5 EUR", "1,234", "1.2345,678"):
        assert (await page_world.check(path, **filled, own_for_purchases=bad)).status_code == 422, bad
    assert (await page_world.check(path, **filled, own_for_purchases="1.234,5 TL")).status_code == 200


async def test_back_brings_everything_typed_again(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    state = await page_world.state(
        path, answer="disagreed", responder_name="Finans", explanation="Eksik", own_for_sales="1.000,50"
    )
    page = (await page_world.check(path, edit="1", state=state)).text
    for text in ('value="Finans"', ">\nEksik</textarea>", 'value="1.000,50"'):
        assert text in page
    assert await page_world.answers() == 0


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": PUBLIC}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site", "origin": PUBLIC}, False),
        ({"origin": "http://sayfa.test.evil.test"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
async def test_forms_of_other_sites_are_refused(page_world: World, headers: dict[str, str], taken: bool) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    state = await page_world.state(path, answer="agreed", responder_name="Muhasebe")
    page_world.visitor.headers.pop("sec-fetch-site")
    sent = await page_world.visitor.post(f"{path}/send", data={"state": state}, headers=headers)
    assert sent.status_code == (200 if taken else 403)
    assert await page_world.answers() == int(taken)


async def test_only_forms_of_a_sensible_size_are_read(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    assert (await page_world.check(path, explanation="x" * 70_000)).status_code == 413
    many = await page_world.visitor.post(f"{path}/check", data={f"a{n}": "1" for n in range(5_000)})
    assert many.status_code == 422
    json = await page_world.visitor.post(f"{path}/check", json={"answer": "agreed", "responder_name": "X"})
    assert json.status_code == 422


async def test_an_outage_and_a_bug_have_a_page(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    for error, status in ((OSError("away"), 503), (RuntimeError("bug"), 500), (TooMany("slow", retry_after=90), 429)):
        with patch.object(pages, "find_now", side_effect=error), patch("services.responses.public.guard.log"):
            page = await page_world.visitor.get(path)
        assert page.status_code == status
        assert page.headers["retry-after"] == ("90" if status == 429 else "30")
        assert {k: v for k, v in shown(page).items() if k != "retry-after"} == HEADERS
        assert "away" not in page.text
        assert "bug" not in page.text


async def test_the_page_is_small_and_cheap(page_world: World) -> None:
    await page_world.tell(*statement(docs=documents(15)))
    path = await page_world.link()
    statements: list[str] = []
    engine = page_world.database.engine.sync_engine
    sa_event.listen(engine, "before_cursor_execute", lambda _c, _cur, sql, *_: statements.append(sql))
    page = await page_world.visitor.get(path)
    assert len(statements) <= 2
    (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)
    css = await page_world.visitor.get(sheet, headers={"accept-encoding": "identity"})
    assert css.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert len(gzip.compress(page.content, 9)) + len(gzip.compress(css.content, 9)) <= 8 * 1024
    assert '<details id="documents" open>' in page.text
    for forbidden in ("<script", "style=", "onclick", "http://", "https://", "<img", "set-cookie"):
        assert forbidden not in page.text + str(page.headers)


async def test_more_documents_are_folded(page_world: World) -> None:
    await page_world.tell(*statement(docs=documents(16)))
    page = (await page_world.visitor.get(await page_world.link())).text
    assert '<details id="documents">' in page
    assert "Belgeleri göster (16)" in page


async def test_returns_and_the_limit_are_marked(page_world: World) -> None:
    await page_world.tell(*statement())
    page = (await page_world.visitor.get(await page_world.link())).text
    assert "bunun iadesi: 1.240,56 TL (1 belge)" in page
    assert "5.000,00 TL sınırının altında" in page
    assert "250,00 EUR" in page


# --- openings -----------------------------------------------------------------------------------------------


async def test_openings_are_counted_together_and_reported_sparingly(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    for _ in range(3):
        await world.visitor.get(path, headers={"user-agent": BROWSER})
    await world.visitor.head(path)
    await world.visitor.get(path, headers={"user-agent": "Barracuda Link Protection"})
    await world.visitor.get(path, headers={"user-agent": BROWSER, "sec-purpose": "prefetch"})
    await world.flush_openings()
    assert [opened.probably_machine for opened in await world.said(PageOpened)] == [False, True]
    world.clock.advance(timedelta(minutes=59))
    await world.visitor.get(path, headers={"user-agent": BROWSER})
    await world.flush_openings()
    assert len(await world.said(PageOpened)) == 2
    world.clock.advance(timedelta(minutes=2))
    await world.visitor.get(path, headers={"user-agent": BROWSER})
    await world.flush_openings()
    assert len(await world.said(PageOpened)) == 3
    async with world.database.reading() as reading:
        row = await reading.first(select(models.links))
    assert row is not None
    assert (row.openings, row.machine_openings) == (5, 3)
    assert row.first_opened_at < row.last_opened_at


async def test_openings_wait_while_the_database_is_away(page_world: World) -> None:
    await page_world.tell(*statement())
    await page_world.visitor.get(await page_world.link(), headers={"user-agent": BROWSER})
    with (
        patch.object(page_world.database, "transaction", side_effect=OSError("away")),
        pytest.raises(OSError, match="away"),
    ):
        await page_world.flush_openings()
    await page_world.flush_openings()
    assert len(await page_world.said(PageOpened)) == 1


# --- robots without a browser -------------------------------------------------------------------------------


async def test_a_robot_that_posts_every_form_as_it_finds_it_leaves_no_answer(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    waiting = [path, f"{path}?change=1"]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in seen or len(seen) > 60:
            continue
        seen.add(address)
        page = await page_world.visitor.get(address)
        for form in re.findall(r"<form.*?</form>", page.text, re.DOTALL):
            page_world.clock.advance(timedelta(seconds=10))
            action = re.search(r'action="([^"]+)"', form)
            assert action
            fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
            posted = await page_world.visitor.post(action[1], data=fields | {"explanation": "", "responder_name": ""})
            assert posted.status_code == 422
            again = {
                name: hidden(posted.text, name) for name in ("lang", "replaces") if f'name="{name}"' in posted.text
            }
            assert (await page_world.visitor.post(f"{path}/send", data=again)).status_code == 422
        waiting += re.findall(r'<a[^>]* href="(/[^"]+)"', page.text)
    assert len(seen) >= 3
    assert await page_world.answers() == 0


async def test_a_page_is_found_by_its_link_however_new_the_table_is(world: World) -> None:
    """PostgreSQL has no statistics yet of what a launch has just written, and everybody opens their page then."""
    if not world.database.lets_many_write:
        pytest.skip("PostgreSQL chooses its ways by statistics")
    await world.tell(*(part for _ in range(200) for part in statement()))
    async with world.database.reading() as reading:
        links = await reading.all(select(models.links.c.link_id, models.links.c.reconciliation_id).limit(5))
    read = sql("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'links'")
    async with world.database.transaction() as tx:
        # As if there were too many to go through all: of these few it would.
        await tx.execute(sql("SET LOCAL enable_seqscan = off"))
        before = await tx.scalar(read)
        assert len(await pages.find_each(tx, [one.link_id for one in links])) == 5
        assert len(await evidence.rows_of_each(tx, [one.reconciliation_id for one in links])) == 5
        assert await tx.scalar(read) - before == 10
