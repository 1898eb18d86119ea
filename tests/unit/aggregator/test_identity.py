"""Which lines are the same document, over all imports."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from services.aggregator.domain.identity import document_hash, document_id, fingerprint
from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.sides import DocumentKind
from tests.unit.aggregator.ledger_builders import movement

COMPANY = uuid4()
LINE = movement("120.01", 700_000)
ELECTRONIC = movement("120.01", 700_000, uuid="0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a11")
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
    "note": "iskonto",
}
PLAIN_IDENTITY = {"account_code", "document_no", "document_date", "kind"}


@pytest.mark.parametrize("name", OTHERWISE)
def test_every_field_of_a_line_is_part_of_what_it_says(name: str) -> None:
    assert fingerprint(replace(LINE, **{name: OTHERWISE[name]})) != fingerprint(LINE)  # type: ignore[arg-type]  # by name


def test_no_field_was_forgotten() -> None:
    assert {field.name for field in fields(MovementRow)} - OTHERWISE.keys() == {"row", "uuid"}


@pytest.mark.parametrize("name", OTHERWISE)
def test_without_an_ettn_account_number_date_and_kind_are_the_document(name: str) -> None:
    other = replace(LINE, **{name: OTHERWISE[name]})  # type: ignore[arg-type]  # by name
    assert (document_id(COMPANY, other) != document_id(COMPANY, LINE)) is (name in PLAIN_IDENTITY)


@pytest.mark.parametrize("name", OTHERWISE)
def test_with_an_ettn_nothing_else_matters(name: str) -> None:
    other = replace(ELECTRONIC, **{name: OTHERWISE[name]})  # type: ignore[arg-type]  # by name
    assert document_id(COMPANY, other) == document_id(COMPANY, ELECTRONIC)


def test_companies_do_not_share_documents() -> None:
    assert document_id(uuid4(), LINE) != document_id(COMPANY, LINE)


def test_a_thousand_lines_fit_into_a_sum_of_64_bits() -> None:
    assert fingerprint(LINE) < 2**48
    assert 0 <= document_hash(LINE.document_key) < 2**63
