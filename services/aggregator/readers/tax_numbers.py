"""Tax numbers as they stand in a cell: the number, and what a person should know about it."""

from __future__ import annotations

from services.aggregator.domain.ledger import HOME_COUNTRY
from services.aggregator.domain.problems import RowProblem, warning
from shared.tax_number import TaxNumber


def read_tax_number(row: int, country: str, cell: str, problems: list[RowProblem]) -> TaxNumber | None:
    """The number, None for an empty cell. Adds a warning when it is a placeholder, wrong, or was completed."""
    number = TaxNumber.parse(cell)
    if number is None or country != HOME_COUNTRY:
        return number
    masked = number.masked
    if number.is_placeholder:
        problems.append(warning(row, "tax_number", "tax_number_placeholder", masked=masked))
    elif not number.is_valid:
        problems.append(warning(row, "tax_number", "tax_number_checksum", masked=masked))
    elif number.text.startswith("0") and not cell.strip("'").startswith("0"):
        problems.append(warning(row, "tax_number", "tax_number_completed", masked=masked))
    return number
