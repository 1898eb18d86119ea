"""Movements from the canonical CSV: every value, every warning, every refusal."""

from datetime import date
from decimal import Decimal

import pytest

from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.columns import FileKind
from tests.unit.aggregator.ledger_builders import codes, read_text

ETTN = "4870BE0B-0BD1-4C86-ABAC-AC0379F2B430"
FULL = "cari kodu;belge no;belge tarihi;tür;tutar;kdv;para birimi;kur;seri;şube;iptal;ettn;açıklama\n"
SHORT = "cari kodu;belge no;belge tarihi;tür;tutar\n"
MONEY = "cari kodu;belge no;belge tarihi;tür;tutar;para birimi;kur\n"


def test_a_full_row() -> None:
    content = read_text(
        FULL + f"120.01;GIB2026000000001;31.10.2026;Satış;1.234,56;246,91;TL;;GIB;Merkez;hayır;{ETTN};not\n"
    )
    assert content.kind is FileKind.MOVEMENTS
    assert not content.problems
    assert content.movements == [
        MovementRow(
            row=2,
            account_code="120.01",
            document_no="GIB2026000000001",
            document_date=date(2026, 10, 31),
            kind=DocumentKind.SALE,
            amount=Decimal("1234.56"),
            amount_kurus=123_456,
            currency="TRY",
            rate=None,
            vat=Decimal("246.91"),
            series="GIB",
            branch="Merkez",
            cancelled=False,
            uuid=ETTN.lower(),
            note="not",
            electronic=True,
        )
    ]


def test_english_headings_commas_and_points() -> None:
    text = (
        "account_code,document_no,document_date,kind,amount,currency,rate\n"
        '7,INV-1,2026-10-31,sales_return,"1,234.50",EUR,47.5\n7,INV-2,2026-10-01,purchase,10,,\n'
    )
    first, second = read_text(text).movements
    assert (first.kind, first.amount, first.rate, first.amount_kurus) == (
        DocumentKind.SALES_RETURN,
        Decimal("1234.50"),
        Decimal("47.5"),
        5_863_875,
    )
    assert (second.currency, second.amount_kurus) == ("TRY", 1_000)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1254", "utf-16"])
def test_encodings(encoding: str) -> None:
    content = read_text(SHORT + "Işık;Ş-1;1.10.2026;ALIŞTAN İADE;5,00\n", encoding)
    assert [(row.account_code, row.kind) for row in content.movements] == [("Işık", DocumentKind.PURCHASE_RETURN)]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("SATIŞ", DocumentKind.SALE),
        ("satis", DocumentKind.SALE),
        ("Alış Faturası", DocumentKind.PURCHASE),
        ("Satıştan İade", DocumentKind.SALES_RETURN),
        ("satış iadesi", DocumentKind.SALES_RETURN),
        ("alış iade", DocumentKind.PURCHASE_RETURN),
        ("purchase return", DocumentKind.PURCHASE_RETURN),
        ("Sale", DocumentKind.SALE),
    ],
)
def test_kinds(cell: str, kind: DocumentKind) -> None:
    assert read_text(SHORT + f"1;A;1.10.2026;{cell};5\n").movements[0].kind is kind


