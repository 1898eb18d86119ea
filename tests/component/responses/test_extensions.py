"""A campaign that got more time: its pages and mails follow, in whatever order that is learnt; evidence stays as it was."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.responses.use_cases.chain import verify_chain
from shared.clock import end_of_day
from shared.contracts.campaign import CampaignExtended, ClosingReason, InvitationRequested, ReconciliationClosed
from shared.contracts.responses import InvitationIssued, ResponseReceived
from shared.contracts.values import Purpose
from tests.component.responses.world import COMPANY, World, heading, statement, text_of

FIRST, LATER, LATEST = date(2026, 11, 13), date(2026, 11, 20), date(2026, 11, 27)


def extension(world: World, campaign_id: object, day: date) -> CampaignExtended:
    return CampaignExtended(campaign_id=campaign_id, valid_until=day, extended_at=world.clock.now())  # type: ignore[arg-type]


@pytest.mark.parametrize("known_first", [False, True])
async def test_the_page_takes_answers_until_the_new_day(world: World, known_first: bool) -> None:
    campaign = uuid4()
    told = [*statement(campaign_id=campaign), extension(world, campaign, LATEST), extension(world, campaign, LATER)]
    for one in reversed(told) if known_first else told:
        await world.tell(one)
    path = await world.link()
    assert "27 Kasım 2026" in text_of((await world.visitor.get(path)).text)
    world.clock.set(end_of_day(FIRST) + timedelta(days=1))
    assert (await world.agree(path)).status_code == 200
    (event,) = await world.said(ResponseReceived)
    assert event.late is False
    # Changed until the new end, not after it.
    world.clock.set(end_of_day(LATEST) - timedelta(minutes=1))
    assert (await world.disagree(path, replaces="1")).status_code == 200
    world.clock.set(end_of_day(LATEST))
    with pytest.raises(AssertionError, match="değiştirilemez"):
        await world.agree(path, replaces="2")
    assert await world.answers() == 2
    async with world.database.reading() as reading:
        assert (await verify_chain(reading, COMPANY)).intact


async def test_evidence_of_an_answer_outlives_an_extension(world: World) -> None:
    """The answer rests on the day that the page had then; more time for the others must not look like tampering."""
    campaign = uuid4()
    await world.tell(*statement(campaign_id=campaign))
    path = await world.link()
    await world.agree(path)
    await world.tell(extension(world, campaign, LATER))
    async with world.database.reading() as reading:
        assert (await verify_chain(reading, COMPANY)).intact
    world.clock.set(end_of_day(FIRST))
    assert "20 Kasım 2026" in text_of((await world.visitor.get(path)).text)


async def test_pages_that_ran_out_open_again_and_mails_name_the_new_day(world: World) -> None:
    campaign = uuid4()
    parts = statement(campaign_id=campaign)
    await world.tell(*parts)
    path = await world.link()
    world.clock.set(end_of_day(FIRST))
    assert heading((await world.visitor.get(path)).text) == "Yanıt süresi 13.11.2026 tarihinde doldu"
    await world.tell(
        ReconciliationClosed(
            reconciliation_id=parts[0].reconciliation_id,
            campaign_id=campaign,
            reason=ClosingReason.EXPIRED,
            closed_at=world.clock.now(),
        )
    )
    world.clock.set(end_of_day(FIRST) + timedelta(hours=10))
    await world.tell(extension(world, campaign, LATER))
    await world.tell(
        InvitationRequested(
            reconciliation_id=parts[0].reconciliation_id, campaign_id=campaign, send_number=2, purpose=Purpose.REMINDER
        )
    )
    first, second = await world.said(InvitationIssued)
    assert (first.letter.valid_until, second.letter.valid_until) == (FIRST, LATER)
    assert first.link_id == second.link_id
    assert (await world.agree(path)).status_code == 200


async def test_another_companys_extension_moves_nothing(world: World) -> None:
    campaign = uuid4()
    await world.tell(*statement(campaign_id=campaign))
    await world.tell(extension(world, campaign, LATER), tenant=uuid4())
    path = await world.link()
    world.clock.set(end_of_day(FIRST))
    assert heading((await world.visitor.get(path)).text) == "Yanıt süresi 13.11.2026 tarihinde doldu"
