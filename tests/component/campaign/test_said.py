"""What counterparties say beyond yes and no: kept whatever the order, and heeded when many are mailed again."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.campaign.domain.reconciliations import Only
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.use_cases.reconciliations import expire_due
from services.campaign.use_cases.resending import ResendMany, ResentMany, resend_many
from shared.contracts.event import EventData
from shared.contracts.kinds import Side
from shared.contracts.responses import Answer, DocumentRemark, NoticeReceived, SideAnswer
from shared.contracts.values import FORWARDED, Recipient
from shared.money import Money
from tests.component.campaign.test_api import API, bearer
from tests.component.campaign.test_resending import asked
from tests.component.campaign.world import NOW, Facts, World, figure

COLLEAGUE = Recipient(address="sef@c1.test", name="Muhasebe Şefi", role=FORWARDED)


def notice(facts: Facts, code: str, *, minutes: int = 0, **more: Any) -> NoticeReceived:
    return NoticeReceived(
        notice_id=uuid4(),
        reconciliation_id=facts.reconciliation_id,
        campaign_id=facts.campaign_id,
        code=code,
        name="Finans",
        address=facts.address,
        received_at=NOW + timedelta(minutes=minutes),
        **more,
    )


async def _asked(world: World, *addresses: str) -> Facts:
    """One reconciliation that has been mailed."""
    made = await world.send([figure(1, addresses=addresses or ("finans@c1.test",))], notify_contacts=True)
    (reconciliation_id,) = await world.rows(made.campaign.campaign_id)
    for address in addresses or ("finans@c1.test",):
        message, facts = uuid4(), Facts(made.campaign.campaign_id, reconciliation_id, address=address)
        await world.deliver(facts.invited(message), facts.sent(message))
    return Facts(made.campaign.campaign_id, reconciliation_id)


async def _row(world: World, facts: Facts) -> Any:
    async with world.service.database.reading() as reading:
        return await get_reconciliation(reading, world.company_id, facts.reconciliation_id)


async def _again(world: World, facts: Facts, only: Only) -> ResentMany:
    async with world.service.database.transaction() as tx:
        return await resend_many(tx, ResendMany(world.company_id, facts.campaign_id, "Muhasebe", only))


async def test_an_answer_is_kept_with_all_that_it_says(world: World) -> None:
    facts = await _asked(world)
    remarks = tuple(DocumentRemark(side=Side.SALES, number=f"S{n}", remark="missing") for n in range(25))
    said = facts.answered(Answer.DISAGREED).model_copy(
        update={
            "sales": SideAnswer(total=Money.of_minor(100), documents=2, explanation="İki fatura"),
            "reasons": ("rounding", "of_a_later_version"),
            "documents": remarks,
            "late": True,
            "conflict": True,
        }
    )
    await world.deliver(said)
    row = await _row(world, facts)
    assert (row.answer_late, row.answer_conflict) == (True, True)
    assert row.answer_details.sales == SideAnswer(total=Money.of_minor(100), documents=2, explanation="İki fatura")
    assert row.answer_details.purchases is None
    assert row.answer_details.reasons == ("rounding", "of_a_later_version")
    assert (len(row.answer_details.documents), row.answer_details.document_count) == (20, 25)
    answer = await world.http.get(f"{API}/reconciliations/{facts.reconciliation_id}", headers=await bearer(world))
    shown = answer.json()
    assert (shown["answer_late"], shown["answer_conflict"]) == (True, True)
    assert shown["answer_details"]["sales"]["documents"] == 2
    # What holds belongs to the newest version.
    await world.deliver(facts.answered(Answer.AGREED, version=2))
    row = await _row(world, facts)
    assert (row.answer_late, row.answer_conflict, row.answer_details.documents) == (False, False, ())


async def test_notices_amount_to_the_same_in_any_order(world: World) -> None:
    ends = []
    for order in permutations(range(4)):
        made = await world.send([figure(1)])
        (reconciliation_id,) = await world.rows(made.campaign.campaign_id)
        facts = Facts(made.campaign.campaign_id, reconciliation_id)
        events: list[EventData] = [
            facts.prepared(),
            notice(facts, "wrong_person", forwarded_to=COLLEAGUE),
            notice(
                facts, "wrong_person", minutes=1, forwarded_to=COLLEAGUE.model_copy(update={"address": "b@c1.test"})
            ),
            notice(facts, "will_answer", minutes=2, answer_by=date(2026, 12, 1)),
        ]
        await world.deliver(*(events[place] for place in order))
        row = await _row(world, facts)
        ends.append(
            (row.notice, row.answer_by, row.wrong_addresses, [one.address for one in row.recipients], row.state)
        )
    assert len(set(map(str, ends))) == 1, ends
    assert ends[0] == (
        "will_answer",
        date(2026, 12, 1),
        ("finans@c1.test",),
        ["finans@c1.test", "b@c1.test", "sef@c1.test"],
        "queued",
    )


async def test_a_late_answer_comes_after_the_end(world: World) -> None:
    """The reconciliation was closed as expired; the answer is what holds."""
    made = await world.send([figure(1)], accept_late_answers=True)
    assert made.campaign.accept_late_answers
    (reconciliation_id,) = await world.rows(made.campaign.campaign_id)
    facts = Facts(made.campaign.campaign_id, reconciliation_id)
    world.clock.advance(timedelta(days=11))
    async with world.service.database.transaction() as tx:
        assert await expire_due(tx) == 1
    assert await world.states(made.campaign.campaign_id) == ["expired"]
    await world.deliver(facts.answered(Answer.AGREED).model_copy(update={"late": True}))
    assert await world.states(made.campaign.campaign_id) == ["agreed"]
    assert (await _row(world, facts)).answer_late


@pytest.mark.parametrize(
    ("code", "more", "skipped"),
    [
        ("no_record", {}, {"no_record": 1}),
        ("will_answer", {"answer_by": date(2026, 11, 26)}, {"will_answer": 1}),
        ("wrong_person", {}, {"wrong_person": 1}),
    ],
)
async def test_the_silent_are_not_chased_when_they_have_said_something(
    world: World, code: str, more: dict[str, Any], skipped: dict[str, int]
) -> None:
    facts = await _asked(world)
    await world.deliver(notice(facts, code, **more))
    chased = await _again(world, facts, Only.UNANSWERED)
    assert (chased.mails, chased.skipped) == (0, skipped)
    # The operator may still decide to write to everybody.
    assert (await _again(world, facts, Only.ALL)).mails == 1


async def test_an_announced_day_that_has_passed_silences_nobody(world: World) -> None:
    facts = await _asked(world)
    await world.deliver(notice(facts, "will_answer", answer_by=date(2026, 11, 26)))
    world.clock.advance(timedelta(days=3))
    assert (await _again(world, facts, Only.UNANSWERED)).mails == 1


async def test_mails_go_to_the_colleague_instead(world: World) -> None:
    facts = await _asked(world)
    await world.deliver(notice(facts, "wrong_person", forwarded_to=COLLEAGUE))
    theirs, message = Facts(facts.campaign_id, facts.reconciliation_id, address=COLLEAGUE.address), uuid4()
    await world.deliver(theirs.invited(message), theirs.sent(message))
    for only in (Only.UNANSWERED, Only.ALL):
        assert (await _again(world, facts, only)).mails == 1
        again = uuid4()
        number = (await asked(world))[-1][1]
        await world.deliver(theirs.invited(again, number), theirs.sent(again, send_number=number))
    assert [addresses for _, _, addresses in await asked(world)] == [("sef@c1.test",), ("sef@c1.test",)]


async def test_a_colleague_can_be_written_to_alone(world: World) -> None:
    facts = await _asked(world)
    await world.deliver(notice(facts, "wrong_person", forwarded_to=COLLEAGUE))
    answer = await world.http.post(
        f"{API}/reconciliations/{facts.reconciliation_id}/resend",
        json={"addresses": ["sef@c1.test"]},
        headers=await bearer(world),
    )
    assert answer.status_code in (200, 202), answer.text
    ids: list[tuple[UUID, int, tuple[str, ...]]] = await asked(world)
    assert ids[-1][2] == ("sef@c1.test",)
