"""The counterparty as the rows of a file name it: title, tax number, address, in files that may know no account codes.

What is to be said about a counterparty is said where it first stands, not in each of its thousand rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.aggregator.domain.ledger import HOME_COUNTRY, Party
from services.aggregator.domain.problems import RowProblem, warning
from services.aggregator.readers.cells import is_email, read_country
from services.aggregator.readers.row_text import NOT_THERE
from services.aggregator.readers.tax_numbers import read_tax_number

PARTY_FIELDS = ("title", "tax_number", "country", "tax_office", "address", "phone", "email")
MOST_REMEMBERED = 50_000


class PartyReader:
    """Reads the counterparty's cells of one file's rows."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self.positions = [columns.get(field, NOT_THERE) for field in PARTY_FIELDS]
        self.is_there = "title" in columns or "tax_number" in columns
        self._known: dict[tuple[str, ...], Party | None] = {}
        self._said: set[tuple[str, str]] = set()

    def read(self, row: int, cells: Sequence[str], problems: list[RowProblem]) -> Party | None:
        """The counterparty, None when the row names none. `cells` are tidied."""
        if not self.is_there:
            return None
        return self.of(row, tuple([cells[position] for position in self.positions]), problems)

    def of(self, row: int, key: tuple[str, ...], problems: list[RowProblem]) -> Party | None:
        """The same from the cells of `PARTY_FIELDS` alone."""
        if key in self._known:
            return self._known[key]
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        found: list[RowProblem] = []
        party = _party(row, key, found)
        self._known[key] = party
        for problem in found:
            said = (problem.code, str(problem))
            if said not in self._said:
                if len(self._said) < MOST_REMEMBERED:
                    self._said.add(said)
                problems.append(problem)
        return party


def plain_party(key: tuple[str, ...]) -> Party | str | None:
    """For rows of which nothing needs to be said: the party, "" where none is named, None where there is something to say."""
    found: list[RowProblem] = []
    party = _party(0, key, found)
    return None if found else party or ""


def _party(row: int, key: tuple[str, ...], problems: list[RowProblem]) -> Party | None:
    title, number, country_cell, tax_office, address, phone, email = map(str, key)
    if not (title or number):
        return None
    country = read_country(country_cell) if country_cell else HOME_COUNTRY
    if country is None:
        problems.append(warning(row, "country", "unknown_country", cell=country_cell))
        country = HOME_COUNTRY
    tax_number = read_tax_number(row, country, number, problems)
    if email and not is_email(email):
        problems.append(warning(row, "email", "bad_email", cell=email))
    return Party(title, tax_number, country, tax_office, address, phone, email)
