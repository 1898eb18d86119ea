"""Keeps the last result of each measurement in one readable page."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parent / "RESULTS.md"
_HEAD = "# Results\n\nThe last run of each measurement. Ratios of one run are firm, absolute figures depend on the machine.\n"


def store(name: str, what: str, table: Sequence[str], where_time_goes: str) -> None:
    """Print a result and put it in its place on the page."""
    section = "\n".join(
        [
            f"## {name}",
            "",
            f"{what}; {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}.",
            "",
            *table,
            "",
            f"Where the time goes: {where_time_goes}",
            "",
        ]
    )
    print(section)
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else _HEAD
    pattern = re.compile(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    page = pattern.sub(lambda _: section + "\n", page) if pattern.search(page) else f"{page.rstrip()}\n\n{section}\n"
    PAGE.write_text(page.rstrip() + "\n", encoding="utf-8")
