"""Programs are told what happens: once for each who listens, signed, until it gets through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.campaign import webhook_delivery
from services.campaign.announcing import announce_campaigns
from services.campaign.domain.webhooks import DeliveryState, Off, WebhookEvent, new_secret
from services.campaign.loops import expire, tidy
from services.campaign.repository import audit_log, webhook_queue
from services.campaign.repository import webhooks as rows
from services.campaign.repository.audit_log import Wanted
from services.campaign.use_cases import webhooks as use_cases
from services.campaign.use_cases.campaigns import Created
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from services.campaign.use_cases.extending import ExtendCampaign, extend_campaign
from shared.clock import SystemClock
from shared.contracts.responses import Answer, MessageReceived
from shared.errors import Conflict
from tests.component.campaign.webhooks import Told, verified
from tests.component.campaign.world import Facts, World, figure
from tests.servers.certificates import Authority
from tests.servers.webhook_receiver import WebhookReceiver

TRIES = 12
"""Until a message is given up, after about three days."""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(Path(tmp_path_factory.mktemp("authority")))


@pytest.fixture
async def told(world: World, authority: Authority) -> AsyncIterator[Told]:
    receiver = WebhookReceiver(authority.server_context())
    await receiver.start()
    # The stock verifier holds messages to the real time.
    world.clock.set(SystemClock().now())
    yield Told.of(world, authority, receiver)
    await receiver.stop()


async def send(told: Told, count: int = 1) -> Created:
    until: date = told.world.clock.now().date() + timedelta(days=10)
    return await told.world.send([figure(number + 1) for number in range(count)], valid_until=until)


async def cancel(told: Told, created: Created) -> None:
    async with told.world.service.database.transaction() as tx:
        await cancel_campaign(tx, CancelCampaign(told.world.company_id, created.campaign.campaign_id, "Muhasebe"))


async def test_a_road_is_told_as_it_happens(told: Told) -> None:
    world = told.world
    await told.listen()
    campaign_id = (await send(told, 2)).campaign.campaign_id
    first, second = await world.rows(campaign_id)
    one, message_id = Facts(campaign_id, first), uuid4()
    await world.deliver(one.prepared(), one.invited(message_id), one.sent(message_id))
    await world.deliver(one.answered(Answer.DISAGREED, explanation="Bizde 1.000,00 TL", at=world.clock.now()))
    await world.deliver(one.answered(Answer.AGREED, version=2, at=world.clock.now()))
    world.clock.advance(timedelta(days=12))
    await expire(world.service.database)
    await told.send_due()

    bodies = [received.told for received in told.receiver.received]
    assert sorted(body["type"] for body in bodies) == [
        "campaign.completed",
        "campaign.created",
        "reconciliation.answered",
        "reconciliation.answered",
        "reconciliation.expired",
        "reconciliation.sent",
    ]
    answers = [body["data"] for body in bodies if body["type"] == "reconciliation.answered"]
    assert sorted((one["answer_version"], one["answer"], one["state"], one["reference"]) for one in answers) == [
        (1, "disagreed", "disagreed", "M-2026-10-0001"),
        (2, "agreed", "agreed", "M-2026-10-0001"),
    ]
    (expired,) = [body["data"] for body in bodies if body["type"] == "reconciliation.expired"]
    assert expired["reconciliation_id"] == str(second)
    (completed,) = [body["data"] for body in bodies if body["type"] == "campaign.completed"]
    assert (completed["campaign_number"], completed["by_state"]) == (1, {"agreed": 1, "expired": 1})
    whole = "".join(received.body.decode() for received in told.receiver.received)
    assert "@" not in whole  # no address
    assert "1.000,00" not in whole  # no word of a counterparty
    assert len({received.webhook_id for received in told.receiver.received}) == 6


async def test_a_message_verifies_with_the_stock_library_and_with_no_other_secret(told: Told) -> None:
    made = await told.listen(["campaign.created"])
    created = await send(told)
    await told.send_due()
    (received,) = told.receiver.received
    assert verified(received, made.secret)["data"]["campaign_id"] == str(created.campaign.campaign_id)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(received.body, received.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(received.body.replace(b"campaign", b"kampanya"), received.headers)


async def test_more_time_and_messages_are_told_but_no_word_of_them(told: Told) -> None:
    await told.listen(["campaign.extended", "reconciliation.message_received"])
    created = await send(told)
    campaign_id, world = created.campaign.campaign_id, told.world
    (one,) = await world.rows(campaign_id)
    later = created.campaign.valid_until + timedelta(days=5)
    async with world.service.database.transaction() as tx:
        await extend_campaign(tx, ExtendCampaign(world.company_id, campaign_id, "Muhasebe", later))
    message = MessageReceived(
        message_id=uuid4(), reconciliation_id=one, campaign_id=campaign_id, received_at=world.clock.now()
    )
    await world.deliver(message)
    await told.send_due()
    bodies = {received.told["type"]: received.told["data"] for received in told.receiver.received}
    assert len(told.receiver.received) == 2
    assert bodies["campaign.extended"]["valid_until"] == later.isoformat()
    assert bodies["reconciliation.message_received"]["reconciliation_id"] == str(one)


async def test_what_is_done_to_webhooks_is_written_down(told: Told) -> None:
    mine, made = told.world.company_id, await told.listen(["campaign.created"])
    endpoint_id, url = made.endpoint.endpoint_id, told.receiver.url
    database, sealer = told.world.service.database, told.webhooks.sealer
    async with database.transaction() as tx:
        change = use_cases.ChangeWebhook(mine, endpoint_id, url, ["campaign.created"], "ERP", True, "Biri", plain=True)
        for on in (True, False, True):
            await use_cases.change_webhook(tx, replace(change, on=on))
        await use_cases.change_webhook(tx, replace(change, description="Yeni ERP"))
        await use_cases.renew_secret(tx, mine, endpoint_id, sealer, "Biri")
        await use_cases.delete_webhook(tx, mine, endpoint_id, "Biri")
    async with database.reading() as reading:
        entries = [one async for one in audit_log.all_entries(reading, Wanted(company_id=mine))]
    done = [(one.deed, one.who, one.subject) for one in entries if one.deed.startswith("webhook")]
    host = urlsplit(url).hostname
    assert sorted(done) == sorted(
        [("webhook_added", "Muhasebe", host)]
        + [
            (f"webhook_{deed}", "Biri", host)
            for deed in ("switched_off", "switched_on", "changed", "secret_renewed", "removed")
        ]
    )


async def test_only_what_was_chosen_is_told_and_only_to_its_company(told: Told) -> None:
    made = await told.listen(["campaign.cancelled"])
    await cancel(told, await send(told))
    await told.send_due()
    assert [verified(one, made.secret)["type"] for one in told.receiver.received] == ["campaign.cancelled"]
    async with told.world.service.database.reading() as reading:
        assert await rows.list_endpoints(reading, uuid4()) == []
        assert await rows.listeners(reading, {uuid4()}) == {}


async def test_what_is_rolled_back_is_not_told(told: Told) -> None:
    created = await send(told)
    made = await told.listen()
    owners = {created.campaign.campaign_id: told.world.company_id}

    async def failing() -> None:
        async with told.world.service.database.transaction() as tx:
            await announce_campaigns(tx, WebhookEvent.CAMPAIGN_CANCELLED, owners)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await failing()
    assert await told.deliveries(made.endpoint.endpoint_id) == []


async def test_who_fails_is_tried_again_under_the_same_id_with_longer_and_longer_waits(told: Told) -> None:
    made = await told.listen(["campaign.created"])
    await send(told)
    told.receiver.gives(500, b"veritabani kapali")
    waits = []
    for attempt in range(1, 4):
        assert await told.send_due() == 1
        one = await told.only(made.endpoint.endpoint_id)
        assert (one.state, one.attempts, one.status, one.answer) == (
            DeliveryState.WAITING,
            attempt,
            500,
            "veritabani kapali",
        )
        assert await told.send_due() == 0  # not before its time
        assert one.next_at is not None
        waits.append(one.next_at - told.world.clock.now())
        told.world.clock.set(one.next_at)
    assert waits[0] < waits[1] < waits[2]
    told.receiver.gives(204)
    await told.send_due()
    one = await told.only(made.endpoint.endpoint_id)
    assert (one.state, one.status, one.next_at) == (DeliveryState.DELIVERED, 204, None)
    assert {received.webhook_id for received in told.receiver.received} == {one.webhook_id}
    assert len({received.headers["webhook-timestamp"] for received in told.receiver.received}) == 4


async def test_after_three_days_of_failing_it_is_given_up_and_the_receiver_switched_off(told: Told) -> None:
    made = await told.listen()
    created = await send(told)
    told.receiver.gives(503)
    started, endpoint_id = told.world.clock.now(), made.endpoint.endpoint_id
    for _ in range(TRIES):
        assert await told.send_due() == 1
        one = await told.only(endpoint_id)
        told.world.clock.set(one.next_at or told.world.clock.now())
    assert (await told.only(endpoint_id)).state is DeliveryState.FAILED
    assert timedelta(hours=60) < told.world.clock.now() - started < timedelta(hours=84)
    async with told.world.service.database.reading() as reading:
        off = await rows.get_endpoint(reading, told.world.company_id, endpoint_id)
    assert off.off == Off.FAILING
    assert off.failing_since is not None

    # What happens meanwhile is not sent, and nothing is lost: one act brings all of it.
    await cancel(told, created)
    assert await told.send_due() == 0
    told.receiver.gives(200)
    told.receiver.received.clear()
    async with told.world.service.database.transaction() as tx:
        with pytest.raises(Conflict):
            await use_cases.send_since(tx, told.world.company_id, endpoint_id, started)
    change = use_cases.ChangeWebhook(
        told.world.company_id, endpoint_id, told.receiver.url, off.events, "", on=True, user_name="Muhasebe", plain=True
    )
    async with told.world.service.database.transaction() as tx:
        await use_cases.change_webhook(tx, change)
        assert await use_cases.send_since(tx, told.world.company_id, endpoint_id, started) == 3
    await told.send_due()
    assert {received.told["type"] for received in told.receiver.received} == {
        "campaign.created",
        "campaign.cancelled",
        "reconciliation.closed",
    }


async def test_who_says_gone_is_told_nothing_more(told: Told) -> None:
    made = await told.listen()
    created = await send(told)
    told.receiver.gives(410)
    await told.send_due()
    await cancel(told, created)
    assert await told.send_due() == 0
    one = await told.only(made.endpoint.endpoint_id)
    assert (one.state, one.outcome) == (DeliveryState.FAILED, "gone")


async def test_of_what_waits_nothing_more_is_sent_once_it_said_gone(told: Told) -> None:
    made = await told.listen(["reconciliation.closed"])
    await cancel(told, await send(told, 3 * webhook_delivery.AT_ONCE))
    told.receiver.answers = [(410, {}, b""), (200, {}, b"ok")]
    await told.send_due()
    assert len(told.receiver.received) == webhook_delivery.AT_ONCE
    async with told.world.service.database.reading() as reading:
        gone = await rows.get_endpoint(reading, told.world.company_id, made.endpoint.endpoint_id)
    assert gone.off == Off.GONE


@pytest.mark.parametrize("on", [True, False])
async def test_what_waits_for_an_address_that_was_changed_or_switched_off_does_not_go_there(
    told: Told, on: bool
) -> None:
    made = await told.listen(["campaign.created"])
    await send(told)
    database, endpoint = told.world.service.database, made.endpoint
    async with database.reading() as reading:
        (due,) = await webhook_queue.due_endpoints(reading, reading.clock.now())
    url = told.receiver.url + ("?new" if on else "")
    change = use_cases.ChangeWebhook(
        told.world.company_id, endpoint.endpoint_id, url, endpoint.events, "", on=on, user_name="Muhasebe", plain=True
    )
    async with database.transaction() as tx:
        await use_cases.change_webhook(tx, change)
    # The loop had seen the old one.
    await told.webhooks.serve(due, asyncio.Event())
    assert told.receiver.received == []
    assert await told.send_due() == int(on)
    assert [received.path for received in told.receiver.received] == (["/hook?new"] if on else [])


async def test_a_receiver_says_how_long_to_wait(told: Told) -> None:
    made = await told.listen(["campaign.created"])
    await send(told)
    told.receiver.gives(429, retry_after="7200")
    await told.send_due()
    one = await told.only(made.endpoint.endpoint_id)
    assert one.next_at is not None
    assert one.next_at - told.world.clock.now() == timedelta(hours=2)


async def test_a_replay_goes_out_under_the_same_id(told: Told) -> None:
    made = await told.listen(["campaign.created"])
    await send(told)
    await told.send_due()
    one = await told.only(made.endpoint.endpoint_id)
    async with told.world.service.database.transaction() as tx:
        await use_cases.send_one_again(tx, told.world.company_id, made.endpoint.endpoint_id, one.delivery_id)
    await told.send_due()
    assert [received.webhook_id for received in told.receiver.received] == [one.webhook_id] * 2


async def test_for_a_day_both_secrets_are_good(told: Told) -> None:
    first = await told.listen(["campaign.created"])
    endpoint_id = first.endpoint.endpoint_id
    async with told.world.service.database.transaction() as tx:
        second = await use_cases.renew_secret(tx, told.world.company_id, endpoint_id, told.webhooks.sealer, "Muhasebe")
    assert second.secret != first.secret
    await send(told)
    await told.send_due()
    (received,) = told.receiver.received
    verified(received, first.secret)
    verified(received, second.secret)

    async with told.world.service.database.reading() as reading:
        told.world.clock.advance(timedelta(hours=25))
        assert await use_cases.secrets_of(reading, endpoint_id, told.webhooks.sealer) == [second.secret]
        sealed, _, _ = await rows.sealed_secrets(reading, endpoint_id)
    assert second.secret not in sealed


async def test_who_dies_before_noting_the_answer_sends_it_again_when_the_lease_has_ended(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    def die(name: str) -> None:
        raise Died(name)

    made = await told.listen(["campaign.created"])
    await send(told)
    with monkeypatch.context() as patch:
        patch.setattr(webhook_delivery, "crashpoint", die)
        with pytest.raises(Died):
            await told.send_due()
    assert await told.send_due() == 0
    told.world.clock.advance(webhook_delivery.LEASE)
    assert await told.send_due() == 1
    one = await told.only(made.endpoint.endpoint_id)
    assert (one.state, one.attempts) == (DeliveryState.DELIVERED, 2)
    assert [received.webhook_id for received in told.receiver.received] == [one.webhook_id] * 2


async def test_a_late_note_of_somebody_whose_lease_has_ended_changes_nothing(told: Told) -> None:
    made = await told.listen(["campaign.created"])
    await send(told)
    database, endpoint_id = told.world.service.database, made.endpoint.endpoint_id
    async with database.transaction() as tx:
        (due,) = await webhook_queue.due_endpoints(tx, tx.clock.now())
        slow = await webhook_queue.take(tx, due, limit=1, lease=webhook_delivery.LEASE)
    told.world.clock.advance(webhook_delivery.LEASE)
    await told.send_due()
    async with database.transaction() as tx:
        kept = await webhook_queue.settle(tx, slow.rows[0].delivery_id, slow.token, state="failed")
    assert not kept
    assert (await told.only(endpoint_id)).state is DeliveryState.DELIVERED


async def test_what_is_old_is_forgotten_and_what_still_waits_is_not(told: Told) -> None:
    made = await told.listen(["campaign.created"])
    await send(told)
    await told.send_due()
    told.receiver.gives(500)
    await send(told)
    await told.send_due()
    told.world.clock.advance(timedelta(days=31))
    await tidy(told.world.service.database)
    assert (await told.only(made.endpoint.endpoint_id)).state is DeliveryState.WAITING
