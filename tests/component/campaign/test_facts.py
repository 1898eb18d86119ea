"""Events of the other services become states and histories; once, in any order, and only in their own company."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.campaign.models import inbox, reconciliations
from services.campaign.repository.companies import last_import_at
from services.campaign.repository.mails import mail_counts
from services.campaign.repository.reconciliations import get_reconciliation, mail_entries, status_entries
from shared.contracts.aggregator import ImportCompleted, StatementOutdated
from shared.contracts.campaign import CampaignCompleted
from shared.contracts.mailer import MailBounced, MailFailed, MailUncertain
from shared.contracts.responses import Answer, NoticeReceived, PageOpened
from shared.contracts.values import Purpose
from tests.component.campaign.world import NOW, Facts, World, figure, side


async def one(world: World) -> Facts:
    made = await world.send([figure(1), figure(2)])
    first, _ = await world.rows(made.campaign.campaign_id)
    return Facts(made.campaign.campaign_id, first)


async def state(world: World, facts: Facts) -> str:
    async with world.service.database.reading() as reading:
        return (await get_reconciliation(reading, world.company_id, facts.reconciliation_id)).state.value


def mail(facts: Facts, message_id: UUID, attempt: int = 1) -> dict[str, object]:
    return {
        "message_id": message_id,
        "reconciliation_id": facts.reconciliation_id,
        "campaign_id": facts.campaign_id,
        "send_number": 1,
        "purpose": Purpose.INVITATION,
        "address": facts.address,
        "attempt": attempt,
        "at": NOW,
    }


async def test_the_road_of_one_reconciliation(world: World) -> None:
    facts, message = await one(world), uuid4()
    seen = [await state(world, facts)]
    await world.deliver(facts.prepared(part=2), facts.prepared())
    seen.append(await state(world, facts))
    for event in (
        facts.invited(message),
        MailUncertain(**mail(facts, message), retry_at=NOW + timedelta(minutes=10)),  # type: ignore[arg-type]  # a literal's values
        facts.sent(message, attempt=2),
        PageOpened(
            reconciliation_id=facts.reconciliation_id,
            campaign_id=facts.campaign_id,
            address=facts.address,
            opened_at=NOW,
            probably_machine=True,
        ),
        PageOpened(
            reconciliation_id=facts.reconciliation_id,
            campaign_id=facts.campaign_id,
            address=facts.address,
            opened_at=NOW,
            probably_machine=False,
        ),
        facts.answered(Answer.DISAGREED, explanation="A-17 bizde yok"),
        MailBounced(**mail(facts, message, 2), reply="550 no such user"),  # type: ignore[arg-type]  # as above
        facts.answered(Answer.AGREED, version=2),
    ):
        await world.deliver(event)
        seen.append(await state(world, facts))
    assert seen == [
        *("preparing", "queued", "queued", "uncertain", "sent", "sent", "opened"),
        *("disagreed", "disagreed", "agreed"),
    ]

    async with world.service.database.reading() as reading:
        row = await get_reconciliation(reading, world.company_id, facts.reconciliation_id)
        status = await status_entries(reading, world.company_id, facts.reconciliation_id)
        mails = await mail_entries(reading, world.company_id, facts.reconciliation_id)
        elsewhere = await status_entries(reading, uuid4(), facts.reconciliation_id)
    assert (row.answer_version, row.answered_by, row.undelivered) == (2, "Finans (Uzman)", 1)
    answers = [(entry.state, entry.version, entry.explanation) for entry in status if entry.entry == "answer"]
    assert answers == [("disagreed", 1, "A-17 bizde yok"), ("agreed", 2, "")]
    assert [entry.state for entry in status if entry.entry == "state"] == ["queued", "uncertain", "sent", "opened"]
    assert [(entry.result, entry.attempt, entry.reply) for entry in mails] == [
        ("queued", 0, ""),
        ("uncertain", 1, ""),
        ("sent", 2, "2.0.0 queued as 4F2"),
        ("bounced", 2, "550 no such user"),
    ]
    assert elsewhere == []


@pytest.mark.parametrize("seed", range(4))
async def test_any_order_and_any_repetition_ends_the_same(world: World, seed: int) -> None:
    facts, message = await one(world), uuid4()
    story = [
        facts.prepared(),
        facts.invited(message),
        MailFailed(**mail(facts, message, 1), reason="refused", code=550),  # type: ignore[arg-type]  # a literal's values
        facts.sent(message, attempt=2),
        facts.answered(Answer.AGREED),
        facts.answered(Answer.DISAGREED, version=2, explanation="fark var"),
    ]
    shuffled = story * 2
    random.Random(seed).shuffle(shuffled)
    for event in shuffled:
        await world.deliver(event)
    async with world.service.database.reading() as reading:
        row = await get_reconciliation(reading, world.company_id, facts.reconciliation_id)
        mails = await mail_entries(reading, world.company_id, facts.reconciliation_id)
        status = await status_entries(reading, world.company_id, facts.reconciliation_id)
    assert (row.state, row.answer_explanation, row.answer_version, row.undelivered) == ("disagreed", "fark var", 2, 0)
    assert len(mails) == 3
    assert sorted(entry.version for entry in status if entry.entry == "answer") == [1, 2]


async def test_strangers_wait_and_then_are_buried(world: World) -> None:
    facts = await one(world)
    nobody = Facts(uuid4(), uuid4())
    await world.deliver(nobody.answered())
    # A genuine id under another company's name is no more known than an invented one.
    await world.deliver(facts.answered(), tenant=uuid4())
    async with world.service.database.reading() as reading:
        rows = await reading.all(select(inbox.c.error, inbox.c.done_at))
    assert [row.done_at for row in rows] == [None, None]
    assert "not known here yet" in rows[0].error
    assert await state(world, facts) == "preparing"

    for _ in range(12):
        world.clock.advance(timedelta(hours=2))
        while await world.worker.step():
            pass
    async with world.service.database.reading() as reading:
        assert all(row.failed_at for row in await reading.all(select(inbox.c.failed_at)))


async def test_a_poisoned_event_does_not_keep_the_others(world: World) -> None:
    made = await world.send([figure(n) for n in range(50)])
    ids = await world.rows(made.campaign.campaign_id)
    events = [Facts(made.campaign.campaign_id, each).answered() for each in ids]
    await world.deliver(*events[:20], Facts(made.campaign.campaign_id, uuid4()).answered(), *events[20:])
    assert await world.states(made.campaign.campaign_id) == ["agreed"] * 50


async def test_completed_once_when_the_last_one_is_finished(world: World) -> None:
    made = await world.send([figure(n) for n in range(3)])
    campaign_id = made.campaign.campaign_id
    ids = await world.rows(campaign_id)
    agreed, disagreed, refused = (Facts(campaign_id, each) for each in ids)
    await world.deliver(refused.refused())
    await world.deliver(agreed.answered())
    assert await world.said(CampaignCompleted) == []
    await world.deliver(disagreed.answered(Answer.DISAGREED))
    (completed,) = await world.said(CampaignCompleted)
    assert isinstance(completed, CampaignCompleted)
    assert (completed.agreed, completed.disagreed, completed.unanswered) == (1, 1, 1)
    assert await world.states(campaign_id) == ["agreed", "disagreed", "not_sent"]

    # A correction inside valid_until is still taken, and nothing is announced twice.
    await world.deliver(disagreed.answered(Answer.AGREED, version=2))
    assert await world.states(campaign_id) == ["agreed", "agreed", "not_sent"]
    assert len(await world.said(CampaignCompleted)) == 1


async def test_two_workers_finishing_the_last_two_complete_the_campaign(world: World) -> None:
    """Each transaction sees the other's reconciliation as open; the lock on the campaign makes one of them look again."""
    from services.campaign.progress import lock, settle

    for _ in range(5):
        made = await world.send([figure(1), figure(2)])
        ids = await world.rows(made.campaign.campaign_id)
        ready = asyncio.Barrier(2) if world.service.database.engine.dialect.name == "postgresql" else None

        async def finish(reconciliation_id: UUID, ready: asyncio.Barrier | None = ready) -> None:
            async with world.service.database.transaction() as tx:
                (known,) = (await lock(tx, [reconciliation_id])).values()
                known.set(answer="agreed", answer_version=1)
                if ready is not None:
                    await ready.wait()
                await settle(tx, [known])

        await asyncio.gather(*(finish(each) for each in ids))
        assert await world.states(made.campaign.campaign_id) == ["agreed", "agreed"]
    assert len(await world.said(CampaignCompleted)) == 5


