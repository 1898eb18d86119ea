"""What a person said about a file before it is read: which column is which, how it is written, what holds for all rows.

A mapping is JSON so that it can be kept per company and source and used again:

    {"kind": "movements", "profile": "logo",
     "columns": {"document_no": "Belge", "amount": 7},          field → heading, or position from 0
     "ignore": ["Renk"],                                        headings left out on purpose; "*": all that are not known
     "readings": {"amount": "1.234,56"},                        field or heading → "1.234,56" or "1,234.56"
     "date_order": {"document_date": "day first"},              field → "day first" or "month first"; one of them alone: all
     "constants": {"kind": "satış", "currency": "USD"},         field → cell of every row
     "accounts": ["120", "320"],                                of a general ledger: how codes of counterparties begin; "*": all
     "as_of": "2026-10-31"}                                     the day of a list of balances

Every key may be missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from services.aggregator.readers.columns import HEADINGS, FileKind
from services.aggregator.readers.readings import Readings
from shared.errors import Invalid
from shared.files.dates import DateOrder
from shared.files.numbers import NumberReading
from shared.text import fold_heading

EVERYTHING_ELSE = "*"
_EVERY_FIELD = frozenset(field for headings in HEADINGS.values() for field in headings)


class ReadOptions(BaseModel):
    """How a file is to be read. Everything may be left open; then the file itself decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    own_tax_number: str = ""
    """Of the company whose books these are: electronic documents name both sides."""
    assume_seller: bool = False
    """Where nothing tells who we are: look at invoices as their seller does, with a warning. For rehearsals only."""
    kind: FileKind | None = None
    mapping: Mapping[str, Any] = {}
    as_of: date | None = None
    """The day of a list of balances (mizan), which does not name it itself."""


class FileMapping(BaseModel):
    """A mapping that was understood; see the module for its JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FileKind | None = None
    profile: str = ""
    columns: Mapping[str, str | int] = {}
    ignore: tuple[str, ...] = ()
    readings: Mapping[str, NumberReading] = {}
    date_order: DateOrder | Mapping[str, DateOrder] | None = None
    constants: Mapping[str, str] = {}
    accounts: tuple[str, ...] = ()
    as_of: date | None = None

    @field_validator("columns", "constants")
    @classmethod
    def _fields_exist(cls, named: Mapping[str, Any]) -> Mapping[str, Any]:
        for name in named:
            if name not in _EVERY_FIELD:
                raise ValueError(f"there is no field “{name}”")
        return named

    @classmethod
    def parse(cls, mapping: Mapping[str, Any]) -> FileMapping:
        """Raises `Invalid` with the code `bad_mapping` and the first thing that is wrong."""
        try:
            return cls.model_validate(dict(mapping))
        except ValidationError as found:
            first = found.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"]))
            raise Invalid(
                "The column mapping is not understood at “{place}”: {reason}. Correct it, or leave it out.",
                code="bad_mapping",
                place=place,
                reason=first["msg"],
            ) from None

    @classmethod
    def recall(cls, mapping: Mapping[str, Any]) -> FileMapping:
        """A mapping that was kept from an earlier file of the same source; one that is no longer understood is forgotten.

        The day of its balances was that file's, and whether its documents were sales is asked again: lists of purchases have the
        same headings.
        """
        try:
            kept = cls.model_validate(dict(mapping))
        except ValidationError:
            return cls()
        constants = {name: cell for name, cell in kept.constants.items() if name != "kind"}
        return kept.model_copy(update={"as_of": None, "constants": constants})

    def without_readings(self) -> FileMapping:
        """The same without saying how numbers and dates are written."""
        return self.model_copy(update={"readings": {}, "date_order": None})

    @property
    def ignored(self) -> frozenset[str]:
        return frozenset(map(fold_heading, self.ignore))

    @property
    def ignores_others(self) -> bool:
        return EVERYTHING_ELSE in self.ignore

    def told(self, date_fields: Sequence[str], texts: Mapping[str, str]) -> Readings:
        """What is said of the columns, so that their cells need not be asked. `texts`: field → heading, where one is named."""
        fields = {fold_heading(text): name for name, text in texts.items()}

        def named(name: str) -> str:
            return name if name in _EVERY_FIELD else fields.get(fold_heading(name), name)

        if self.date_order is None:
            orders: Mapping[str, DateOrder] = {}
        elif isinstance(self.date_order, DateOrder):
            orders = dict.fromkeys(date_fields, self.date_order)
        else:
            orders = {named(name): order for name, order in self.date_order.items()}
        return Readings({named(name): reading for name, reading in self.readings.items()}, orders)


def signature(headings: Sequence[str]) -> str:
    """The same for all files whose headings are the same to a reader: files of one source look alike. 64 hex digits."""
    folded = "\x1f".join(fold_heading(heading) for heading in headings)
    return hashlib.sha256(folded.encode()).hexdigest()
