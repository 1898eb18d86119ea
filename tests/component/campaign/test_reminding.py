"""Reminders: exactly the silent ones, with manners, by hand and by themselves; never who has answered."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.campaign.loops import remind as remind_by_itself
from services.campaign.repository import mails
from services.campaign.use_cases.reconciliations import Resend, resend
from services.campaign.use_cases.reminding import (
    Remind,
    SetLadder,
    SetReminding,
    outlook,
    remind,
    set_ladder,
    set_reminding,
)
from services.campaign.use_cases.resending import ResentMany
from shared.contracts.campaign import InvitationRequested
from shared.contracts.mailer import MailFailed
from shared.contracts.values import REMINDER_ANSWERED, Purpose
from shared.errors import Invalid
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import NOW, Facts, World, figure


async def silent(world: World, count: int, **more: Any) -> tuple[UUID, list[Facts]]:
    """A campaign in which everybody was reached and nobody has answered."""
    made = await world.send([figure(number) for number in range(1, count + 1)], **more)
    campaign_id = made.campaign.campaign_id
    ids = await world.rows(campaign_id)
    everybody = [Facts(campaign_id, id_, address=f"finans@c{number}.test") for number, id_ in enumerate(ids, start=1)]
    for facts in everybody:
        message = uuid4()
        await world.deliver(facts.invited(message), facts.sent(message))
    return campaign_id, everybody


async def by_hand(world: World, campaign_id: UUID) -> ResentMany:
    async with world.service.database.transaction() as tx:
        return await remind(tx, Remind(world.company_id, campaign_id, "Finans"))


async def arrived(world: World, everybody: list[Facts], number: int) -> None:
    for facts in everybody:
        message = uuid4()
        await world.deliver(facts.invited(message, number), facts.sent(message, send_number=number))


async def asked(world: World) -> list[InvitationRequested]:
    return [one for one in await world.said(InvitationRequested) if isinstance(one, InvitationRequested)]


async def test_who_answered_after_the_page_was_opened_is_not_reminded(world: World) -> None:
    campaign_id, everybody = await silent(world, 12)
    async with world.service.database.reading() as reading:
        promised = await outlook(reading, world.company_id, campaign_id)
    assert (promised.reconciliations, promised.mails) == (12, 12)
    await world.deliver(*(facts.answered() for facts in everybody[:5]))
    done = await by_hand(world, campaign_id)
    assert (done.reconciliations, done.mails, done.skipped) == (7, 7, {"already_answered": 5})
    sent = await asked(world)
    assert {one.reconciliation_id for one in sent} == {facts.reconciliation_id for facts in everybody[5:]}
    assert {one.purpose for one in sent} == {Purpose.REMINDER}


async def test_two_operators_at_once_remind_once(world: World) -> None:
    campaign_id, _ = await silent(world, 6)
    done = await asyncio.gather(by_hand(world, campaign_id), by_hand(world, campaign_id))
    assert sorted(one.reconciliations for one in done) == [0, 6]
    assert len(await asked(world)) == 6


async def test_at_most_three_and_two_days_apart(world: World) -> None:
    campaign_id, everybody = await silent(world, 1)
    for number in (2, 3, 4):
        assert (await by_hand(world, campaign_id)).mails == 1
        await arrived(world, everybody, number)
        assert (await by_hand(world, campaign_id)).skipped == {
            "reminded_lately" if number < 4 else "reminded_enough": 1
        }
        world.clock.advance(timedelta(hours=48))
    assert (await by_hand(world, campaign_id)).skipped == {"reminded_enough": 1}
    assert len(await asked(world)) == 3


async def test_whoever_was_just_mailed_again_is_not_reminded_on_the_same_day(world: World) -> None:
    campaign_id, (facts,) = await silent(world, 1, remind_days=(5,))
    world.clock.set(datetime(2026, 11, 26, 12, 0, tzinfo=UTC))
    async with world.service.database.transaction() as tx:
        await resend(tx, Resend(world.company_id, facts.reconciliation_id, "Finans"))
    message, at = uuid4(), world.clock.now()
    again = facts.sent(message, send_number=2).model_copy(update={"purpose": Purpose.RESEND, "at": at})
    await world.deliver(facts.invited(message, 2), again)
    world.clock.set(datetime(2026, 11, 27, 6, 30, tzinfo=UTC))
    assert (await by_hand(world, campaign_id)).skipped == {"reminded_lately": 1}
    assert await remind_by_itself(world.service.database) == 0
    world.clock.set(at + timedelta(hours=48))
    assert (await by_hand(world, campaign_id)).mails == 1


async def test_who_wants_none_gets_none_of_later_requests_either(world: World) -> None:
    campaign_id, everybody = await silent(world, 2)
    command = SetReminding(world.company_id, everybody[0].reconciliation_id, wanted=False, user_name="Finans")
    async with world.service.database.transaction() as tx:
        await set_reminding(tx, command)
    assert (await by_hand(world, campaign_id)).skipped == {"no_reminders": 1}
    later, _ = await silent(world, 2)
    assert (await by_hand(world, later)).skipped == {"no_reminders": 1}
    async with world.service.database.transaction() as tx:
        await set_reminding(tx, SetReminding(world.company_id, everybody[0].reconciliation_id, True, "Finans"))
    assert (await by_hand(world, campaign_id)).mails == 1


async def test_they_go_by_themselves_on_their_day_at_office_hours(world: World) -> None:
    # The last day is Friday, 4 December; the steps are 27 November and 2 December.
    campaign_id, everybody = await silent(world, 3, remind_days=(5, 2))
    world.clock.set(datetime(2026, 11, 27, 6, 0, tzinfo=UTC))
    assert await remind_by_itself(world.service.database) == 0
    world.clock.set(datetime(2026, 11, 27, 6, 30, tzinfo=UTC))
    assert await remind_by_itself(world.service.database) == 3
    assert await remind_by_itself(world.service.database) == 0
    await arrived(world, everybody, 2)
    # Manners would let another one go, but no step has come.
    world.clock.set(datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert await remind_by_itself(world.service.database) == 0
    await world.deliver(everybody[0].answered())
    world.clock.set(datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    at_once = await asyncio.gather(*(remind_by_itself(world.service.database) for _ in range(3)))
    assert sorted(at_once) == [0, 0, 2]
    world.clock.set(datetime(2026, 12, 4, 9, 0, tzinfo=UTC))
    assert await remind_by_itself(world.service.database) == 0
    assert len(await asked(world)) == 5
    async with world.service.database.reading() as reading:
        assert (await outlook(reading, world.company_id, campaign_id)).mails == 0


async def test_none_goes_within_two_days_of_the_sending(world: World) -> None:
    await silent(world, 1, remind_days=(7,))  # 25 November, a day after the sending
    world.clock.set(NOW + timedelta(days=1))
    assert await remind_by_itself(world.service.database) == 0
    world.clock.set(NOW + timedelta(days=2))
    assert await remind_by_itself(world.service.database) == 1


async def test_a_reminder_that_its_answer_stopped_is_no_lost_mail(world: World) -> None:
    campaign_id, (facts,) = await silent(world, 1)
    await by_hand(world, campaign_id)
    message = uuid4()
    stopped = MailFailed(
        message_id=message,
        reconciliation_id=facts.reconciliation_id,
        campaign_id=campaign_id,
        send_number=2,
        purpose=Purpose.REMINDER,
        address=facts.address,
        attempt=0,
        at=NOW,
        reason=REMINDER_ANSWERED,
    )
    await world.deliver(facts.answered(), facts.invited(message, 2), stopped)
    async with world.service.database.reading() as reading:
        count = await mails.mail_counts(reading, world.company_id, campaign_id)
    assert (count.sent, count.lost, count.open) == (1, 0, 0)
    assert await world.states(campaign_id) == ["agreed"]


async def test_the_api_counts_reminds_and_sets_the_days(world: World) -> None:
    campaign_id, everybody = await silent(world, 2)
    place, headers = f"{API}/campaigns/{campaign_id}", await bearer(world)
    assert (await world.http.get(f"{place}/remind", headers=headers)).json()["mails"] == 2
    done = await world.http.post(f"{place}/remind", headers=headers | {"Idempotency-Key": "r1"})
    assert (done.status_code, done.json()) == (200, {"reconciliations": 2, "mails": 2, "skipped": {}})
    again = await world.http.post(f"{place}/remind", headers=headers | {"Idempotency-Key": "r1"})
    assert again.json() == done.json()
    assert len(await asked(world)) == 2
    kept = await world.http.put(f"{place}/reminders", headers=headers, json={"remind_days": [2, 5]})
    assert kept.json()["remind_days"] == [5, 2]
    wrong = await world.http.put(f"{place}/reminders", headers=headers, json={"remind_days": [99]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "reminders_out_of_range")
    one = f"{API}/reconciliations/{everybody[0].reconciliation_id}/reminding"
    assert (await world.http.put(one, headers=headers, json={"wanted": False})).status_code == 204
    stranger = await world.http.put(
        f"{API}/reconciliations/{uuid4()}/reminding", headers=headers, json={"wanted": True}
    )
    assert stranger.status_code == 404


async def test_a_ladder_is_checked_when_a_campaign_is_sent_and_later(world: World) -> None:
    with pytest.raises(Invalid):
        await world.send([figure(1)], remind_days=(1, 2, 3, 4))
    campaign_id, _ = await silent(world, 1)
    with pytest.raises(Invalid):
        async with world.service.database.transaction() as tx:
            await set_ladder(tx, SetLadder(world.company_id, campaign_id, (61,), "Muhasebe"))
