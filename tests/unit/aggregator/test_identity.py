"""Which lines are the same document, over all imports, as they are written for the database."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from services.aggregator.domain.ledger import EntryRow, MovementRow
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.intake.lines import ENTRY_COLUMNS, MOVEMENT_COLUMNS, LineWriter
from services.aggregator.readers.movement_chunk import MovementChunk
from shared.copy_text import fields_of
from tests.unit.aggregator.ledger_builders import movement

COMPANY = uuid4()
LINE = movement("120.01", 700_000)
ELECTRONIC = movement("120.01", 700_000, uuid="0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a11")
ENTRY = EntryRow(1, "120.01", date(2026, 10, 15), Decimal("5.00"), 500, "V-1")
OTHERWISE: dict[str, object] = {
    "account_code": "120.02",
    "document_no": "A-2",
    "document_date": date(2026, 10, 16),
    "kind": DocumentKind.PURCHASE,
    "amount": Decimal("1.00"),
    "amount_kurus": 100,
    "currency": "USD",
    "rate": Decimal(2),
    "vat": Decimal(1),
    "series": "SMS",
    "branch": "Merkez",
    "cancelled": True,
    "note": "iskonto \\ %5",
    "recorded_on": date(2026, 11, 1),
    "customs_on": date(2026, 11, 2),
    "other_taxes_kurus": 5,
    "electronic": True,
    "alternatives": '{"A": "1.00"}',
}
PLAIN_IDENTITY = {"account_code", "document_no", "document_date", "kind"}


def written(line: MovementRow | EntryRow, company: UUID = COMPANY) -> dict[str, str | None]:
    """The line as its table gets it."""
    writer = LineWriter(company, UUID(int=1))
    columns: tuple[str, ...]
    if isinstance(line, EntryRow):
        text, columns = writer.entry(line, line.account_code, 7), ENTRY_COLUMNS
    else:
        text, columns = writer.movement(line, line.account_code, 7), MOVEMENT_COLUMNS
    (values,) = fields_of(text.encode())
    return dict(zip(columns, values, strict=True))


@pytest.mark.parametrize("name", OTHERWISE)
def test_every_field_of_a_line_is_part_of_what_it_says(name: str) -> None:
    other = replace(LINE, **{name: OTHERWISE[name]})  # type: ignore[arg-type]  # by name
    assert written(other)["fingerprint"] != written(LINE)["fingerprint"]


def test_no_field_was_forgotten() -> None:
    assert {field.name for field in fields(MovementRow)} - OTHERWISE.keys() == {"row", "uuid", "party"}


@pytest.mark.parametrize("name", OTHERWISE)
def test_without_an_ettn_account_number_date_and_kind_are_the_document(name: str) -> None:
    other = replace(LINE, **{name: OTHERWISE[name]})  # type: ignore[arg-type]  # by name
    assert (written(other)["document_id"] != written(LINE)["document_id"]) is (name in PLAIN_IDENTITY)


@pytest.mark.parametrize("name", OTHERWISE)
def test_with_an_ettn_nothing_else_matters(name: str) -> None:
    other = replace(ELECTRONIC, **{name: OTHERWISE[name]})  # type: ignore[arg-type]  # by name
    assert written(other)["document_id"] == written(ELECTRONIC)["document_id"]


def test_companies_do_not_share_documents() -> None:
    assert written(LINE, uuid4())["document_id"] != written(LINE)["document_id"]


def test_a_thousand_lines_fit_into_a_sum_of_64_bits() -> None:
    assert int(written(LINE)["fingerprint"] or "") < 2**48
    assert 0 <= int(written(LINE)["document_hash"] or "") < 2**63


def test_a_text_comes_out_as_it_went_in() -> None:
    odd = replace(LINE, note="a\\tb\\N %", document_no="X\\1", branch="Şube \\ 1")
    back = written(odd)
    assert (back["note"], back["document_no"], back["branch"]) == (odd.note, odd.document_no, odd.branch)
    assert back["document_id"] == written(replace(odd, note=""))["document_id"]


def test_an_empty_ettn_is_none() -> None:
    assert written(replace(LINE, uuid="")) == written(LINE)
    assert written(LINE)["uuid"] is None


def test_many_lines_at_once_say_what_each_says_alone() -> None:
    writer = LineWriter(COMPANY, UUID(int=1))
    varied = [replace(LINE, **{name: value}) for name, value in OTHERWISE.items()]  # type: ignore[arg-type]  # by name
    for some in ([LINE], [LINE, LINE], varied, [ELECTRONIC, *varied, LINE], [ELECTRONIC, ELECTRONIC]):
        numbered = [replace(line, row=row) for row, line in enumerate(some, start=2)]
        codes, ids = [line.account_code for line in numbered], list(range(7, 7 + len(some)))
        alone = [writer.movement(line, code, one) for line, code, one in zip(numbered, codes, ids, strict=True)]
        assert writer.chunk(MovementChunk.of(numbered), codes, ids) == "".join(alone)


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [
        ("note", "x", True),
        ("amount_kurus", 7, True),
        ("document_no", "V-2", False),
        ("entry_date", date(2026, 1, 1), False),
    ],
)
def test_entries_of_one_account_day_and_voucher_belong_together(name: str, value: object, same: bool) -> None:
    other = replace(ENTRY, **{name: value})  # type: ignore[arg-type]  # by name
    assert (written(other)["document_id"] == written(ENTRY)["document_id"]) is same
    assert written(other)["fingerprint"] != written(ENTRY)["fingerprint"]


def test_the_month_of_customs_counts_and_that_of_booking_stands_beside_it() -> None:
    line = replace(LINE, document_date=date(2026, 10, 31), customs_on=date(2026, 11, 2))
    assert (written(line)["period"], written(line)["recorded_period"]) == ("202611", "202611")
    booked = replace(line, recorded_on=date(2026, 12, 1))
    assert (written(booked)["period"], written(booked)["recorded_period"]) == ("202611", "202612")
