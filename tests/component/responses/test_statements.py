"""Copies of statements: parts in any order and twice, frozen once, one link and one invitation per recipient."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as sa_event
from sqlalchemy import func, select

from services.responses import models
from services.responses.domain.snapshot import canonical, snapshot_sha256
from services.responses.repository import statements
from shared.contracts.campaign import (
    CampaignCancelled,
    ClosingReason,
    CompanyChanged,
    InvitationRequested,
    ReconciliationClosed,
)
from shared.contracts.responses import InvitationIssued
from shared.contracts.values import Purpose, Recipient
from shared.database import Transaction
from shared.messaging.leases import Pick
from shared.migrations import differences
from tests.component.responses.conftest import NOW
from tests.component.responses.world import COMPANY, World, documents, statement

TWO = (
    Recipient(address="a@igdir.test", name="Finans"),
    Recipient(address="b@igdir.test", role="contact", language="en"),
)


async def test_the_migration_makes_exactly_the_tables_of_the_code(world: World) -> None:
    assert await differences(world.database, models.metadata) == []


async def test_each_recipient_gets_one_link_and_one_invitation(world: World) -> None:
    await world.tell(*statement(recipients=TWO))
    issued = await world.said(InvitationIssued)
    assert {(i.recipient.address, i.recipient.language, i.send_number, i.purpose) for i in issued} == {
        ("a@igdir.test", "tr", 1, Purpose.INVITATION),
        ("b@igdir.test", "en", 1, Purpose.INVITATION),
    }
    assert len({i.link_id for i in issued}) == 2
    assert len({i.message_id for i in issued}) == 2


async def test_the_hash_is_that_of_the_canonical_whole(world: World) -> None:
    parts = statement(docs=documents(1200))
    await world.tell(*parts)
    async with world.database.reading() as reading:
        row = await reading.first(select(models.statements))
    assert row is not None
    whole = {
        "company": json.loads(row.company),
        "documents": [d.model_dump(mode="json") for part in parts for d in part.documents],
        "head": json.loads(row.head),
    }
    assert row.snapshot_sha256 == sha256(canonical(whole).encode()).hexdigest()
    assert row.document_count == 1200


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(6)), doubled=st.lists(st.integers(0, 5), max_size=4), cut=st.integers(1, 9))
def test_parts_in_any_order_and_twice_make_the_same_statement(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], doubled: list[int], cut: int
) -> None:
    async def run(folder: Path) -> None:
        world = await World.create(f"sqlite+aiosqlite:///{folder / 'test.db'}", folder, NOW)
        try:
            parts = statement(docs=documents(11), part_size=2)
            sent = [parts[n] for n in [*order, *doubled]]
            await world.tell(*sent[:cut])
            assert bool(await world.said(InvitationIssued)) is (len({part.part for part in sent[:cut]}) == 6)
            await world.tell(*sent[cut:])
            async with world.database.reading() as reading:
                texts = await reading.scalars(
                    select(models.statement_parts.c.documents).order_by(models.statement_parts.c.part)
                )
                row = await reading.first(select(models.statements))
            numbers = [d["number"] for text in texts for d in json.loads(text)]
            assert numbers == [d.number for d in documents(11)]
            assert row is not None
            assert row.snapshot_sha256 == snapshot_sha256(row.company, list(texts), row.head)
            assert len(await world.said(InvitationIssued)) == 1
            assert await world.inbox() == {"done": len(sent) + 1, "waiting": 0, "buried": 0}
        finally:
            await world.close()

    asyncio.run(run(tmp_path_factory.mktemp("parts")))


async def test_parts_that_arrive_at_two_workers_at_once_are_completed_once(world: World) -> None:
    parts = statement(docs=documents(40), part_size=1)
    random.Random(7).shuffle(parts)
    # Two claims of different halves handled side by side, as by two replicas.
    await world.tell(*parts[:1])
    await world.deliver(*parts[1:20])
    claimed = await world.worker._claim(Pick.FRESH)
    await world.deliver(*parts[20:])
    other = await world.worker._claim(Pick.FRESH)
    assert (len(claimed.rows), len(other.rows)) == (19, 20)
    kind = parts[0].TYPE
    real, arrived, both = statements.part_counts, 0, asyncio.Event()

    async def together(tx: Transaction, ids: Collection[UUID]) -> dict[UUID, int]:
        """Neither counts before the other has written its parts, unless the other is made to wait, as it should be."""
        nonlocal arrived
        arrived += 1
        if arrived == 2:
            both.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                await both.wait()
        return await real(tx, ids)

    with patch.object(statements, "part_counts", together):
        await asyncio.gather(
            world.worker._handle_type(kind, claimed, list(claimed.rows)),
            world.worker._handle_type(kind, other, list(other.rows)),
        )
    assert len(await world.said(InvitationIssued)) == 1
    assert (await world.visitor.get(await world.link())).status_code == 200


async def test_an_unknown_company_is_waited_for(world: World) -> None:
    await world.tell(*statement(), tenant=UUID(int=5))
    assert (await world.inbox())["waiting"] == 1
    assert await world.said(InvitationIssued) == []


async def test_a_second_statement_for_one_reconciliation_is_refused(world: World) -> None:
    first = statement()
    again = first[0].model_copy(update={"statement_id": uuid4()})
    await world.tell(*first)
    await world.tell(again)
    assert (await world.inbox())["buried"] == 1
    assert len(await world.said(InvitationIssued)) == 1


async def test_a_later_change_of_the_company_does_not_reach_into_the_page(world: World) -> None:
    await world.tell(*statement())
    await world.tell(CompanyChanged(company_id=COMPANY, revision=2, title="Yeni Unvan A.Ş.", tax_number="9876543210"))
    await world.tell(CompanyChanged(company_id=COMPANY, revision=1, title="Eski Unvan A.Ş.", tax_number="9876543210"))
    page = (await world.visitor.get(await world.link())).text
    assert "Örnek Sanayi" in page
    assert "Unvan" not in page
    await world.tell(*statement(recipients=(Recipient(address="sonra@igdir.test"),)))
    assert "Yeni Unvan" in (await world.visitor.get(await world.link("sonra@igdir.test"))).text


async def test_a_resend_keeps_the_link_and_gets_a_new_message(world: World) -> None:
    prepared = statement(recipients=TWO)[0]
    ids: dict[str, Any] = {"reconciliation_id": prepared.reconciliation_id, "campaign_id": prepared.campaign_id}
    again = InvitationRequested(**ids, send_number=2, purpose=Purpose.RESEND, addresses=("b@igdir.test",))
    await world.tell(again)
    assert (await world.inbox())["waiting"] == 1
    world.clock.advance(timedelta(minutes=5))
    await world.tell(prepared)
    await world.tell(again)
    issued = await world.said(InvitationIssued)
    assert len(issued) == 3
    to_b = [i for i in issued if i.recipient.address == "b@igdir.test"]
    assert len({i.link_id for i in to_b}) == 1
    assert len({i.message_id for i in to_b}) == 2
    assert {i.send_number for i in to_b} == {1, 2}


@pytest.mark.parametrize("how", ["cancelled", "superseded", "campaign", "expired"])
async def test_nothing_is_sent_again_for_what_is_over(world: World, how: str) -> None:
    prepared = statement()[0]
    ids: dict[str, Any] = {"reconciliation_id": prepared.reconciliation_id, "campaign_id": prepared.campaign_id}
    await world.tell(prepared)
    if how == "campaign":
        await world.tell(CampaignCancelled(campaign_id=prepared.campaign_id, cancelled_at=NOW))
    elif how == "expired":
        world.clock.advance(timedelta(days=30))
    else:
        await world.tell(ReconciliationClosed(**ids, reason=ClosingReason(how), closed_at=NOW))
    await world.tell(InvitationRequested(**ids, send_number=2, purpose=Purpose.RESEND))
    assert len(await world.said(InvitationIssued)) == 1
    assert (await world.inbox())["waiting"] == 0


async def test_nobody_who_has_answered_is_reminded(world: World) -> None:
    prepared = statement()[0]
    ids: dict[str, Any] = {"reconciliation_id": prepared.reconciliation_id, "campaign_id": prepared.campaign_id}
    await world.tell(prepared)
    await world.tell(InvitationRequested(**ids, send_number=2, purpose=Purpose.REMINDER))
    assert [one.purpose for one in await world.said(InvitationIssued)] == [Purpose.INVITATION, Purpose.REMINDER]
    assert (await world.agree(await world.link())).status_code == 200
    before = len(await world.said(InvitationIssued))
    await world.tell(InvitationRequested(**ids, send_number=3, purpose=Purpose.REMINDER))
    assert len(await world.said(InvitationIssued)) == before
    await world.tell(InvitationRequested(**ids, send_number=4, purpose=Purpose.RESEND))
    assert len(await world.said(InvitationIssued)) == before + 1


async def test_a_cancelled_campaign_gets_pages_but_no_mail(world: World) -> None:
    prepared = statement()[0]
    await world.tell(CampaignCancelled(campaign_id=prepared.campaign_id, cancelled_at=NOW))
    await world.tell(prepared)
    assert await world.said(InvitationIssued) == []
    assert (await world.visitor.get(await world.link())).status_code == 410


async def test_twenty_thousand_documents_are_shown_page_by_page(world: World) -> None:
    await world.tell(*reversed(statement(docs=documents(20_000))))
    path = await world.link()
    last = await world.visitor.get(path, params={"page": "40"})
    assert last.status_code == 200
    assert "Sayfa 40 / 40" in last.text
    assert "MHS2026000019999" in last.text
    assert "MHS2026000000000" not in last.text
    assert len(last.content) < 200_000
    beyond = await world.visitor.get(path, params={"page": "41"})
    assert "Sayfa 1 / 40" in beyond.text


async def test_a_launch_takes_few_statements_per_batch(world: World) -> None:
    """Set-based: the number of round trips does not grow with the number of statements in a batch."""
    counts: list[int] = []
    for size in (20, 200):
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1

        await world.deliver(*[statement()[0] for _ in range(size)])
        sa_event.listen(world.database.engine.sync_engine, "before_cursor_execute", count)
        while await world.worker.step():
            pass
        sa_event.remove(world.database.engine.sync_engine, "before_cursor_execute", count)
        counts.append(seen)
    assert counts[0] == counts[1] < 40
    async with world.database.reading() as reading:
        assert await reading.scalar(select(func.count()).select_from(models.links)) == 220
