"""A line of the journal comes back as it was written, or is recognised as damaged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mailer.dispatch.journal import SUFFIX, Journal
from services.mailer.domain.journal import Damaged, Entry, heading, read_heading
from services.mailer.domain.replies import Reply
from services.mailer.domain.servers import Security, Server
from services.mailer.domain.states import Outcome, Phase
from services.mailer.use_cases.outcomes import Ended

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SERVER = Server(
    id=UUID(int=7),
    company_id=uuid4(),
    host="mail.firma.test",
    port=587,
    security=Security.TLS,
    sender_address="a@firma.test",
)


def ended(text: str = "2.0.0 Ok: queued as 4XyZ9") -> Ended:
    message = SimpleNamespace(id=uuid4(), lease_token=uuid4(), attempts=2)
    return Ended(
        message=message,
        server=SERVER,
        outcome=Outcome.ACCEPTED,
        phase=Phase.BODY,
        reply=Reply.of(250, text),
        started_at=NOW,
        duration_ms=12,
        sender="a@firma.test",
        retry_at=NOW + timedelta(minutes=1),
    )


def entry(text: str) -> Entry:
    return Entry(
        message_id=uuid4(), token=uuid4(), number=3, lane_id=uuid4(), host="mail.firma.test", port=587, sender="a@firma.test",
        outcome=Outcome.DEFERRED, reason="greylisted", code=451, text=text, queue_id="", tls="TLSv1.3", started_at=NOW,
        replied_at=NOW, duration_ms=1,
    )  # fmt: skip


@given(st.text(max_size=300))
def test_a_line_is_read_as_it_was_written(text: str) -> None:
    written = entry(Reply.of(451, text).text)
    line = written.line()
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert Entry.read(line) == written


def test_every_half_of_a_line_and_every_changed_one_is_recognised() -> None:
    line = entry("4.7.1 Greylisted").line()
    for length in range(len(line)):
        with pytest.raises(Damaged):
            Entry.read(line[:length])
    for place in range(len(line) - 1):
        with pytest.raises(Damaged):
            Entry.read(line[:place] + bytes([line[place] ^ 0x01]) + line[place + 1 :])


def test_a_heading_says_whose_journal_it_is() -> None:
    installation = uuid4()
    assert read_heading(heading(installation)) == (1, installation)
    with pytest.raises(Damaged):
        read_heading(heading(installation)[:-1])
    with pytest.raises(Damaged):
        Entry.read(heading(installation))


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


async def test_what_the_database_has_is_not_kept_and_what_it_lacks_is(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.open(uuid4())
    (path,) = files(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    first, second = ended(), ended()
    journal.note(first, NOW)
    journal.note(second, NOW)
    await journal.sync()
    lines = path.read_bytes().splitlines(keepends=True)
    assert [Entry.read(line).message_id for line in lines[1:]] == [first.message.id, second.message.id]
    assert Entry.read(lines[1]).queue_id == "4XyZ9"
    journal.recorded([first])
    journal.close()
    assert files(tmp_path) == [path]
    journal.open(uuid4())
    third = ended()
    journal.note(third, NOW)
    journal.recorded([third])
    journal.close()
    assert files(tmp_path) == [path]


async def test_a_journal_stays_small_however_long_it_is_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path, segment_bytes=4000)
    journal.open(uuid4())
    waiting: list[Ended] = []
    for _ in range(40):
        for _ in range(5):
            waiting.append(ended())
            journal.note(waiting[-1], NOW)
        await journal.sync()
        # The database is always three replies behind.
        journal.recorded(waiting[:-3])
        del waiting[:-3]
        assert sum(path.stat().st_size for path in files(tmp_path)) < 12_000
    kept = [Entry.read(line).message_id for path in files(tmp_path) for line in path.read_bytes().splitlines(True)[1:]]
    assert {one.message.id for one in waiting} <= set(kept)
    journal.recorded(waiting)
    journal.close()
    assert files(tmp_path) == []


async def test_a_full_disk_stops_the_sending_until_there_is_room_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path)
    journal.open(uuid4())
    monkeypatch.setattr("services.mailer.dispatch.journal.AGAIN_AFTER", -1.0)
    with monkeypatch.context() as full:
        full.setattr("services.mailer.dispatch.journal.os.write", _no_space)
        journal.note(ended(), NOW)
        found = [(journal.usable, "No space left" in journal.problem)]
    found.append((journal.usable, bool(journal.problem)))
    assert found == [(False, True), (True, False)]
    journal.close()
    assert files(tmp_path) == []


def _no_space(*_given: object) -> int:
    raise OSError(28, "No space left on device")
