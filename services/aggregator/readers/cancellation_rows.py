"""One row of a list of cancelled documents → one `Cancellation`, or the reasons why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services.aggregator.domain.cancellations import Cancellation
from services.aggregator.domain.ledger import HOME_COUNTRY
from services.aggregator.domain.problems import RowProblem, error
from services.aggregator.readers.cells import read_uuid
from services.aggregator.readers.readings import Readings
from services.aggregator.readers.row_text import RowText
from services.aggregator.readers.tax_numbers import read_tax_number
from shared.files.dates import NotADate, read_date


class CancellationReader:
    """Reads the rows of one file."""

    def __init__(self, columns: Mapping[str, int], readings: Readings) -> None:
        self._text, self._readings = RowText(columns), readings

    def read(self, row: int, cells: list[str], problems: list[RowProblem]) -> Cancellation | None:
        """The cancellation, or None when `problems` received an error. A wrong ETTN is one: it would cancel nothing."""
        before = len(problems)
        cells = self._text.tidy(row, cells, problems)
        place = self._text.position
        uuid_cell, number = cells[place("uuid")], str(cells[place("document_no")])
        uuid = read_uuid(uuid_cell) if uuid_cell else None
        if uuid_cell and uuid is None:
            problems.append(error(row, "uuid", "bad_uuid_in_list", cell=uuid_cell))
        elif not uuid_cell and not number:
            problems.append(error(row, "uuid", "required"))
        day = self._read_date(row, cells[place("document_date")], problems)
        tax_number = read_tax_number(row, HOME_COUNTRY, cells[place("tax_number")], problems)
        if any(problem.is_error for problem in problems[before:]):
            return None
        return Cancellation(row, uuid, number, day, tax_number)

    def _read_date(self, row: int, cell: str, problems: list[RowProblem]) -> date | None:
        try:
            return read_date(cell, self._readings.order("document_date")) if cell else None
        except NotADate:
            problems.append(error(row, "document_date", "not_a_date", cell=cell))
            return None
