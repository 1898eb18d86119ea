"""The mailer dies at each SMTP phase and is started again: nothing is lost, every extra copy has its uncertain attempt."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from services.mailer.models import attempts, messages
from shared.contracts.mailer import MailSent, MailUncertain
from shared.crashpoint import CRASHPOINTS
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import invitation
from tests.product.forked import fork
from tests.servers.smtp_sink import SmtpSink

COUNT = 25


def cases() -> list[Any]:
    """Every point, on the two databases in turn; on both in a soak."""
    points = [name for name in CRASHPOINTS if name.startswith("smtp.")]
    kinds = ("sqlite", "postgres")
    if os.environ.get("MUTABAKAT_SOAK_KILLS"):
        chosen = list(product(kinds, points))
    else:
        chosen = list(zip(cycle(kinds), points, strict=False))
    return [pytest.param(kind, point, marks=[pytest.mark.postgres] * (kind == "postgres")) for kind, point in chosen]


async def run_child(
    database_url: str, keys: Path, port: int, crash: str | None, *, record_seconds: float = 0, **more: str
) -> int:
    """With no pause for results there are many commits, so that their points too are passed often enough to die at."""
    environment = {**os.environ, **more} | ({"MUTABAKAT_CRASH": crash} if crash else {})
    arguments = (database_url, str(keys), str(port), str(record_seconds))
    process = await fork("tests.component.mailer.child:begin", *arguments, environment=environment, cwd=keys.parent)
    try:
        async with asyncio.timeout(40):
            return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.crash
@pytest.mark.parametrize(("database_url", "point"), cases(), indirect=["database_url"])
async def test_killed_at_a_phase_nothing_is_lost_and_every_copy_explained(
    make: Make, database_url: str, smtp_sink: SmtpSink, point: str
) -> None:
    world = await make()
    world.clock.set(datetime.now(UTC))
    until = (world.clock.now() + timedelta(days=5)).date()
    facts = [invitation(f"cari{number}@cari.test", valid_until=until) for number in range(COUNT)]
    await world.tell(*facts)
    # How many results one commit takes is up to the machine; mails pass the other points one by one.
    nth = 2 if point in {"smtp.journalled", "smtp.recorded"} else 7
    assert await run_child(database_url, world.keys, smtp_sink.port, f"{point}:{nth}") == 137
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
    """Row P2 for the window that can be closed: the journal knows what the database does not. The one body that may have been on
    its way when the process died is all that may be in doubt."""
    world = await make()
    world.clock.set(datetime.now(UTC))
    until = (world.clock.now() + timedelta(days=5)).date()
    await world.tell(*[invitation(f"cari{number}@cari.test", valid_until=until) for number in range(COUNT)])
    child = partial(run_child, MUTABAKAT_MAILER_PLATFORM_CONNECTIONS="1")
    assert await child(database_url, world.keys, smtp_sink.port, "smtp.journalled:1", record_seconds=1) == 137
    journal = world.keys.parent / "mailer-journal"
    told = [line for file in journal.iterdir() for line in file.read_bytes().splitlines()[1:]]
    assert len(told) >= 5, "the commit that never came had many results"
    assert await child(database_url, world.keys, smtp_sink.port, None) == 0
    async with world.service.database.reading() as reading:
        outcomes = Counter(await reading.scalars(select(attempts.c.outcome)))
    assert (outcomes["accepted"], outcomes.total() - COUNT) in {(COUNT, 0), (COUNT, 1)}
    assert outcomes["uncertain"] == outcomes.total() - COUNT
    copies = Counter(mail.recipients[0] for mail in smtp_sink.mails())
    assert COUNT <= copies.total() <= COUNT + outcomes["uncertain"]
    assert list(journal.iterdir()) == []
