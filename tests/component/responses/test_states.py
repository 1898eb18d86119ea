"""What a page says in each of its states, beside the form: the question, the day, and what silence meant."""

from __future__ import annotations

import gzip
from datetime import date

import pytest

from services.responses.public.renderer import LANGUAGES
from shared.contracts.campaign import CampaignCancelled, ClosingReason, ReconciliationClosed
from shared.contracts.values import Confirmation, Kind
from tests.component.responses.test_balances import BALANCES, asking
from tests.component.responses.world import World, documents, heading, statement, text_of

OVER = {"valid_until": date(2026, 11, 4)}


async def shown(world: World, language: str = "tr") -> str:
    return text_of((await world.visitor.get(await world.link(), params={"lang": language})).text.replace("</t", " </t"))


@pytest.mark.parametrize(
    ("kind", "balances", "question"),
    [
        (Kind.PURCHASES_SALES, (), "Bu tutarlarda mutabık mısınız?"),
        (Kind.BALANCE, BALANCES[:1], "Bu bakiyede mutabık mısınız?"),
        (Kind.BALANCE, BALANCES, "Bu tutarlarda mutabık mısınız?"),
        (Kind.COMBINED, BALANCES[:1], "Bu tutarlarda mutabık mısınız?"),
    ],
)
async def test_the_question_names_what_is_asked(
    page_world: World, kind: Kind, balances: tuple[()], question: str
) -> None:
    await page_world.tell(*(asking(kind, balances=balances) if kind.has_balances else statement()))
    assert question in await shown(page_world)


async def test_a_balance_says_which_side_of_a_ledger_it_is(page_world: World) -> None:
    await page_world.tell(*asking(Kind.BALANCE))
    page = await shown(page_world)
    assert "1.234,56 TL Bizde: borç bakiye · sizde beklenen: alacak bakiye" in page
    assert "300,00 USD Bizde: alacak bakiye · sizde beklenen: borç bakiye" in page


async def test_returns_are_a_sub_total_below_the_total_of_their_side(page_world: World) -> None:
    await page_world.tell(*statement(docs=documents(15)))
    page = await shown(page_world)
    assert "Toplam 14.892,72 bunun iadesi (2) 2.488,12" in page
    assert "Toplam 3.730,68 Saklamak için: PDF Excel" in page, "the other side has none"


async def test_silence_is_named_as_what_it_was_asked_to_mean(page_world: World) -> None:
    late = [
        part.model_copy(update={"letter": part.letter.model_copy(update=OVER)})
        for part in asking(Kind.BALANCE, Confirmation.NEGATIVE)
    ]
    await page_world.tell(*late)
    page = await shown(page_world, "de")
    assert "als „kein Einwand“ vermerkt, nicht als Zustimmung" in page
    assert "nicht beantwortet" not in page


@pytest.mark.parametrize("how", ["replaced", "cancelled with its campaign"])
async def test_the_day_of_a_withdrawal_stands_there_whatever_withdrew_it(page_world: World, how: str) -> None:
    prepared = statement()[0]
    ids = {"reconciliation_id": prepared.reconciliation_id, "campaign_id": prepared.campaign_id}
    at = page_world.clock.now()
    await page_world.tell(
        prepared,
        ReconciliationClosed(**ids, reason=ClosingReason.SUPERSEDED, closed_at=at)
        if how == "replaced"
        else CampaignCancelled(campaign_id=prepared.campaign_id, cancelled_at=at),
    )
    page = await page_world.visitor.get(await page_world.link())
    assert page.status_code == (200 if how == "replaced" else 410)
    assert "05.11.2026 tarihinde" in page.text
    assert "MHS2026" not in page.text, "the figures are no longer shown"


async def test_pages_of_documents_are_a_few_links_away(page_world: World) -> None:
    await page_world.tell(*statement(docs=documents(40), part_size=2))
    path = await page_world.link()
    page = (await page_world.visitor.get(path, params={"page": "10"})).text
    for number in (1, 8, 9, 11, 12, 20):
        assert f"page={number}#documents" in page
    for number in (2, 7, 10, 13, 19):
        assert f"page={number}#documents" not in page
    assert "Sayfa 10 / 20" in page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_is_small(page_world: World, language: str) -> None:
    await page_world.tell(*statement(docs=documents(15)))
    page = await page_world.visitor.get(await page_world.link(), params={"lang": language})
    sheet = page.text.split('<link rel="stylesheet" href="')[1].split('"')[0]
    css = await page_world.visitor.get(sheet, headers={"accept-encoding": "identity"})
    assert len(gzip.compress(page.content, 9)) + len(gzip.compress(css.content, 9)) <= 8 * 1024
    assert heading(page.text) == "Ekim 2026 alış–satış (BA/BS) mutabakatı"
