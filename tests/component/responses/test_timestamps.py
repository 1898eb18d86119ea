"""Time stamps of an authority, given by `openssl ts`: asked for once per end of a chain, exported, and checked offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.responses.domain.export_check import ExportCheck, ExportReport
from services.responses.stamping import Stamping
from shared.evidence.timestamps import NoStamp, StampCheck, read_answer, request_for
from tests.component.responses.test_evidence import answered
from tests.component.responses.test_evidence_files import exported
from tests.component.responses.world import World
from tests.servers.stamp_authority import StampAuthority


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[StampAuthority]:
    with StampAuthority(tmp_path / "tsa") as authority:
        yield authority


def checked(world: World, lines: list[bytes], stamps: StampCheck) -> ExportReport:
    return ExportCheck(world.verifier, stamps.wrong).run(lines)


async def test_the_end_of_a_chain_is_stamped_once_and_checked_offline(
    page_world: World, authority: StampAuthority, tmp_path: Path
) -> None:
    await answered(page_world)
    stamping = Stamping(page_world.database, authority.url, 60)
    authority.refuses = True
    await stamping.stamp()
    assert b"timestamp" not in b"".join(await exported(page_world))
    authority.refuses = False
    await stamping.stamp()
    await stamping.stamp()
    assert authority.asked == 2
    lines = await exported(page_world)
    ours = StampCheck.of_pem(authority.root.read_bytes())
    report = checked(page_world, lines, ours)
    assert (report.findings, report.stamps) == ([], 1)
    with StampAuthority(tmp_path / "other") as other:
        stranger = StampCheck.of_pem(other.root.read_bytes())
        assert any("time stamp of position 3" in one for one in checked(page_world, lines, stranger).findings)


def test_a_stamp_is_about_one_hash_only(authority: StampAuthority) -> None:
    answer = authority.stamp(request_for("ab" * 32))
    token, _ = read_answer(answer, "ab" * 32)
    check = StampCheck.of_pem(authority.root.read_bytes())
    assert check.wrong(token, "ab" * 32) == ""
    assert check.wrong(token, "cd" * 32) == "the stamp is about something else"
    assert check.wrong("bm8gc3RhbXA=", "ab" * 32)
    with pytest.raises(NoStamp):
        read_answer(b"no stamp", "ab" * 32)
