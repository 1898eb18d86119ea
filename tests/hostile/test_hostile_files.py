"""Every hostile file is refused, or read right where it is only odd, within two seconds and a gigabyte; we live on."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shared.files.confined import ConfinedLimits, run_confined
from shared.files.limits import LIMITS, MIB
from shared.files.problems import FileProblem
from tests.hostile.corpus import WORKBOOKS, ZIPS, Hostile
from tests.hostile.corpus_of_text import TEXT, XML

CORPUS = (*ZIPS, *WORKBOOKS, *XML, *TEXT)
LONGEST_SECONDS = 2.0


def test_the_corpus_is_large_enough() -> None:
    assert len({each.name for each in CORPUS}) == len(CORPUS) >= 40


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda each: f"{each.how}-{each.name}".replace(" ", "_"))
def test_a_hostile_file(hostile: Hostile, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(hostile.build())
    ours = _resident()
    seen: dict[str, Any] = {}
    began = time.perf_counter()
    answer = asyncio.run(_answer(hostile.how, path, seen))
    took = time.perf_counter() - began
    assert answer == hostile.answer
    assert took < LONGEST_SECONDS
    # A child that was ended by its limit reports no peak; the limit itself is below a gigabyte then.
    assert seen.get("peak_kib", 0) * 1024 < 1024 * MIB
    assert _resident() - ours < 64 * MIB


async def _answer(how: str, path: Path, seen: dict[str, Any]) -> str:
    def note(progress: Mapping[str, Any]) -> None:
        seen.update(progress)

    try:
        result = await run_confined(
            "tests.hostile.reading:read", (how, str(path)), ConfinedLimits(wall_seconds=20), note
        )
    except FileProblem as problem:
        return problem.code
    assert all(".." not in name and not name.startswith("/") for name in result.get("names", []))
    return result["broken"][-1] if result.get("broken") else "read"


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_limits_are_those_of_the_reference() -> None:
    """reliability-security.md §4.6."""
    assert (LIMITS.workbook_entries, LIMITS.workbook_unpacked, LIMITS.archive_ratio) == (1_000, 300 * MIB, 100)
    assert (LIMITS.sheet_rows, LIMITS.sheet_columns, LIMITS.sheet_cell_characters) == (1_048_576, 60, 32_767)
    assert (LIMITS.file, LIMITS.text_cell, LIMITS.xml_depth) == (25 * MIB, 64 * 1024, 64)
    assert (ConfinedLimits().memory, ConfinedLimits().cpu_seconds) == (1024 * MIB, 120)
