"""`docs/import-format.md` says what the reader does."""

from pathlib import Path

import pytest

from services.aggregator.readers.columns import HEADINGS, LIMITS, REQUIRED, FileKind
from services.aggregator.readers.profiles import KNOWN
from services.aggregator.readers.profiles.profile import Profile

PAGE = (Path(__file__).parents[3] / "docs" / "import-format.md").read_text(encoding="utf-8")
SECTIONS = {
    FileKind.ACCOUNTS: "## Account cards",
    FileKind.MOVEMENTS: "## Movements",
    FileKind.ENTRIES: "## Ledger entries",
    FileKind.TRIAL_BALANCE: "## Lists of balances",
    FileKind.CANCELLATIONS: "## Cancelled documents",
}


@pytest.mark.parametrize("kind", list(HEADINGS))
def test_every_column_stands_on_the_page(kind: FileKind) -> None:
    section = PAGE.partition(f"\n{SECTIONS[kind]}\n")[2].partition("\n## ")[0]
    for field, headings in HEADINGS[kind].items():
        row = next((line for line in section.splitlines() if line.startswith(f"| `{headings[0]}` | `{field}` |")), None)
        assert row is not None, f"{headings[0]} / {field} is missing"
        assert ("**yes**" in row) == (field in REQUIRED[kind])
        if field in LIMITS:
            assert f"≤ {LIMITS[field]}" in row
        for synonym in headings[1:]:
            assert synonym in row


@pytest.mark.parametrize("profile", KNOWN, ids=lambda profile: f"{profile.name}-{profile.kind}")
def test_every_program_stands_on_the_page_by_a_heading_of_its_own(profile: Profile) -> None:
    programs = PAGE.partition("\n## Files of known programs\n")[2].partition("\n## ")[0].lower()
    assert any(mark.lower() in programs for group in profile.marks for mark in group)
