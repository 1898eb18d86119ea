"""What a file's report names: row, field, a stable code, and the words for it in English (translated where they are shown)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum

from services.aggregator.domain.invoice_messages import INVOICE_MESSAGES
from shared.files import problems as files
from shared.text import N_


class Severity(StrEnum):
    """An error keeps the whole file out; a warning is shown and the row is taken."""

    ERROR = "error"
    WARNING = "warning"


@dataclasses.dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that is wrong. `row` is the 1-based line in the file, 0 for the file as a whole."""

    row: int
    field: str
    code: str
    severity: Severity = Severity.ERROR
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """The English msgid of the code, with `{name}` places for `params`."""
        return MESSAGES[self.code]

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def stored(self) -> dict[str, object]:
        """The form in which a report keeps it: code and parameters, no words."""
        return {
            "row": self.row,
            "field": self.field,
            "code": self.code,
            "severity": self.severity.value,
            "params": {name: _shown(value) for name, value in self.params.items()},
        }

    def __str__(self) -> str:
        return self.message.format_map(self.params)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def error(row: int, field_name: str, code: str, /, **params: object) -> RowProblem:
    return RowProblem(row, field_name, code, Severity.ERROR, params)


def warning(row: int, field_name: str, code: str, /, **params: object) -> RowProblem:
    return RowProblem(row, field_name, code, Severity.WARNING, params)


_FILE_PROBLEMS = tuple(
    kind for kind in vars(files).values() if isinstance(kind, type) and issubclass(kind, files.FileProblem)
)

MESSAGES: Mapping[str, str] = {
    **{kind.code: kind.message for kind in _FILE_PROBLEMS},
    **INVOICE_MESSAGES,
    "reading_gave_up": N_(
        "Reading this file ended {attempts} times before it was finished, so it was given up. Nothing was imported. "
        "Split the file or save it as CSV, and tell whoever runs the service."
    ),
    # the file's headings
    "unknown_file_kind": N_(
        "The headings fit neither account cards nor movements nor ledger entries: {headings}. "
        "Compare them with the import format, or say which column is which."
    ),
    "unknown_heading": N_(
        "The heading “{heading}” is not known. Correct it, or put # before it if the column is not meant for the import."
    ),
    "misspelt_heading": N_("The heading “{heading}” is not known. Did you mean “{suggestion}”?"),
    "empty_heading": N_("Column {column} has no heading. Name it, or take the column out."),
    "duplicate_heading": N_("Two columns mean the same: “{heading}” and “{first}”. Keep one of them."),
    "missing_heading": N_("The required column “{heading}” is missing."),
    "kind_missing": N_(
        "The file does not say whether its documents are sales or purchases. Add a column “tür”, or say it for the whole file."
    ),
    "columns_left_out": N_("These columns are not used: {headings}. If one of them matters, say which field it is."),
    "other_sheets": N_(
        "The workbook has several sheets that fit. “{sheet}” was read, and not: {others}. Put the others into files of their own."
    ),
    "as_of_missing": N_("A list of balances does not say of which day it is. Say the day, for example 2026-10-31."),
    "no_rows": N_("The file has headings but no rows below them; there is nothing to import."),
    # the shape of a row
    "broken_quotes": N_(
        "Quotation marks do not match in rows {row} to {last_row}. A quotation mark inside a quoted cell is written twice."
    ),
    "cell_too_long": N_(
        "A cell that begins in row {row} is longer than 64 KiB. A quotation mark before it may never have been closed."
    ),
    "too_few_cells": N_("The row has {found} cells, the headings {expected}. It may have been cut off."),
    "too_many_cells": N_(
        "The row has {found} cells, the headings {expected}. A cell that contains the separator must stand in quotation marks."
    ),
    "control_character": N_(
        "The cell contains the invisible character {character}, which can falsify a text. Remove it."
    ),
    "too_long": N_("The text has {length} characters; at most {limit} are possible."),
    "required": N_("The cell is empty, but this column must be filled in."),
    # values
    "not_a_number": N_("“{cell}” is not a number as the other cells of this column are written ({reading})."),
    "not_a_date": N_("“{cell}” is not a date. Write it as 31.10.2026 or 2026-10-31."),
    "amount_too_large": N_("“{cell}” is larger than any amount that can be kept."),
    "amount_rounded": N_("“{cell}” has more than two decimal places and was rounded to {rounded}."),
    "not_yes_or_no": N_("“{cell}” is neither yes nor no. Write evet or hayır, 1 or 0."),
    "vat_missing": N_("The amount “{cell}” includes KDV, but the KDV is not given. Fill in the column “kdv”."),
    "both_sides": N_("The row has a debit ({debit}) and a credit ({credit}). It can only have one of them."),
    "unknown_side": N_("“{cell}” is neither debit nor credit. Write B (borç) or A (alacak)."),
    "sign_and_side": N_(
        "The balance “{cell}” is below zero and marked “{side}”, so nobody knows who owes whom. Write it without the minus."
    ),
    "unknown_kind": N_(
        "“{cell}” is no kind of document. Write satış, alış, satıştan iade or alıştan iade "
        "(sale, purchase, sales_return, purchase_return)."
    ),
    "unknown_currency": N_("“{cell}” is no currency. Write the three letters of ISO 4217, such as TRY, USD, EUR."),
    "old_currency": N_(
        "“{cell}” is an old code of the Turkish lira and was read as TRY. Check that no zeros are too many."
    ),
    "currency_differs": N_("The amount is written in {written}, but the currency column says {currency}."),
    "rate_missing": N_(
        "The document is in {currency} and has no rate, so its amount in TRY is unknown. Fill in the rate."
    ),
    "rate_not_positive": N_("The rate “{cell}” is not above zero."),
    "rate_too_high": N_("The rate “{cell}” is above 10,000; no currency costs so many lira. Check the decimal sign."),
    "rate_is_one": N_("The document is in {currency} with a rate of exactly 1. Check the rate."),
    "rate_ignored": N_("The document is in TRY; its rate “{cell}” was not used."),
    "bad_uuid": N_("“{cell}” is no ETTN. The document is told apart by its number and date instead."),
    "bad_uuid_in_list": N_("“{cell}” is no ETTN, so no document can be found by it."),
    "tax_number_checksum": N_(
        "The tax number {masked} has a wrong check digit or length. Accounts are not merged by it."
    ),
    "tax_number_completed": N_("Leading zeros were missing; the tax number was completed to {masked}."),
    "tax_number_placeholder": N_(
        "The tax number {masked} stands for nobody in particular. The account is never merged by it."
    ),
    "bad_email": N_("“{cell}” is no e-mail address, so nothing can be sent to it. One cell takes one address."),
    "unknown_country": N_("“{cell}” is no country. Write its two letters, such as TR, DE. Türkiye was assumed."),
    "unknown_language": N_("“{cell}” is none of the languages tr, en, de, ar. The default language is used."),
    "account_differs": N_("Account {code} says something else here than in row {first_row}. Row {first_row} counts."),
    "unknown_account": N_("Account {code} has no card. Import the account cards first, or correct the code."),
    "document_cancelled": N_("The document is cancelled and is in no figure."),
    "document_rejected": N_("The buyer rejected this invoice, so it is in no figure."),
    "rejection_of_another": N_("An answer that rejects this invoice, which is not in the file: it is in no figure."),
    "repeated_account": N_("Account {code} stands in row {first_row} already, and this row adds no contact."),
}
