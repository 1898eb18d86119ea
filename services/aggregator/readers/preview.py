"""What a file would be taken for, before anything is done with it: the columns, the first rows as understood, both readings.

Everything is JSON, so that it can be shown by the console, answered by the API and kept with an import that waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from services.aggregator.domain.cancellations import Cancellation
from services.aggregator.domain.ledger import AccountRow, ContactRow, EntryRow, MovementRow
from services.aggregator.domain.problems import RowProblem
from services.aggregator.readers.source import Item, Source
from services.aggregator.readers.ubl.items import ExportDate, Refused, Rejection, Skipped
from shared.tax_number import TaxNumber

_WHAT: Mapping[type, str] = {
    AccountRow: "account", ContactRow: "contact", MovementRow: "movement", EntryRow: "entry", Cancellation: "cancellation",
    Rejection: "rejection", ExportDate: "export_date", Refused: "refused", Skipped: "skipped",
}  # fmt: skip
_READ_IN_TWO_WAYS = {
    "ambiguous_number_column": ("1.234,56", "1,234.56"),
    "ambiguous_date_column": ("day first", "month first"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: its heading, the field it was taken for (empty: left out), and its first cells."""

    position: int
    heading: str
    field: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Riddle:
    """A column that can be read in two ways. `examples`: cell, what it is in the first reading, what in the second."""

    field: str
    heading: str
    readings: tuple[str, str]
    examples: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """`rows` are the first rows as understood, each with `what` it is; `problems` are those of the file and of these rows."""

    kind: str | None
    profile: str
    format: str
    encoding: str
    separator: str
    sheet: str
    heading_line: int
    signature: str
    mapping: Mapping[str, Any]
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]
    problems: tuple[RowProblem, ...]
    riddles: tuple[Riddle, ...]
    skipped: Mapping[str, int]

    def stored(self) -> dict[str, Any]:
        """As JSON; problems as codes and parameters, to be worded where they are shown."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return plain | {
            "mapping": dict(self.mapping),
            "columns": [asdict(column) | {"cells": list(column.cells)} for column in self.columns],
            "rows": list(self.rows),
            "problems": [problem.stored() for problem in self.problems],
            "riddles": [
                asdict(one) | {"readings": list(one.readings), "examples": [list(example) for example in one.examples]}
                for one in self.riddles
            ],
            "skipped": dict(self.skipped),
        }


def preview(source: Source, rows: int = 20, *, every_problem: bool = False) -> Preview:
    """The first `rows` rows of the source as understood.

    `every_problem` walks to the end of the file and names the problems of all rows, not only of the first.
    """
    shown: list[Mapping[str, Any]] = []
    problems: list[RowProblem] = []
    for item in source.rows():
        if isinstance(item, RowProblem):
            problems.append(item)
        elif len(shown) < rows:
            shown.append(row_as_json(item))
        if len(shown) >= rows and not every_problem:
            break
    fields_by_position = {position: field for field, position in source.columns.items()}
    sample = source.sample(rows)
    return Preview(
        kind=source.kind.value if source.kind else None,
        profile=source.profile,
        format=source.format,
        encoding=source.encoding,
        separator=source.separator,
        sheet=source.sheet,
        heading_line=source.heading_line,
        signature=source.signature,
        mapping=source.mapping,
        columns=tuple(
            Column(
                position, heading, fields_by_position.get(position, ""), tuple(str(cells[position]) for cells in sample)
            )
            for position, heading in enumerate(source.headings)
        ),
        rows=tuple(shown),
        problems=tuple(problems),
        riddles=tuple(_riddles(source)),
        skipped=dict(source.skipped),
    )


def row_as_json(item: Item) -> dict[str, Any]:
    """A row with `what` it is; amounts and days as texts, empty fields left out."""
    plain = {field.name: _json(getattr(item, field.name)) for field in fields(item)}
    return {"what": _WHAT[type(item)], **{name: value for name, value in plain.items() if value not in (None, "", {})}}


def _json(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, TaxNumber):
        return value.text
    if isinstance(value, Mapping):
        return {str(key): _json(one) for key, one in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        plain = {field.name: _json(getattr(value, field.name)) for field in fields(value)}
        return {name: one for name, one in plain.items() if one not in (None, "")}
    return str(value)


def _riddles(source: Source) -> Iterator[Riddle]:
    for problem in source.problems:
        readings = _READ_IN_TWO_WAYS.get(problem.code)
        examples = problem.params.get("examples")
        if readings is not None and isinstance(examples, list):
            yield Riddle(
                problem.field,
                str(problem.params.get("column", "")),
                readings,
                tuple((str(cell), _json(first), _json(second)) for cell, first, second in examples),
            )
