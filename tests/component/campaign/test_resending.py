"""Mailing many again: exactly the asked ones, counted, once; whoever has answered is left alone."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.campaign.domain.reconciliations import Only
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from services.campaign.use_cases.resending import ResendMany, resend_many
from shared.contracts.campaign import InvitationRequested
from shared.contracts.mailer import MailFailed
from shared.contracts.values import Purpose
from shared.errors import Conflict, NotFound
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.world import NOW, Facts, World, figure


def failed(facts: Facts, message_id: UUID, *, send_number: int = 1) -> MailFailed:
    return MailFailed(
        message_id=message_id,
        reconciliation_id=facts.reconciliation_id,
        campaign_id=facts.campaign_id,
        send_number=send_number,
        purpose=Purpose.INVITATION,
        address=facts.address,
        attempt=1,
        at=NOW,
        reason="unknown_recipient",
        code=550,
    )


async def a_campaign(world: World) -> tuple[UUID, list[UUID]]:
    """Answered, reached, lost, half lost (two addresses), queued, preparing."""
    two = figure(4, addresses=["a@c4.test", "b@c4.test"])
    made = await world.send([figure(1), figure(2), figure(3), two, figure(5), figure(6)], notify_contacts=True)
    campaign_id = made.campaign.campaign_id
    ids = await world.rows(campaign_id)
    events: list[Any] = []
    for number, outcomes in enumerate((["sent"], ["sent"], ["failed"], ["sent", "failed"], ["queued"])):
        for place, outcome in enumerate(outcomes):
            name = "ab"[place] if len(outcomes) > 1 else "finans"
            facts = Facts(campaign_id, ids[number], address=f"{name}@c{number + 1}.test")
            message_id = uuid4()
            events.append(facts.invited(message_id))
            if outcome != "queued":
                events.append(facts.sent(message_id) if outcome == "sent" else failed(facts, message_id))
    events.append(Facts(campaign_id, ids[0]).answered())
    await world.deliver(*events)
    return campaign_id, ids


async def asked(world: World) -> list[tuple[UUID, int, tuple[str, ...]]]:
    found = [one for one in await world.said(InvitationRequested) if isinstance(one, InvitationRequested)]
    return [(one.reconciliation_id, one.send_number, one.addresses) for one in found]


@pytest.mark.parametrize(
    ("only", "expected", "mails", "skipped"),
    [
        (Only.ALL, {1: (), 2: (), 3: (), 4: ()}, 5, {"already_answered": 1, "still_preparing": 1}),
        (
            Only.UNANSWERED,
            {1: ("finans@c2.test",), 3: ("a@c4.test",)},
            2,
            {"already_answered": 1, "not_reached": 1, "on_its_way": 1, "still_preparing": 1},
        ),
        (
            Only.FAILED,
            {2: ("finans@c3.test",), 3: ("b@c4.test",)},
            2,
            {"already_answered": 1, "nothing_lost": 2, "still_preparing": 1},
        ),
    ],
)
async def test_exactly_these_are_asked_again(
    world: World, only: Only, expected: dict[int, tuple[str, ...]], mails: int, skipped: dict[str, int]
) -> None:
    campaign_id, ids = await a_campaign(world)
    async with world.service.database.transaction() as tx:
        done = await resend_many(tx, ResendMany(world.company_id, campaign_id, "Finans", only))
    assert (done.reconciliations, done.mails, done.skipped) == (len(expected), mails, skipped)
    assert sorted(await asked(world)) == sorted((ids[at], 2, addresses) for at, addresses in expected.items())
    # Once more, before the mailer has heard of it: everything is on its way already.
    async with world.service.database.transaction() as tx:
        again = await resend_many(tx, ResendMany(world.company_id, campaign_id, "Finans", only))
    assert again.skipped.get("on_its_way") == len(expected) + skipped.get("on_its_way", 0)
    assert len(await asked(world)) == len(expected) + again.reconciliations


async def test_two_operators_at_once_ask_once(world: World) -> None:
    campaign_id, _ = await a_campaign(world)

    async def again() -> int:
        async with world.service.database.transaction() as tx:
            command = ResendMany(world.company_id, campaign_id, "Finans", Only.FAILED)
            return (await resend_many(tx, command)).reconciliations

    assert sorted(await asyncio.gather(again(), again())) == [0, 2]
    assert len(await asked(world)) == 2


async def test_what_is_lost_again_may_be_sent_again(world: World) -> None:
    campaign_id, ids = await a_campaign(world)
    facts = Facts(campaign_id, ids[2], address="finans@c3.test")
    command = ResendMany(world.company_id, campaign_id, "Finans", Only.SELECTED, [ids[2]])
    for number in (2, 3):
        async with world.service.database.transaction() as tx:
            assert (await resend_many(tx, command)).mails == 1
        message_id = uuid4()
        await world.deliver(facts.invited(message_id, number), failed(facts, message_id, send_number=number))
    assert [number for _, number, _ in await asked(world)] == [2, 3]


async def test_strangers_and_cancelled_campaigns_are_refused(world: World) -> None:
    campaign_id, _ = await a_campaign(world)
    async with world.service.database.transaction() as tx:
        with pytest.raises(NotFound):
            await resend_many(tx, ResendMany(world.company_id, campaign_id, "x", Only.SELECTED, [uuid4()]))
        with pytest.raises(NotFound):
            await resend_many(tx, ResendMany(uuid4(), campaign_id, "x", Only.ALL))
        await cancel_campaign(tx, CancelCampaign(world.company_id, campaign_id, "Finans"))
        with pytest.raises(Conflict) as caught:
            await resend_many(tx, ResendMany(world.company_id, campaign_id, "x", Only.ALL))
    assert caught.value.code == "campaign_cancelled"


async def test_over_http_a_repeated_request_gets_the_same_answer(world: World) -> None:
    campaign_id, ids = await a_campaign(world)
    headers = {**await bearer(world), "Idempotency-Key": "m1"}
    path = f"{API}/campaigns/{campaign_id}/resend"
    first, second = [await world.http.post(path, json={"only": "failed"}, headers=headers) for _ in range(2)]
    assert first.status_code == 200, first.text
    assert (
        first.json()
        == second.json()
        == {
            "reconciliations": 2,
            "mails": 2,
            "skipped": {"already_answered": 1, "nothing_lost": 2, "still_preparing": 1},
        }
    )
    assert len(await asked(world)) == 2
    wrong = {"only": "all", "reconciliation_ids": [str(ids[0])]}
    refused = await world.http.post(path, json=wrong, headers={**headers, "Idempotency-Key": "m2"})
    assert refused.status_code == 422
