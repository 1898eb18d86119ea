"""After the last day: refused, or taken and marked as late, as the campaign has it; and two people who do not say the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from services.responses import models
from services.responses.use_cases.chain import verify_chain
from shared.clock import SystemClock, end_of_day
from shared.contracts.campaign import CampaignCancelled, ClosingReason, ReconciliationClosed
from shared.contracts.responses import ResponseReceived
from shared.contracts.values import Recipient
from tests.component.responses.conftest import NOW
from tests.component.responses.world import COMPANY, World, heading, hidden, statement, text_of

DEADLINE = end_of_day(date(2026, 11, 13))
BOTH = [Recipient(address="a@igdir.test"), Recipient(address="b@igdir.test")]


@pytest.mark.parametrize("accept", [False, True])
@pytest.mark.parametrize("milliseconds", [-1, 0, 1])
async def test_w4_the_database_decides_at_the_deadline_and_the_page_says_so(
    world: World, milliseconds: int, accept: bool
) -> None:
    await world.tell(*statement(accept_late_answers=accept))
    path = await world.link()
    world.clock.set(DEADLINE - timedelta(hours=1))
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    world.clock.set(DEADLINE + timedelta(milliseconds=milliseconds))
    page = await world.send(path, state)
    in_time = milliseconds < 0
    if not in_time and not accept:
        assert (page.status_code, await world.answers()) == (409, 0)
        assert heading(page.text) == "Yanıt süresi 13.11.2026 tarihinde doldu"
        assert "Yanıtınız kaydedilmedi" in page.text
        return
    assert (page.status_code, await world.answers()) == (200, 1)
    assert ("geç: yanıt süresi 13.11.2026 tarihinde doldu" in text_of(page.text)) is not in_time
    (event,) = await world.said(ResponseReceived)
    assert event.late is not in_time
    async with world.database.reading() as reading:
        assert (await verify_chain(reading, COMPANY)).intact


class WrongClock(SystemClock):
    """The clock of a host that is a day fast or slow."""

    def __init__(self, off: timedelta) -> None:
        self._off = off

    def now(self) -> Any:
        return super().now() + self._off


@pytest.mark.parametrize(("off", "closes_in", "status"), [(1, 60, 200), (-1, -1, 409)])
async def test_w4_a_wrong_clock_of_the_host_decides_nothing(
    world: World, off: int, closes_in: int, status: int
) -> None:
    await world.tell(*statement())
    path = await world.link()
    async with world.database.transaction() as tx:
        closes_at = SystemClock().now() + timedelta(seconds=closes_in)
        await tx.execute(update(models.statements).values(closes_at=closes_at + timedelta(days=2)))
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    async with world.database.transaction() as tx:
        await tx.execute(update(models.statements).values(closes_at=closes_at))
    world.database.clock = world.page_database.clock = WrongClock(timedelta(days=off))
    assert (await world.send(path, state)).status_code == status
    assert await world.answers() == (status == 200)


async def test_a_late_answer_is_offered_taken_and_can_be_corrected(world: World) -> None:
    prepared = statement(accept_late_answers=True)[0]
    ids = {"reconciliation_id": prepared.reconciliation_id, "campaign_id": prepared.campaign_id}
    await world.tell(prepared, ReconciliationClosed(**ids, reason=ClosingReason.EXPIRED, closed_at=DEADLINE))
    path = await world.link()
    world.clock.set(DEADLINE + timedelta(days=3))
    expired = await world.visitor.get(path)
    assert heading(expired.text) == "Yanıt süresi 13.11.2026 tarihinde doldu"
    assert "Yine de yanıtla" in expired.text
    form = await world.visitor.get(f"{path}?change=1")
    assert "yanıtınız “geç” olarak işaretlenir" in form.text
    assert "will_answer" not in form.text
    assert (await world.agree(path)).status_code == 200
    shown = await world.visitor.get(path)
    assert "geç: yanıt süresi" in shown.text
    assert "değiştirebilirsiniz" not in shown.text, "no last day is named that has passed"
    changing = await world.visitor.get(f"{path}?change=1")
    assert (await world.disagree(path, replaces=hidden(changing.text, "replaces"))).status_code == 200
    assert [(event.version, event.late) for event in await world.said(ResponseReceived)] == [(1, True), (2, True)]


async def test_what_was_said_in_time_stays_after_the_last_day(world: World) -> None:
    await world.tell(*statement(accept_late_answers=True, recipients=BOTH))
    first, second = await world.link("a@igdir.test"), await world.link("b@igdir.test")
    await world.agree(first)
    world.clock.set(DEADLINE)
    for path in (first, second):
        assert "change=1" not in (await world.visitor.get(path)).text
        refused = await world.check(path, answer="disagreed", responder_name="F", explanation="x", replaces="1")
        assert refused.status_code == 409
        assert "değiştirilemez" in refused.text


async def test_late_answers_end_with_the_request(world: World) -> None:
    prepared = statement(accept_late_answers=True)[0]
    await world.tell(prepared)
    path = await world.link()
    world.clock.set(DEADLINE + timedelta(days=1))
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    await world.tell(CampaignCancelled(campaign_id=prepared.campaign_id, cancelled_at=NOW))
    assert (await world.send(path, state)).status_code == 410
    assert await world.answers() == 0


async def test_two_people_who_say_different_things_are_a_conflict_until_they_agree(world: World) -> None:
    await world.tell(*statement(recipients=BOTH))
    first, second = await world.link("a@igdir.test"), await world.link("b@igdir.test")

    async def again(path: str, answer: str) -> None:
        version = hidden((await world.visitor.get(f"{path}?change=1")).text, "replaces")
        await (world.agree if answer == "agreed" else world.disagree)(path, replaces=version)

    await world.agree(first)
    await again(second, "disagreed")
    await again(second, "agreed")
    await again(first, "disagreed")
    await again(second, "disagreed")
    assert [event.conflict for event in await world.said(ResponseReceived)] == [False, True, False, True, False]
    assert await world.answers() == 5, "every version is kept"
    async with world.database.reading() as reading:
        assert list(
            await reading.scalars(select(models.responses.c.version).order_by(models.responses.c.position))
        ) == [
            1,
            2,
            3,
            4,
            5,
        ]
