"""Balances on the operator's screens: chosen, asked about, followed; always in words, never by a sign."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest

from services.campaign.loops import expire
from shared.contracts.responses import Answer
from tests.component.campaign.console.desk import CONSOLE, Desk, hidden_of
from tests.component.campaign.console.test_road import to_the_list
from tests.component.campaign.test_balances import money, owing
from tests.component.campaign.world import Facts


def text_of(html: str) -> str:
    """What is read: without markup, scripts' data and hidden fields, in single spaces."""
    body = html.partition("<main")[2].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


async def asked(desk: Desk, kind: str = "balance") -> tuple[str, str]:
    desk.neighbours.figures = [owing(1, "1234.56", "-300.00"), owing(2, "-80.00"), owing(3, "0.00")]
    path = await to_the_list(desk, kind=kind, as_of="2026-10-31")
    return path, (await desk.get(path)).text


async def sent(desk: Desk, kind: str, confirmation: str) -> str:
    path, _ = await asked(desk, kind)
    details = await desk.post(f"{path}/selection", {"whole": "1"}, seen=path)
    chosen = hidden_of(details.text, f"{CONSOLE}{path}/confirmation") | {
        "description": "Bakiye mutabakatı", "valid_until": "2026-12-04", "confirmation": confirmation,
    }  # fmt: skip
    look = await desk.submit(f"{path}/confirmation", chosen, details.text)
    assert look.status_code == 200, look.text
    done = await desk.submit(f"{path}/send", hidden_of(look.text, f"{CONSOLE}{path}/send"), look.text)
    assert done.status_code == 303, done.text
    return done.headers["location"].removeprefix(CONSOLE)


async def test_the_form_offers_all_kinds_and_the_last_day_of_last_month(desk: Desk) -> None:
    page = (await desk.get("/runs/new")).text
    for label in ("Alış–satış (BA/BS)", "Bakiye", "İkisi birden"):
        assert label in page
    assert re.search(r'name="kind" value="purchases_sales" checked', page)
    assert re.search(r'id="as_of"[^>]*value="2026-10-31"', page)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "balance", "as_of": ""}, "Bakiye tarihi boş ya da geçerli bir tarih değil."),
        ({"kind": "combined", "as_of": "2026-10-31", "period": "1999-01"}, "Bir dönem seçin."),
    ],
)
async def test_what_a_kind_needs_is_asked_for(desk: Desk, fields: dict[str, str], message: str) -> None:
    answer = await desk.post("/runs/new", {"period": "2026-10", "limit": "5.000,00", **fields})
    assert answer.status_code == 422
    assert message in unescape(answer.text)


async def test_a_list_of_balances_says_who_owes_whom(desk: Desk) -> None:
    _, page = await asked(desk)
    shown = text_of(page)
    for words in (
        "31.10.2026 bakiyeleri",
        "Bize borcu 1.234,56 TL",
        "Bizden alacağı 300,00 USD",
        "Borç/alacak yok 0,00 TL",
    ):
        assert words in shown, words
    assert "Alış (BA), TL" not in shown
    assert not re.search(r"-\d", re.sub(r"320\.\d+|\d{4}-\d\d-\d\d", "", shown))
    _, both = await asked(desk, "combined")
    assert "Alış (BA), TL" in text_of(both)
    assert "Bize borcu 1.234,56 TL" in text_of(both)


async def test_the_kind_of_confirmation_is_chosen_before_sending(desk: Desk) -> None:
    path, _ = await asked(desk)
    details = await desk.post(f"{path}/selection", {"whole": "1"}, seen=path)
    assert 'value="31.10.2026 bakiye mutabakatı"' in details.text
    assert re.search(r'name="confirmation" value="positive" checked', details.text)
    assert "Bize borçları 1.234,56 TL" not in text_of(details.text), "in TRY both currencies count"
    path = await sent(desk, "balance", "negative")
    shown = text_of((await desk.get(path)).text)
    assert "Bize borcu 1.234,56 TL" in shown
    assert "İtiraz gelmedi 0" in shown, "its tab"
    other = await sent(desk, "combined", "positive")
    assert "İtiraz gelmedi" not in text_of((await desk.get(other)).text)


async def test_silence_after_a_negative_request_reads_no_objection(desk: Desk) -> None:
    path = await sent(desk, "balance", "negative")
    campaign_id = UUID(path.rpartition("/")[2])
    first, second, _ = await desk.world.rows(campaign_id)
    facts, message = Facts(campaign_id, first), uuid4()
    await desk.world.deliver(facts.prepared(), facts.invited(message), facts.sent(message))
    said = Facts(campaign_id, second).answered(Answer.DISAGREED, explanation="Ödememiz eksik.")
    await desk.world.deliver(said.model_copy(update={"own_balances": (money("-75.00"),)}))
    desk.world.clock.advance(timedelta(days=20))
    await expire(desk.world.service.database)
    await desk.sign_in()
    silent = text_of((await desk.get(f"/reconciliations/{first}")).text)
    assert "İtiraz gelmedi" in silent
    assert "mutabıkız" not in silent
    assert "Mutabık kalındı" not in silent
    objected = text_of((await desk.get(f"/reconciliations/{second}")).text)
    assert "Kendi kayıtlarında: Bizden alacağı 75,00 TL" in objected
    assert "31.10.2026 bakiyesi Bizden alacağı 80,00 TL" in objected