@pytest.mark.parametrize(
    ("cell", "warned"), [("TL", False), ("TRY", False), ("₺", False), ("", False), ("TRL", True), ("ytl", True)]
)
def test_names_of_the_lira(cell: str, warned: bool) -> None:
    content = read_text(MONEY + f"1;A;1.10.2026;satış;5;{cell};\n")
    assert content.movements[0].currency == "TRY"
    assert codes(content) == ([(2, "currency", "old_currency")] if warned else [])


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        (";A;1.10.2026;satış;5", "account_code", "required"),
        ("1;;1.10.2026;satış;5", "document_no", "required"),
        ("1;A;;satış;5", "document_date", "required"),
        ("1;A;31.9.2026;satış;5", "document_date", "not_a_date"),
        ("1;A;1.10.2026;;5", "kind", "required"),
        ("1;A;1.10.2026;iade;5", "kind", "unknown_kind"),
        ("1;A;1.10.2026;satış;", "amount", "required"),
        ("1;A;1.10.2026;satış;beş", "amount", "not_a_number"),
        ("1;A;1.10.2026;satış;99.999.999.999.999,00", "amount", "amount_too_large"),
        ("1\x9c;A;1.10.2026;satış;5", "account_code", "control_character"),
        ("1;A\u202e;1.10.2026;satış;5", "document_no", "control_character"),
        ("1;" + "A" * 61 + ";1.10.2026;satış;5", "document_no", "too_long"),
        ("1;A;1.10.2026;satış", "", "too_few_cells"),
        ("1;A;1.10.2026;satış;5;6", "", "too_many_cells"),
    ],
)
def test_a_row_that_is_refused_is_named_and_the_others_are_read(cells: str, field: str, code: str) -> None:
    text = SHORT + "1;B;1.10.2026;satış;7,25\n" + cells + "\n1;C;1.10.2026;satış;8,00\n"
    content = read_text(text)
    assert codes(content) == [(3, field, code)]
    assert content.problems[0].is_error
    assert [row.document_no for row in content.movements] == ["B", "C"]
    assert "{" not in str(content.problems[0])


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ("5;USD;", "rate", "rate_missing"),
        ("5;USD;0", "rate", "rate_missing"),
        ("5;USD;-41,5", "rate", "rate_not_positive"),
        ("5;USD;kur", "rate", "not_a_number"),
        ("5;XYZ;2", "currency", "unknown_currency"),
        ("5 USD;EUR;41,5", "amount", "currency_differs"),
        ("5 USD;;", "rate", "rate_missing"),
    ],
)
def test_foreign_rows_that_are_refused(cells: str, field: str, code: str) -> None:
    content = read_text(MONEY + f"1;A;1.10.2026;satış;{cells}\n")
    assert codes(content) == [(2, field, code)]
    assert not content.movements


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ("5;USD;1", "rate", "rate_is_one"),
        ("5;TL;41,5", "rate", "rate_ignored"),
        ("5,125;TL;", "amount", "amount_rounded"),
    ],
)
def test_warnings_keep_the_row(cells: str, field: str, code: str) -> None:
    content = read_text(MONEY + f"1;A;1.10.2026;satış;{cells}\n1;B;1.10.2026;satış;5,5;TL;\n")
    assert codes(content) == [(2, field, code)]
    assert len(content.movements) == 2
    assert not content.errors


def test_a_broken_ettn_is_a_warning_and_not_kept() -> None:
    content = read_text(FULL + "1;A;1.10.2026;satış;5;;;;;;;4870be0b;\n")
    assert codes(content) == [(2, "uuid", "bad_uuid")]
    assert content.movements[0].document_key == ("A", "2026-10-01")


def test_amounts_are_rounded_half_up_and_foreign_ones_by_document() -> None:
    content = read_text(
        MONEY
        + "1;A;1.10.2026;satış;5,005;TL;\n1;B;1.10.2026;satış;0,10;USD;41,25\n1;C;1.10.2026;satış;-0,10;USD;41,25\n"
    )
    assert [row.amount_kurus for row in content.movements] == [501, 413, -413]


@pytest.mark.parametrize("cell", ["evet", "E", "1", "true", "X", "İPTAL"])
def test_cancelled(cell: str) -> None:
    assert read_text(FULL + f"1;A;1.10.2026;satış;5;;;;;;{cell};;\n").movements[0].cancelled


def test_neither_yes_nor_no() -> None:
    assert codes(read_text(FULL + "1;A;1.10.2026;satış;5;;;;;;belki;;\n")) == [(2, "cancelled", "not_yes_or_no")]


def test_rates_with_three_places_are_no_riddle() -> None:
    (row,) = read_text(MONEY + "1;A;1.10.2026;satış;100,00;USD;41.125\n").movements
    assert row.rate == Decimal("41.125")