async def test_the_frozen_recipients_replace_the_expected_ones(world: World) -> None:
    made = await world.send([figure(1, addresses=["eski@c1.test", "iki@c1.test"])], notify_contacts=True)
    (reconciliation_id,) = await world.rows(made.campaign.campaign_id)
    facts = Facts(made.campaign.campaign_id, reconciliation_id, address="yeni@c1.test")
    await world.deliver(facts.prepared())
    async with world.service.database.reading() as reading:
        row = await get_reconciliation(reading, world.company_id, reconciliation_id)
        counts = await mail_counts(reading, world.company_id, made.campaign.campaign_id)
    assert [recipient.address for recipient in row.recipients] == ["yeni@c1.test"]
    assert (counts.expected, counts.open) == (1, 1)


async def test_notices_and_outdated_figures_are_remembered(world: World) -> None:
    facts = await one(world)
    outdated = StatementOutdated(
        reconciliation_id=facts.reconciliation_id,
        campaign_id=facts.campaign_id,
        statement_id=uuid4(),
        import_id=uuid4(),
        purchases=side("1.00"),
        sales=side("2.00"),
    )
    notice = NoticeReceived(
        reconciliation_id=facts.reconciliation_id,
        campaign_id=facts.campaign_id,
        code="will_answer",
        text="Pazartesi dönüş yapacağız",
        address=facts.address,
        received_at=NOW,
    )
    await world.deliver(outdated, outdated, notice, notice)
    async with world.service.database.reading() as reading:
        row = await get_reconciliation(reading, world.company_id, facts.reconciliation_id)
        status = await status_entries(reading, world.company_id, facts.reconciliation_id)
    assert row.outdated_at == NOW
    assert row.state == "preparing"
    assert sorted((entry.entry.value, entry.state) for entry in status) == [("notice", "will_answer"), ("outdated", "")]


