"""`docs/import-format.md` says what the reader does."""

from pathlib import Path

import pytest

from services.aggregator.readers.columns import HEADINGS, LIMITS, REQUIRED, FileKind

PAGE = (Path(__file__).parents[3] / "docs" / "import-format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", list(FileKind))
def test_every_column_stands_on_the_page(kind: FileKind) -> None:
    for field, headings in HEADINGS[kind].items():
        row = next((line for line in PAGE.splitlines() if line.startswith(f"| `{headings[0]}` | `{field}` |")), None)
        assert row is not None, f"{headings[0]} / {field} is missing"
        assert ("**yes**" in row) == (field in REQUIRED[kind])
        if field in LIMITS:
            assert f"≤ {LIMITS[field]}" in row
        for synonym in headings[1:]:
            assert synonym in row
