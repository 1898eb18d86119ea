"""Auditors get their own copy of each answer, of earlier ones too, and nobody who answers waits for it."""

from __future__ import annotations

from uuid import UUID, uuid4

from services.responses.loops import AnswerCopying
from shared.contracts.campaign import AnswerCopiesEnded, AnswerCopiesOrdered
from shared.contracts.responses import InvitationIssued
from shared.contracts.values import Purpose, Recipient
from shared.evidence.receipt import receipt_findings
from tests.component.responses.world import World, hidden, statement

AUDITOR = "denetci@denetim.test"


async def copies(world: World) -> list[InvitationIssued]:
    owner = world.loop("copies")
    assert isinstance(owner, AnswerCopying)
    await owner.copy()
    return [mail for mail in await world.said(InvitationIssued) if mail.recipient.role == "auditor"]


async def asked(world: World, *addresses: str) -> tuple[UUID, list[UUID]]:
    campaign_id, ids = uuid4(), []
    for address in addresses:
        parts = statement(campaign_id=campaign_id, recipients=[Recipient(address=address)])
        await world.tell(*parts)
        ids.append(parts[0].reconciliation_id)
    return campaign_id, ids


async def test_every_answer_is_copied_once_earlier_ones_too(world: World) -> None:
    campaign_id, _ = await asked(world, "a@k.test", "b@k.test")
    await world.agree(await world.link("a@k.test"))
    await world.tell(AnswerCopiesOrdered(order_id=uuid4(), campaign_id=campaign_id, address=AUDITOR))
    (first,) = await copies(world)
    assert await copies(world) == [first]
    assert (first.purpose, first.link_id, first.recipient.address) == (Purpose.RECEIPT, "", AUDITOR)
    assert first.receipt is not None
    assert (first.receipt.for_sender, first.receipt.for_auditor) == (True, True)
    assert receipt_findings(first.receipt.document, world.verifier) == []
    path = await world.link("b@k.test")
    await world.disagree(path)
    form = await world.visitor.get(path, params={"change": "1"})
    await world.agree(path, replaces=hidden(form.text, "replaces"))
    found = await copies(world)
    assert [(one.receipt.answer, one.receipt.version) for one in found[1:] if one.receipt] == [
        ("disagreed", 1),
        ("agreed", 2),
    ]
    assert len({one.message_id for one in found}) == 3


async def test_a_sample_is_copied_alone_whatever_order_its_parts_come_in(world: World) -> None:
    campaign_id, (first, second, _) = await asked(world, "a@k.test", "b@k.test", "c@k.test")
    for address in ("a@k.test", "b@k.test", "c@k.test"):
        await world.agree(await world.link(address))
    order = uuid4()

    async def part(id_: UUID) -> None:
        await world.tell(
            AnswerCopiesOrdered(
                order_id=order,
                campaign_id=campaign_id,
                address=AUDITOR,
                whole_campaign=False,
                reconciliation_ids=(id_,),
            )
        )

    await part(first)
    assert {one.reconciliation_id for one in await copies(world)} == {first}
    await part(second)
    found = await copies(world)
    assert {one.reconciliation_id for one in found} == {first, second}
    # The late part is looked for from the beginning; what is ordered twice is one mail for the mailer.
    assert len({one.message_id for one in found}) == 2


async def test_nothing_is_copied_after_the_end_or_of_other_companies_and_campaigns(world: World) -> None:
    campaign_id, _ = await asked(world, "a@k.test")
    other_campaign, _ = await asked(world, "b@k.test")
    order = uuid4()
    await world.tell(AnswerCopiesOrdered(order_id=order, campaign_id=campaign_id, address=AUDITOR))
    stranger = AnswerCopiesOrdered(order_id=uuid4(), campaign_id=other_campaign, address="x@stranger.test")
    await world.tell(stranger, tenant=uuid4())
    await world.agree(await world.link("b@k.test"))
    assert await copies(world) == []
    # The end may come before what it ends: it waits for it.
    await world.tell(AnswerCopiesEnded(order_id=order, campaign_id=campaign_id))
    await world.agree(await world.link("a@k.test"))
    assert await copies(world) == []