async def test_imports_are_remembered_for_known_companies(world: World) -> None:
    event = ImportCompleted(import_id=uuid4(), source="hareketler.csv", accounts=0, movements=10, periods=("2026-10",))
    await world.deliver(event, event)
    await world.deliver(event.model_copy(update={"import_id": uuid4()}), tenant=uuid4())
    async with world.service.database.reading() as reading:
        assert await last_import_at(reading, world.company_id) == NOW
        waiting = await reading.all(select(inbox.c.error).where(inbox.c.done_at.is_(None)))
    assert [("not known here yet" in row.error) for row in waiting] == [True]


async def test_counts_of_mails_follow_the_latest_send(world: World) -> None:
    facts, first, second = await one(world), uuid4(), uuid4()
    await world.deliver(
        facts.prepared(),
        facts.invited(first),
        MailFailed(**mail(facts, first), reason="refused"),  # type: ignore[arg-type]  # a literal's values
    )
    async with world.service.database.reading() as reading:
        before = await mail_counts(reading, world.company_id, facts.campaign_id)
    await world.deliver(facts.invited(second, send_number=2), facts.sent(second, send_number=2))
    async with world.service.database.reading() as reading:
        after = await mail_counts(reading, world.company_id, facts.campaign_id)
        assert (
            await reading.scalar(
                select(reconciliations.c.undelivered).where(
                    reconciliations.c.reconciliation_id == facts.reconciliation_id
                )
            )
            == 0
        )
    assert (before.expected, before.lost, before.sent, before.open) == (2, 1, 0, 1)
    assert (after.expected, after.lost, after.sent, after.open) == (2, 0, 1, 1)


async def test_two_workers_with_facts_about_the_same_one_lose_neither(world: World) -> None:
    from services.campaign.progress import lock, settle

    facts, message = await one(world), uuid4()
    await world.deliver(facts.prepared(), facts.invited(message))

    async def answer() -> None:
        async with world.service.database.transaction() as tx:
            (known,) = (await lock(tx, [facts.reconciliation_id])).values()
            known.set(answer="agreed", answer_version=1)
            await settle(tx, [known])

    async with world.service.database.transaction() as tx:
        (known,) = (await lock(tx, [facts.reconciliation_id])).values()
        other = asyncio.create_task(answer())
        # Time enough to be through, were it not made to wait for us.
        await asyncio.wait([other], timeout=0.5)
        assert not other.done()
        known.add_mail(
            **{
                key: value
                for key, value in mail(facts, message).items()
                if key not in ("reconciliation_id", "campaign_id")
            }
            | {"result": "sent", "purpose": "invitation", "server": "", "code": 250, "reply": "", "reason": ""}
        )
        await settle(tx, [known])
    await other
    assert await state(world, facts) == "agreed"


async def test_the_fate_of_a_receipt_says_nothing_about_who_was_asked(world: World) -> None:
    facts, message, receipt = await one(world), uuid4(), uuid4()
    about = {"purpose": Purpose.RECEIPT, "send_number": 7}
    await world.deliver(facts.prepared(), facts.invited(message), facts.sent(message))
    await world.deliver(facts.invited(receipt).model_copy(update=about))
    await world.deliver(MailFailed(**mail(facts, receipt) | about, reason="unknown_recipient", code=550))  # type: ignore[arg-type]  # as above
    assert await state(world, facts) == "sent"
    async with world.service.database.reading() as reading:
        counts = await mail_counts(reading, world.company_id, facts.campaign_id)
        history = await mail_entries(reading, world.company_id, facts.reconciliation_id)
        row = await get_reconciliation(reading, world.company_id, facts.reconciliation_id)
    assert (counts.sent, counts.lost, row.undelivered) == (1, 0, 0)
    assert [(entry.purpose, entry.result) for entry in history if entry.message_id == receipt] == [
        ("receipt", "queued"),
        ("receipt", "failed"),
    ]
