"""What a file was understood as, for a person to look at; and what that person says about its columns, for the next reading.

The aggregator's preview and mapping are JSON of its readers; here they become tables and choices, and choices become a mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from services.campaign.clients.imports import ImportReport
from services.campaign.console import import_words, wording
from shared import formats

Say = Callable[[str], str]
CELLS_SHOWN = 3
LEFT_OUT = "-"
"""In a select: this column is none of ours."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of the file, and the field that it was taken for (`LEFT_OUT`: for none)."""

    position: int
    heading: str
    field: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Riddle:
    """A column that can be read in two ways. Examples: the cell, and what it would be in each reading."""

    field: str
    heading: str
    readings: Sequence[str]
    examples: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Understood:
    """The first rows of one kind, cell by cell as they were understood."""

    label: str
    headings: Sequence[str]
    numeric: Sequence[bool]
    rows: Sequence[tuple[int | None, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that the page shows; `choices` are the fields of this kind of file with their labels."""

    kind: str
    sheet: str
    columns: Sequence[FileColumn]
    choices: Sequence[tuple[str, str]]
    riddles: Sequence[Riddle]
    tables: Sequence[Understood]
    skipped: int
    constant_kind: str
    needs_kind: bool
    as_of: str


def shown_preview(report: ImportReport, language: str, say: Say) -> Preview:
    """The report's preview for a person; whatever it lacks is simply not shown."""
    found, mapping = report.preview, report.mapping
    kind = report.kind or str(found.get("kind") or "")
    columns = [
        FileColumn(
            int(one["position"]),
            str(one["heading"]),
            one.get("field") or LEFT_OUT,
            list(one.get("cells", ()))[:CELLS_SHOWN],
        )
        for one in found.get("columns", ())
    ]
    fields = {one.field for one in columns}
    return Preview(
        kind=kind,
        sheet=str(found.get("sheet") or ""),
        columns=columns,
        choices=[(name, say(import_words.field_label(name))) for name in import_words.COLUMNS.get(kind, ())],
        riddles=[
            Riddle(
                str(one["field"]),
                str(one["heading"]),
                list(one["readings"]),
                [[str(cell), *(_example(value, language) for value in values)] for cell, *values in one["examples"]],
            )
            for one in found.get("riddles", ())
        ],
        tables=list(_tables(found.get("rows", ()), language, say)),
        skipped=sum(found.get("skipped", {}).values()),
        constant_kind=str((mapping.get("constants") or {}).get("kind", "")),
        needs_kind=kind == "movements" and bool(columns) and "kind" not in fields,
        as_of=str(mapping.get("as_of") or ""),
    )


def _tables(rows: Sequence[Mapping[str, Any]], language: str, say: Say) -> Iterator[Understood]:
    for what in dict.fromkeys(str(row.get("what", "")) for row in rows):
        flat = [_flat(row) for row in rows if row.get("what") == what]
        names = list(dict.fromkeys(name for row in flat for name in row if name not in import_words.NOT_SHOWN))
        yield Understood(
            label=say(import_words.WHAT.get(what, what)),
            headings=[say(import_words.field_label(name)) for name in names],
            numeric=[name in import_words.AMOUNTS for name in names],
            rows=[(_row_number(row), [_cell(name, row.get(name), language, say) for name in names]) for row in flat],
        )


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """The counterparty that a document names stands beside its other columns; what is not so is not said."""
    party = row.get("party")
    flat = {**row, **party} if isinstance(party, Mapping) else dict(row)
    return {name: value for name, value in flat.items() if value is not False and not isinstance(value, Mapping)}


def _row_number(row: Mapping[str, Any]) -> int | None:
    number = row.get("row")
    return number if isinstance(number, int) and number else None


def _cell(name: str, value: Any, language: str, say: Say) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return say(wording.YES if value else wording.NO)
    text = str(value)
    try:
        if name in import_words.AMOUNTS:
            return formats.number(Decimal(text), language)
        if name in import_words.DAYS:
            return formats.day(date.fromisoformat(text))
    except (InvalidOperation, ValueError):
        return text
    return say(wording.DOCUMENT_KINDS[text]) if name == "kind" and text in wording.DOCUMENT_KINDS else text


def _example(value: object, language: str) -> str:
    """A number or a day as the reader of the page writes it."""
    text = str(value)
    try:
        return formats.day(date.fromisoformat(text)) if "-" in text[1:] else formats.number(Decimal(text), language)
    except (InvalidOperation, ValueError):
        return text


def mapping_from(report: ImportReport, typed: Callable[[str], str], *, to_look_again: bool) -> dict[str, Any] | None:
    """What the form says about the columns; None when the file is to be taken just as it was shown.

    To look again, everything is said: that a column nobody knows is left out, is then meant.
    """
    columns = report.preview.get("columns", ())
    before = {str(one["position"]): one.get("field") or LEFT_OUT for one in columns}
    chosen = {position: typed(f"column-{position}") or field for position, field in before.items()}
    mapping = dict(report.mapping)
    if typed("kind") and typed("kind") != report.kind:
        # Of another kind of file, other columns are known: they are recognised anew.
        return {"kind": typed("kind")}
    said = _readings(report, typed) | _constants(report, typed)
    if not columns or not (to_look_again or said or chosen != before):
        return None
    texts = {str(one["position"]): str(one["heading"]) for one in columns}
    mapping |= {
        "kind": report.kind,
        "columns": {field: int(position) for position, field in chosen.items() if field != LEFT_OUT},
        "ignore": [texts[position] for position, field in chosen.items() if field == LEFT_OUT and texts[position]],
    }
    for name, value in said.items():
        mapping[name] = {**(mapping.get(name) or {}), **value} if isinstance(value, dict) else value
    return {name: value for name, value in mapping.items() if value not in (None, "")}


def _readings(report: ImportReport, typed: Callable[[str], str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for riddle in report.preview.get("riddles", ()):
        field = str(riddle["field"])
        if (reading := typed(f"reading-{field}")) in riddle["readings"]:
            part = "date_order" if reading in import_words.DATE_READINGS else "readings"
            said.setdefault(part, {})[field] = reading
    return said


def _constants(report: ImportReport, typed: Callable[[str], str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    constants = report.mapping.get("constants") or {}
    if (kind := typed("constant_kind")) and kind != constants.get("kind"):
        said["constants"] = {"kind": kind}
    if (day := typed("as_of")) and day != str(report.mapping.get("as_of") or ""):
        said["as_of"] = day
    return said
