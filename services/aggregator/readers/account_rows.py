"""One row of an account cards file → an `AccountRow` with or without a `ContactRow`, or the reasons why not.

Several rows may carry the same account code: the first one is the card, each one may add a contact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.aggregator.domain.ledger import HOME_COUNTRY, AccountRow, ContactRow
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.cells import is_email, read_country, read_language, read_yes_or_no
from services.aggregator.readers.row_text import RowText
from services.aggregator.readers.tax_numbers import read_tax_number
from shared.files.delimited_out import without_apostrophe

_CARD_FIELDS = (
    "title", "tax_number", "tax_office", "country", "reconciliation_email", "phone", "address", "language", "branch",
    "never_mail", "never_merge",
)  # fmt: skip


class AccountReader:
    """Reads the rows of one file; remembers which account codes it has seen, and where."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._text = RowText(columns)
        self._columns = columns
        self._seen: dict[str, tuple[int, tuple[str, ...]]] = {}

    def read(self, row: int, cells: list[str], problems: list[RowProblem]) -> Iterator[AccountRow | ContactRow]:
        """The card, when the row opens one, and the contact, when it names one. Nothing when an error was added."""
        before = len(problems)
        # Cards that were exported as text carry an apostrophe where a spreadsheet would have seen a formula.
        cells = [without_apostrophe(cell) for cell in self._text.tidy(row, cells, problems)]
        code = self._cell(cells, "account_code")
        seen = self._seen.get(code)
        if not code:
            problems.append(error(row, "account_code", "required"))
        if seen is None and not self._cell(cells, "title"):
            problems.append(error(row, "title", "required"))
        contact = self._read_contact(row, code, cells, problems)
        account = self._read_account(row, code, cells, problems) if seen is None else None
        if any(problem.is_error for problem in problems[before:]):
            return
        card = tuple(self._cell(cells, field) for field in _CARD_FIELDS)
        if account is not None:
            self._seen[code] = (row, card)
            yield account
        elif seen is not None:
            self._compare(row, code, card, seen, contact, problems)
        if contact is not None:
            yield contact

    def _cell(self, cells: list[str], field: str) -> str:
        # A number or day of a workbook is text on a card.
        return str(cells[self._text.position(field)])

    def _read_account(self, row: int, code: str, cells: list[str], problems: list[RowProblem]) -> AccountRow:
        country = self._read_country(row, self._cell(cells, "country"), problems)
        return AccountRow(
            row=row,
            code=code,
            title=self._cell(cells, "title"),
            tax_number=read_tax_number(row, country, self._cell(cells, "tax_number"), problems),
            tax_office=self._cell(cells, "tax_office"),
            country=country,
            reconciliation_email=self._read_email(row, "reconciliation_email", cells, problems),
            phone=self._cell(cells, "phone"),
            address=self._cell(cells, "address"),
            language=self._read_language(row, self._cell(cells, "language"), problems),
            branch=self._cell(cells, "branch"),
            never_mail=self._read_box(row, "never_mail", cells, problems),
            never_merge=self._read_box(row, "never_merge", cells, problems),
        )

    def _read_box(self, row: int, field: str, cells: list[str], problems: list[RowProblem]) -> bool:
        cell = self._cell(cells, field)
        ticked = read_yes_or_no(cell)
        if ticked is None:
            problems.append(error(row, field, "not_yes_or_no", cell=cell))
        return bool(ticked)

    def _read_contact(self, row: int, code: str, cells: list[str], problems: list[RowProblem]) -> ContactRow | None:
        cell = self._cell(cells, "receives_reconciliations")
        receives = read_yes_or_no(cell)
        if receives is None:
            problems.append(error(row, "receives_reconciliations", "not_yes_or_no", cell=cell))
        name = self._cell(cells, "contact_name")
        email = self._read_email(row, "contact_email", cells, problems)
        return ContactRow(row, code, name, email, bool(receives)) if name or email else None

    def _read_email(self, row: int, field: str, cells: list[str], problems: list[RowProblem]) -> str:
        # Kept as typed even when it is broken: the card shows what has to be corrected.
        cell = self._cell(cells, field)
        if cell and not is_email(cell):
            problems.append(warning(row, field, "bad_email", cell=cell))
        return cell

    def _read_country(self, row: int, cell: str, problems: list[RowProblem]) -> str:
        country = read_country(cell) if cell else HOME_COUNTRY
        if country is None:
            problems.append(warning(row, "country", "unknown_country", cell=cell))
        return country or HOME_COUNTRY

    def _read_language(self, row: int, cell: str, problems: list[RowProblem]) -> str:
        language = read_language(cell) if cell else ""
        if language is None:
            problems.append(warning(row, "language", "unknown_language", cell=cell))
        return language or ""

    def _compare(
        self,
        row: int,
        code: str,
        card: tuple[str, ...],
        seen: tuple[int, tuple[str, ...]],
        contact: ContactRow | None,
        problems: list[RowProblem],
    ) -> None:
        first_row, first = seen
        for field, here, there in zip(_CARD_FIELDS, card, first, strict=True):
            if here and here != there:
                problems.append(warning(row, field, "account_differs", code=code, first_row=first_row))
        if contact is None:
            problems.append(warning(row, "account_code", "repeated_account", code=code, first_row=first_row))
