"""A link asked for once more: mailed to whom it was mailed before, and nobody learns whether there was one."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select

from services.responses import models
from shared.contracts.campaign import ClosingReason, ReconciliationClosed
from shared.contracts.responses import InvitationIssued
from shared.contracts.values import Purpose, Recipient
from tests.component.responses.conftest import NOW
from tests.component.responses.world import World, heading, statement

FINANCE = "finans@igdir-celik.test"


async def ask(world: World, email: str) -> httpx.Response:
    return await world.visitor.post("/link", data={"email": email, "lang": "tr"})


async def mailed(world: World) -> list[InvitationIssued]:
    await world.loop("fresh_links").mail()
    return [one for one in await world.said(InvitationIssued) if one.purpose is Purpose.FRESH_LINK]


async def test_known_and_unknown_addresses_get_one_answer_and_the_known_one_a_mail(world: World) -> None:
    await world.tell(*statement(recipients=[Recipient(address="Finans@igdir-celik.test")]))
    known, unknown = await ask(world, " FINANS@IGDIR-CELIK.TEST "), await ask(world, "nobody@igdir-celik.test")
    assert (known.status_code, heading(known.text)) == (200, "Posta kutunuza bakın")
    assert known.content == unknown.content
    assert [one.recipient.address for one in await mailed(world)] == ["Finans@igdir-celik.test"]
    path = f"/m/{world.signer.token((await mailed(world))[0].link_id)}"
    assert path == await world.link("Finans@igdir-celik.test"), "the link is the same: asking kills nobody's"
    async with world.database.reading() as reading:
        assert await reading.scalar(select(func.count()).select_from(models.link_requests)) == 0, "nothing is kept"


async def test_asking_takes_the_same_statements_for_every_address(page_world: World) -> None:
    from sqlalchemy import event

    await page_world.tell(*statement())
    said: list[str] = []
    engine = page_world.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda _c, _cur, sql, *_: said.append(sql))
    await ask(page_world, FINANCE)
    known, said[:] = list(said), []
    await ask(page_world, "nobody@x.test")
    assert said == known


async def test_the_newest_open_requests_are_mailed_and_no_closed_one(page_world: World) -> None:
    world = page_world
    made = []
    for _ in range(7):
        made.append(statement()[0])
        await world.tell(made[-1])
        world.clock.advance(timedelta(minutes=1))
    for one, reason in ((made[6], ClosingReason.CANCELLED), (made[5], ClosingReason.SUPERSEDED)):
        ids = {"reconciliation_id": one.reconciliation_id, "campaign_id": one.campaign_id}
        await world.tell(ReconciliationClosed(**ids, reason=reason, closed_at=NOW))
    await ask(world, FINANCE)
    assert [one.reconciliation_id for one in await mailed(world)] == [one.reconciliation_id for one in made[4::-1]]
    world.clock.advance(timedelta(days=30))
    before = len(await mailed(world))
    await ask(world, FINANCE)
    assert len(await mailed(world)) == before, "what has expired cannot be answered by a fresh link either"


async def test_it_is_asked_for_in_measure(page_world: World) -> None:
    answers = [(await ask(page_world, FINANCE)).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    others = [(await ask(page_world, f"a{n}@x.test")).status_code for n in range(20)]
    assert others.count(429) >= 3, "a network has its measure too"


@pytest.mark.parametrize(
    "typed", ["", "finans", "a@b@c.test", "a b@c.test", "a@c.test\nBcc: x@y.test", "x" * 400 + "@c.test"]
)
async def test_what_is_no_address_is_said_by_its_looks(page_world: World, typed: str) -> None:
    page = await ask(page_world, typed)
    assert (page.status_code, heading(page.text)) == (422, "Bağlantınızı yeniden isteyin")
    assert 'id="email-error"' in page.text


async def test_forms_of_other_sites_ask_in_vain(page_world: World) -> None:
    page_world.visitor.headers["sec-fetch-site"] = "cross-site"
    assert (await ask(page_world, FINANCE)).status_code == 403
