"""What a server said is known after the death of the process and the absence of the database, and told once."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.mailer.dispatch.journal import Journal
from services.mailer.domain.journal import heading
from services.mailer.domain.replies import Reply
from services.mailer.domain.servers import PLATFORM, Security, Server
from services.mailer.domain.states import Outcome, Phase
from services.mailer.repository import installation, queue
from services.mailer.use_cases.outcomes import Ended
from shared.contracts.mailer import MailFailed, MailSent, MailUncertain
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import SENDER, World, eventually, invitation
from tests.servers.mailbox import Mailbox
from tests.servers.postgres import PostgresClient

SERVER = Server(
    id=PLATFORM, company_id=PLATFORM, host="127.0.0.1", port=25, security=Security.NONE, sender_address=SENDER
)
QUEUED = Reply(250, "2.0.0 Ok: queued as 4XyZ9")


def folder(world: World) -> Path:
    return world.service.settings.data_dir / "mailer-journal"


async def transmitting(world: World, address: str = "muhasebe@cari.test") -> Any:
    """A message whose body is out; its row as its worker has it."""
    fact = invitation(address)
    await world.tell(fact)
    async with world.service.database.transaction() as tx:
        now = tx.clock.now()
        taken = await queue.claim(tx, PLATFORM, world.company_id, limit=1, now=now, lease=timedelta(seconds=30))
        (row,) = taken.rows
        await queue.start_transmitting(tx, [row.id], [taken.token], now)
    return row


async def leave_journal(world: World, *replies: tuple[Any, Outcome, Reply, str], whose: UUID | None = None) -> Path:
    """The journal of a process that is dead."""
    async with world.service.database.transaction() as tx:
        mine = await installation.identity(tx)
    folder(world).mkdir(exist_ok=True)
    journal = Journal(folder(world))
    journal.open(whose or mine)
    (path,) = {segment.path for segment in journal._segments}
    for row, outcome, reply, reason in replies:
        ended = Ended(
            message=row, server=SERVER, outcome=outcome, phase=Phase.BODY, reason=reason, reply=reply,
            started_at=world.clock.now(), duration_ms=7, sender=SENDER,
        )  # fmt: skip
        journal.note(ended, world.clock.now())
    journal.close()
    return path


async def test_a_reply_that_only_the_journal_knows_is_told_and_nothing_is_called_uncertain(world: World) -> None:
    row = await transmitting(world)
    path = await leave_journal(world, (row, Outcome.ACCEPTED, QUEUED, ""))
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    world.clock.advance(timedelta(minutes=5))
    await world.sweep()
    now = await world.message(row.id)
    assert (now.state, now.attempts, now.uncertain_attempts, now.lease_token) == ("sent", 1, 0, None)
    (attempt,) = await world.attempts(row.id)
    assert (attempt.outcome, attempt.code, attempt.queue_id, attempt.number) == ("accepted", 250, "4XyZ9", 1)
    assert not path.exists()
    # A kill between the commit and the removal: told again, it changes nothing.
    copy.rename(path)
    await world.sweep()
    assert not path.exists()
    assert len(await world.attempts(row.id)) == 1
    assert [(one.message_id, one.code, one.server) for one in await world.said(MailSent)] == [
        (row.id, 250, "127.0.0.1:25")
    ]
    assert await world.said(MailUncertain) == []


async def test_a_journal_that_comes_late_resolves_what_was_called_uncertain(world: World) -> None:
    accepted, refused = await transmitting(world, "a@cari.test"), await transmitting(world, "b@cari.test")
    world.clock.advance(timedelta(minutes=1))
    await world.sweep()
    assert {(await world.message(row.id)).state for row in (accepted, refused)} == {"uncertain"}
    await leave_journal(
        world,
        (accepted, Outcome.ACCEPTED, QUEUED, ""),
        (refused, Outcome.REFUSED, Reply(554, "5.6.0 No"), "message_refused"),
    )
    await world.sweep()
    now = await world.message(accepted.id)
    assert (now.state, now.due_at, now.attempts, now.uncertain_attempts) == ("sent", None, 1, 1)
    assert [one.outcome for one in await world.attempts(accepted.id)] == ["uncertain", "accepted"]
    now = await world.message(refused.id)
    assert (now.state, now.due_at, now.reason, now.attempts) == ("failed", None, "message_refused", 1)
    assert [one.message_id for one in await world.said(MailFailed)] == [refused.id]


async def test_a_journal_never_decides_about_a_later_attempt(world: World) -> None:
    row = await transmitting(world)
    path = await leave_journal(world, (row, Outcome.REFUSED, Reply(554, "5.6.0 No"), "message_refused"))
    hidden = path.rename(path.with_name("hidden"))
    world.clock.advance(timedelta(minutes=1))
    await world.sweep()
    world.clock.advance(timedelta(minutes=11))
    async with world.service.database.transaction() as tx:
        again = await queue.claim(
            tx, PLATFORM, world.company_id, limit=1, now=tx.clock.now(), lease=timedelta(seconds=30)
        )
        await queue.start_transmitting(tx, [row.id], [again.token], tx.clock.now())
    hidden.rename(path)
    await world.sweep()
    assert (await world.message(row.id)).state == "transmitting"
    assert not path.exists()


@pytest.mark.parametrize("tail", [b"", b'0123abcd {"message":', b"0123abcd {}\n"])
async def test_a_torn_last_line_takes_nothing_with_it(lite: World, tail: bytes) -> None:
    row = await transmitting(lite)
    path = await leave_journal(lite, (row, Outcome.ACCEPTED, QUEUED, ""))
    with path.open("ab") as file:
        file.write(tail)
    await lite.sweep()
    assert (await lite.message(row.id)).state == "sent"
    assert list(folder(lite).iterdir()) == []


async def test_a_line_damaged_in_the_middle_is_left_out_and_the_file_kept_for_a_person(lite: World) -> None:
    rows = [await transmitting(lite, f"a{n}@cari.test") for n in range(3)]
    path = await leave_journal(lite, *[(row, Outcome.ACCEPTED, QUEUED, "") for row in rows])
    head, *lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([head, lines[0], lines[1].replace(b"250", b"251"), lines[2]]))
    await lite.sweep()
    assert [(await lite.message(row.id)).state for row in rows] == ["sent", "transmitting", "sent"]
    assert [one.suffix for one in folder(lite).iterdir()] == [".damaged"]


async def test_a_journal_that_never_got_its_first_line_is_cleared_away(lite: World) -> None:
    folder(lite).mkdir(exist_ok=True)
    for name, content in (("empty", b""), ("torn", heading(uuid4())[:20])):
        (folder(lite) / f"{name}.journal").write_bytes(content)
    await lite.sweep()
    assert list(folder(lite).iterdir()) == []


async def test_journals_of_others_are_left_alone(lite: World) -> None:
    row = await transmitting(lite)
    foreign = await leave_journal(lite, (row, Outcome.ACCEPTED, QUEUED, ""), whose=uuid4())
    living = await leave_journal(lite, (row, Outcome.ACCEPTED, QUEUED, ""))
    held = os.open(living, os.O_RDWR)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        await lite.sweep()
        assert (await lite.message(row.id)).state == "transmitting"
        assert set(folder(lite).iterdir()) == {foreign, living}
    finally:
        os.close(held)
    await lite.sweep()
    assert (await lite.message(row.id)).state == "sent"
    assert set(folder(lite).iterdir()) == {foreign}


async def test_two_mailers_share_a_folder(world: World, make: Make, mailbox: Mailbox) -> None:
    other = await make(platform_host="127.0.0.1", platform_port=mailbox.port, journal_dir=folder(world))
    facts = [invitation(f"a{n}@cari.test") for n in range(40)]
    await world.tell(*facts)
    async with world.sending(), other.sending():
        for fact in facts:
            await world.becomes(fact.message_id, "sent")
        await asyncio.gather(world.sweep(), other.sweep())
        assert len(list(folder(world).iterdir())) == 2
    assert list(folder(world).iterdir()) == []
    assert len(mailbox.delivered) == 40


async def test_the_database_goes_away_after_the_server_accepted(
    fresh_postgres_database: Callable[[], str], postgres_server: PostgresClient, make_at: Any, mailbox: Mailbox
) -> None:
    """Accepted while the database is away; the process ends before it is back; the next one knows."""
    url = fresh_postgres_database()
    name = url.rpartition("/")[2]
    given = {"platform_host": "127.0.0.1", "platform_port": mailbox.port}
    world: World = await make_at(url, **given)
    pause = threading.Event()
    mailbox.script("muhasebe@cari.test", "250 2.0.0 Ok: queued as 4XyZ9", phase="DATA", keeps=True, pause=pause)
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "transmitting")
        postgres_server.sql(f"alter database {name} with allow_connections false")
        postgres_server.sql(
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"  # noqa: S608  # our own name
        )
        pause.set()
        await eventually(lambda: _noted(folder(world)), "the reply is in the journal")
    await world.service.database.dispose()
    postgres_server.sql(f"alter database {name} with allow_connections true")
    again: World = await make_at(url, **given)
    again.clock.set(world.clock.now() + timedelta(minutes=5))
    async with again.sending():
        row = await again.becomes(fact.message_id, "sent")
    assert row.uncertain_attempts == 0
    assert [one.queue_id for one in await again.attempts(fact.message_id)] == ["4XyZ9"]
    assert await again.said(MailUncertain) == []
    assert len(mailbox.delivered) == 1


async def _noted(where: Path) -> bool:
    return any(b"4XyZ9" in path.read_bytes() for path in where.glob("*.journal"))  # noqa: ASYNC240  # a small file


async def _begun(where: Path) -> bool:
    return any(path.stat().st_size for path in where.glob("*.journal"))  # noqa: ASYNC240  # a small folder


async def test_no_secret_and_no_link_is_in_it(
    make_on_sqlite: Make, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await make_on_sqlite(platform_host="127.0.0.1", platform_port=mailbox.port)
    written: list[bytes] = []
    genuine = os.write

    def watched(file: int, line: bytes) -> int:
        written.append(line)
        return genuine(file, line)

    monkeypatch.setattr("services.mailer.dispatch.journal.os.write", watched)
    fact = invitation()
    await world.tell(fact)
    async with world.sending():
        await world.becomes(fact.message_id, "sent")
    kept = b"".join(written)
    assert fact.message_id.hex.encode() in kept
    for secret in (fact.link_id, fact.recipient.address, fact.counterparty.title, "Muhasebe", "/m/"):
        assert secret.encode() not in kept


async def test_without_a_journal_mail_waits_and_readiness_says_so(
    lite: World, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.mailer.dispatch.journal.AGAIN_AFTER", 0.05)
    genuine = os.write

    def full(*_given: object) -> int:
        raise OSError(28, "No space left on device")

    first, second = invitation("a@cari.test"), invitation("b@cari.test")
    async with lite.sending():
        await eventually(lambda: _begun(folder(lite)), "there is a journal")
        monkeypatch.setattr("services.mailer.dispatch.journal.os.write", full)
        await lite.tell(first)
        # What is under way when the disk fills is not lost: the database has it.
        await lite.becomes(first.message_id, "sent")
        await lite.tell(second)
        await asyncio.sleep(0.3)
        assert len(mailbox.delivered) == 1
        assert "No space left" in str(await lite.service.checks["journal"]())
        monkeypatch.setattr("services.mailer.dispatch.journal.os.write", genuine)
        lite.clock.advance(timedelta(minutes=1))
        await lite.sweep()
        await lite.becomes(second.message_id, "sent")
        assert await lite.service.checks["journal"]() is None
    assert len(mailbox.delivered) == 2
