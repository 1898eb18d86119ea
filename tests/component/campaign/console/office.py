"""LibreOffice, without a screen: what stands in a table after it has opened it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

PROGRAM = shutil.which("soffice")
AS_A_TURKISH_READER = "CSV:59,34,76,1,,1055,false,true,false,false,false,0,true"
"""`;` and `"`, UTF-8, in Turkish; special numbers are recognised and formulas worked out, as unwisely as can be."""
OFFICE, TABLE, TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text"))


@dataclass(frozen=True, slots=True)
class OpenedCell:
    """`kind`: `string`, `float`, `date` …; `formula`: what would be worked out; `links`: where a press would lead."""

    kind: str
    value: str
    text: str
    formula: str
    links: int

    @property
    def is_live(self) -> bool:
        return bool(self.formula or self.links)


def opened(files: Sequence[Path], folder: Path) -> dict[str, list[list[OpenedCell]]]:
    """All of them by one start of the program, in a profile of their own: rows of the first sheet by the file's name."""
    assert PROGRAM, "the Debian package libreoffice-calc-nogui is not installed"
    found = {}
    for ending, more in (("xlsx", []), ("csv", [f"--infilter={AS_A_TURKISH_READER}"])):
        some = [str(file) for file in files if file.suffix == f".{ending}"]
        if not some:
            continue
        out = folder / ending
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        convert = [PROGRAM, profile, "--headless", "--norestore", *more, "--convert-to", "fods", "--outdir", str(out)]
        subprocess.run([*convert, *some], check=True, capture_output=True, timeout=150)
        for name in some:
            path = out / f"{Path(name).stem}.fods"
            found[Path(name).name] = list(_rows(path))
    return found


def _rows(path: Path) -> Iterator[list[OpenedCell]]:
    table = ElementTree.parse(path).getroot().find(f".//{TABLE}table")  # noqa: S314  # made by ourselves a moment ago
    assert table is not None, path
    for row in table.iter(f"{TABLE}table-row"):
        cells: list[OpenedCell] = []
        for cell in row.iter(f"{TABLE}table-cell"):
            times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            cells += [_cell(cell)] * (times if times < 100 else 0)
        if any(one.text for one in cells):
            yield cells


def _cell(cell: ElementTree.Element) -> OpenedCell:
    value = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value") or ""
    text = "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))
    links = sum(1 for _ in cell.iter(f"{TEXT}a"))
    return OpenedCell(cell.get(f"{OFFICE}value-type", ""), value, text, cell.get(f"{TABLE}formula", ""), links)
