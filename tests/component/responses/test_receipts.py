"""Whoever answers is written to: once per stored version, at the address that the link went to."""

from __future__ import annotations

import asyncio

from shared.contracts.responses import Answer, InvitationIssued
from shared.contracts.values import Purpose
from shared.money import Money
from tests.component.responses.world import World, statement


async def receipts(world: World) -> list[InvitationIssued]:
    return [event for event in await world.said(InvitationIssued) if event.purpose is Purpose.RECEIPT]


async def test_each_stored_version_has_its_receipt(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    await world.disagree(path, why="MHS…7 bizde yok.", own_for_sales="12.345,60")
    await world.agree(path, replaces="1")
    first, second = await receipts(world)
    invitation = next(e for e in await world.said(InvitationIssued) if e.recipient.address == first.recipient.address)
    for event in (first, second):
        assert (event.link_id, event.recipient, event.letter) == (
            invitation.link_id,
            invitation.recipient,
            invitation.letter,
        )
        assert event.receipt is not None
    assert first.receipt is not None
    assert second.receipt is not None
    assert (first.receipt.answer, first.receipt.version) == (Answer.DISAGREED, 1)
    assert first.receipt.explanation == "MHS…7 bizde yok."
    assert first.receipt.own_for_sales == Money.of_minor(1_234_560)
    assert first.receipt.own_for_purchases is None
    assert (second.receipt.answer, second.receipt.version) == (Answer.AGREED, 2)
    assert len({invitation.message_id, first.message_id, second.message_id}) == 3
    assert len(first.receipt.entry_sha256) == 64


async def test_the_same_answer_again_is_not_confirmed_again(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    state = await world.state(path, answer="agreed", responder_name="Muhasebe")
    await asyncio.gather(*(world.send(path, state) for _ in range(8)))
    assert len(await receipts(world)) == 1


async def test_what_was_not_stored_is_not_confirmed(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    await world.check(path, answer="agreed", responder_name="Muhasebe")
    assert await receipts(world) == []
