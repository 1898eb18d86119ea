"""The mailer dies at each SMTP phase and is started again: nothing is lost, every extra copy has its uncertain attempt."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services.mailer.models import attempts, messages
from shared.contracts.mailer import MailSent, MailUncertain
from shared.crashpoint import CRASHPOINTS
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import invitation
from tests.servers.smtp_sink import SmtpSink

ROOT = Path(__file__).parents[3]
COUNT = 25


async def run_child(database_url: str, keys: Path, port: int, crash: str | None, **more: str) -> int:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more} | ({"MUTABAKAT_CRASH": crash} if crash else {})
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.component.mailer.child", database_url, str(keys), str(port),
        cwd=ROOT, env=environment, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(40):
            return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.crash
@pytest.mark.parametrize("point", [name for name in CRASHPOINTS if name.startswith("smtp.")])
async def test_killed_at_a_phase_nothing_is_lost_and_every_copy_explained(
    make: Make, database_url: str, smtp_sink: SmtpSink, point: str
) -> None:
    world = await make()
    world.clock.set(datetime.now(UTC))
    until = (world.clock.now() + timedelta(days=5)).date()
    facts = [invitation(f"cari{number}@cari.test", valid_until=until) for number in range(COUNT)]
    await world.tell(*facts)
    assert await run_child(database_url, world.keys, smtp_sink.port, f"{point}:7") == 137
    assert await run_child(database_url, world.keys, smtp_sink.port, None) == 0
    async with world.service.database.reading() as reading:
        states = await reading.all(select(messages.c.id, messages.c.address, messages.c.state))
        doubts = await reading.scalars(
            select(messages.c.address)
            .join(attempts, attempts.c.message_id == messages.c.id)
            .where(attempts.c.outcome == "uncertain")
        )
    assert {row.state for row in states} == {"sent"}
    copies = Counter(mail.recipients[0] for mail in smtp_sink.mails())
    assert set(copies) == {row.address for row in states}
    explained = Counter(doubts)
    assert all(count <= 1 + explained[address] <= 2 for address, count in copies.items())
    assert len(doubts) <= 4  # one for each connection that was open
    assert {sent.message_id for sent in await world.said(MailSent)} == {fact.message_id for fact in facts}
    assert len(await world.said(MailUncertain)) == len(doubts)


@pytest.mark.crash
async def test_killed_between_the_reply_and_the_commit_nothing_is_uncertain_and_nothing_twice(
    make: Make, database_url: str, smtp_sink: SmtpSink
) -> None:
    """Row P2 for the window that can be closed: the journal knows what the database does not."""
    world = await make()
    world.clock.set(datetime.now(UTC))
    until = (world.clock.now() + timedelta(days=5)).date()
    await world.tell(*[invitation(f"cari{number}@cari.test", valid_until=until) for number in range(COUNT)])
    one = {"MUTABAKAT_MAILER_PLATFORM_CONNECTIONS": "1"}
    assert await run_child(database_url, world.keys, smtp_sink.port, "smtp.journalled:7", **one) == 137
    assert await run_child(database_url, world.keys, smtp_sink.port, None, **one) == 0
    async with world.service.database.reading() as reading:
        outcomes = await reading.scalars(select(attempts.c.outcome))
    assert Counter(outcomes) == {"accepted": COUNT}
    assert set(Counter(mail.recipients[0] for mail in smtp_sink.mails()).values()) == {1}
    assert list((world.keys.parent / "mailer-journal").iterdir()) == []
