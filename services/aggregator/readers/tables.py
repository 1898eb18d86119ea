"""Tables of ledger rows: recognised, adapted, and read row by row or many rows at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.account_lines import AccountLines
from services.aggregator.readers.account_rows import AccountReader
from services.aggregator.readers.adapting import Adapter
from services.aggregator.readers.blocks import blocks_of
from services.aggregator.readers.cancellation_rows import CancellationReader
from services.aggregator.readers.chart_of_accounts import (
    CUSTOMERS_AND_SUPPLIERS,
    ChartOfAccounts,
    is_ledger_heading,
)
from services.aggregator.readers.columns import DATES, FileKind
from services.aggregator.readers.entry_rows import EntryReader
from services.aggregator.readers.mapping import FileMapping, ReadOptions, signature
from services.aggregator.readers.movement_chunk import MovementChunk
from services.aggregator.readers.movement_columns import MovementColumns
from services.aggregator.readers.movement_rows import MovementReader
from services.aggregator.readers.profiles.profile import Profile
from services.aggregator.readers.readings import Deciding, Readings, Undecided
from services.aggregator.readers.recognition import Recognised, heading_problems, recognise_table
from services.aggregator.readers.source import Item, Source
from shared.files.delimited import DelimitedFile
from shared.files.tables import Block, BrokenRow, Row, Table

_LEAVES_NOTHING_TO_READ = frozenset(
    {
        "missing_heading",
        "kind_missing",
        "as_of_missing",
        "ambiguous_number_column",
        "mixed_number_column",
        "ambiguous_date_column",
        "mixed_date_column",
    }
)


class _Reader(Protocol):
    def read(self, row: int, cells: list[str], problems: list[RowProblem]) -> Item | None: ...


class _Adapting(Protocol):
    columns: dict[str, int]

    def rows(self, rows: Iterator[Row | BrokenRow], skipped: Counter[str]) -> Iterator[Row | BrokenRow]: ...


def _decide_by_the_first(deciding: Deciding, blocks: Iterable[Block | BrokenRow], *, all_of_them: bool) -> bool:
    """Whether all cells were asked."""
    for block in blocks:
        if isinstance(block, Block):
            deciding.take(block)
            if not all_of_them and deciding.is_certain:
                return False
    return True


@dataclass(slots=True, kw_only=True)
class TableSource(Source):
    """A table whose columns are known and have decided how they are written."""

    table: Table
    steps: tuple[_Adapting, ...]
    places: dict[str, int]
    """Where the fields stand in the adapted rows."""
    readings: Readings = field(default_factory=Readings)
    deciding: Deciding | None = None
    """Who listens during the walk for cells that contradict the readings; None when all cells were asked before it."""
    as_of: date | None = None

    @property
    def is_readable(self) -> bool:
        return not any(problem.code in _LEAVES_NOTHING_TO_READ for problem in self.problems)

    def items(self) -> Iterator[Item | MovementChunk]:
        """See `Source`."""
        if self.kind is not FileKind.MOVEMENTS:
            yield from self._one_by_one()
        elif self.is_readable:
            columns = MovementColumns(self.places, self.readings, MovementReader(self.places, self.readings))
            for block in self.blocks():
                if isinstance(block, BrokenRow):
                    yield _broken(block)
                    continue
                if self.deciding is not None:
                    self.deciding.take(block)
                problems: list[RowProblem] = []
                yield columns.read(block, problems)
                yield from problems
            if self.deciding is not None:
                self.note_undecided(self.deciding.decide()[1])
            self._count_totals()

    def note_undecided(self, undecided: Iterable[Undecided]) -> None:
        """Columns that cannot be read are problems of the file."""
        problems = []
        for one in undecided:
            heading = self.headings[place] if (place := self.columns.get(one.field)) is not None else ""
            said = {**one.problem.params, "column": heading}
            problems.append(error(self.heading_line, one.field, one.problem.code, **said))
        self.problems += tuple(problems)

    def rows(self) -> Iterator[Item]:
        """See `Source`. Row by row also where `items` gives chunks."""
        yield from self.problems
        yield from self._one_by_one()

    def blocks(self) -> Iterator[Block | BrokenRow]:
        """The adapted rows some thousand at a time."""
        if isinstance(self.table, DelimitedFile) and not self.steps:
            self.skipped.clear()
            return self.table.blocks()
        return blocks_of(self._adapted())

    def walk(self) -> Iterator[tuple[Row, list[Item]]]:
        """Every row with what it gives: its items, then its problems. A broken row has no cells."""
        if not self.is_readable:
            return
        read = self._reader()
        for row in self._adapted():
            if isinstance(row, BrokenRow):
                yield Row(row.line, []), [_broken(row)]
                continue
            problems: list[RowProblem] = []
            items = list(read(row.line, row.cells, problems))
            yield row, [*items, *problems]
        self._count_totals()

    def _one_by_one(self) -> Iterator[Item]:
        for _, items in self.walk():
            yield from items

    def _reader(self) -> Callable[[int, list[str], list[RowProblem]], Iterable[Item]]:
        if self.kind is FileKind.ACCOUNTS:
            return AccountReader(self.places).read
        reader: _Reader
        if self.kind is FileKind.MOVEMENTS:
            reader = MovementReader(self.places, self.readings)
        elif self.kind is FileKind.CANCELLATIONS:
            reader = CancellationReader(self.places, self.readings)
        else:
            reader = EntryReader(self.kind or FileKind.ENTRIES, self.places, self.readings, self.as_of)
        return lambda row, cells, problems: () if (item := reader.read(row, cells, problems)) is None else (item,)

    def _adapted(self) -> Iterator[Row | BrokenRow]:
        self.skipped.clear()
        rows = self.table.rows()
        for step in self.steps:
            rows = step.rows(rows, self.skipped)
        return rows

    def _count_totals(self) -> None:
        if self.table.total_rows:
            self.skipped["total_row"] += self.table.total_rows


def open_table_source(
    table: Table,
    options: ReadOptions,
    remembered: Mapping[str, Mapping[str, Any]],
    position: Callable[[], int] = lambda: 0,
    *,
    while_reading: bool = False,
) -> Source:
    """Recognise the table and let its columns decide: over all their cells, or, `while_reading`, by the first ones that make it
    certain, with the others asked during the walk over movements. Raises `Invalid` for a mapping that is not understood."""
    sign = signature(table.headings)
    mapping = FileMapping.parse(options.mapping)
    known = FileMapping() if options.mapping else FileMapping.recall(remembered.get(sign, {}))
    if not options.mapping:
        mapping = known.without_readings()
    recognised = recognise_table(table.headings, mapping, options.kind)
    line, profile = table.heading_line, recognised.profile
    described: dict[str, Any] = {
        "format": table.format,
        "encoding": table.encoding,
        "separator": table.separator,
        "sheet": table.sheet,
        "headings": table.headings,
        "heading_line": line,
        "signature": sign,
        "columns": recognised.headings.columns,
    }
    if profile is None:
        unknown = error(line, "", "unknown_file_kind", headings=", ".join(filter(None, table.headings)))
        return Source(problems=(unknown,), table=table, **described)
    kind = profile.kind
    problems = list(heading_problems(recognised, line, mapping))
    if table.other_sheets:
        problems.append(warning(line, "", "other_sheets", sheet=table.sheet, others=", ".join(table.other_sheets)))
    as_of = options.as_of or mapping.as_of
    if kind is FileKind.TRIAL_BALANCE and as_of is None:
        problems.append(error(line, "", "as_of_missing"))
    steps = _steps(table, recognised, profile, mapping)
    texts = recognised.headings.texts
    places = steps[-1].columns if steps else dict(recognised.headings.columns)
    source = TableSource(
        table=table,
        steps=steps,
        places=places,
        as_of=as_of,
        kind=kind,
        profile=profile.name,
        position=position,
        **described,
    )
    source.problems = tuple(problems)
    deciding = Deciding(kind, places, mapping.told(DATES[kind], texts), known.told(DATES[kind], texts))
    if not _decide_by_the_first(
        deciding, source.blocks(), all_of_them=not while_reading or kind is not FileKind.MOVEMENTS
    ):
        source.deciding = deciding
    source.readings, undecided = deciding.decide()
    source.note_undecided(undecided)
    source.fields = frozenset(places)
    source.mapping = _mapping(recognised, profile, mapping, source.readings, as_of)
    return source


def _steps(table: Table, recognised: Recognised, profile: Profile, mapping: FileMapping) -> tuple[_Adapting, ...]:
    steps: list[_Adapting] = []
    kind, beginnings = profile.kind, mapping.accounts or CUSTOMERS_AND_SUPPLIERS
    adapter = Adapter(profile, table.headings, recognised.headings.columns, mapping.constants)
    if not adapter.changes_nothing:
        steps.append(adapter)
    if profile.codes_above:
        table.single_cells_are_rows = True
        steps.append(AccountLines(adapter.columns, adapter.width, beginnings))
    elif profile.is_ledger or (
        kind in (FileKind.ENTRIES, FileKind.TRIAL_BALANCE)
        and is_ledger_heading(recognised.headings.texts.get("account_code", ""))
    ):
        steps.append(ChartOfAccounts(adapter.columns, beginnings, with_groups=kind is FileKind.TRIAL_BALANCE))
    return tuple(steps)


def _mapping(
    recognised: Recognised, profile: Profile, mapping: FileMapping, readings: Readings, as_of: date | None
) -> dict[str, Any]:
    return {
        "kind": profile.kind.value,
        "profile": profile.name,
        "columns": dict(recognised.headings.texts),
        "ignore": list(mapping.ignore),
        "readings": {name: reading.value for name, reading in readings.numbers.items()},
        "date_order": {name: order.value for name, order in readings.dates.items()},
        "constants": dict(mapping.constants),
        "accounts": list(mapping.accounts),
        "as_of": as_of.isoformat() if as_of else None,
    }


def _broken(row: BrokenRow) -> RowProblem:
    return error(row.line, "", row.code, row=row.line, last_row=row.last_line, found=row.found, expected=row.expected)
