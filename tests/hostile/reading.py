"""What the confined child does with a hostile file: the same calls that an import makes, told apart by `how`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from shared.files.archives import members
from shared.files.opening import open_table
from shared.files.tables import BrokenRow
from shared.files.xml import parse_xml


def read(job: tuple[str, str], progress: Callable[..., None]) -> dict[str, Any]:
    """`job` is (how, path); the result says what was read, in few words."""
    how, name = job
    path = Path(name)
    try:
        if how == "members":
            return {"names": [member for member, _ in members(lambda: path.open("rb"))]}
        if how == "xml":
            return {"tag": parse_xml(path.read_bytes()).tag}
        table = open_table(lambda: path.open("rb"))
        good, broken = 0, set()
        for row in table.rows():
            if isinstance(row, BrokenRow):
                broken.add(row.code)
            else:
                good += 1
        return {"rows": good, "broken": sorted(broken), "headings": list(table.headings)}
    finally:
        progress(peak_kib=_peak())


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
