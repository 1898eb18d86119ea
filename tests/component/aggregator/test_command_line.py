"""`mutabakat import`: the same judgement as over HTTP, on files that lie on the machine."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.aggregator.command_line import Outcome, take_files
from shared.errors import Conflict
from tests.component.aggregator.world import ACCOUNTS, World, line, movements

CONFINED = True


async def took(
    world: World, *files: Path, company: UUID | None = None, skip_rejected: bool = False, dry_run: bool = False
) -> list[Outcome]:
    found = take_files(
        world.service.database, world.worker, files, company, skip_rejected=skip_rejected, dry_run=dry_run
    )
    return [outcome async for outcome in found]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    cards, lines = tmp_path / "cariler.csv", tmp_path / "hareketler.csv"
    cards.write_text(ACCOUNTS, encoding="utf-8", newline="")
    rows = (line("120.01", "S1", "7.000,00"), line("120.02", "S2", "9.000,00"), line("999", "S3", "1,00"))
    lines.write_text(movements(*rows), encoding="utf-8", newline="")
    return cards, lines


async def test_files_are_taken_one_after_another(world: World, files: tuple[Path, Path]) -> None:
    cards, lines = await took(world, *files, skip_rejected=True)
    assert cards.summary == "took 4 account cards and contacts"
    assert lines.summary == "took 2 movements, 1 rows rejected"
    assert lines.problems == [
        "row 4: account_code Account 999 has no card. Import the account cards first, or correct the code."
    ]
    assert len(await world.every("/movements")) == 2


async def test_a_refused_file_and_a_rehearsal_change_nothing(lite: World, files: tuple[Path, Path]) -> None:
    cards, lines = await took(lite, *files, dry_run=True)
    assert cards.summary.startswith("would take 4 account cards")
    assert lines.refused
    assert await lite.every("/imports") == []
    _, lines = await took(lite, *files)
    states = sorted(one["state"] for one in await lite.every("/imports"))
    assert (lines.refused, states) == (True, ["done", "refused"])
    assert "1 of the file's rows" in lines.summary


async def test_the_company_must_be_clear(lite: World, files: tuple[Path, Path]) -> None:
    with pytest.raises(Conflict, match="Say whose books"):
        await took(lite, *files, company=uuid4())
    await lite.register(uuid4())
    with pytest.raises(Conflict, match=str(lite.company_id)):
        await took(lite, *files)
    (cards, _) = await took(lite, *files, company=lite.company_id)
    assert not cards.refused
