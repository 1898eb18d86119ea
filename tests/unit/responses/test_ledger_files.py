"""Files as counterparties write them, read without the child process: what is understood, and what is said of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.responses.domain.differences.documents import LedgerRow, Mark, Month
from services.responses.domain.differences.written import Written, read_comparison
from services.responses.readers.job import CompareLedger, compare_ledger, read_ledger
from services.responses.readers.read import LedgerRead
from shared.files.sheets import CellKind, Column, Sheet
from shared.files.workbook_out import write_workbook

COMPANY, COUNTERPARTY = "9876543210", "3330635265"


@dataclass
class Desk:
    folder: Path

    def job(self, content: bytes | str) -> CompareLedger:
        path = self.folder / "file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CompareLedger(path, "defter", self.folder / "out", [], Month(2026, 10), COMPANY, (COUNTERPARTY,))

    def read(self, content: bytes | str) -> LedgerRead:
        return read_ledger(self.job(content))

    def rows(self, content: bytes | str) -> list[LedgerRow]:
        read = self.read(content)
        assert read.flawed == 0
        return read.rows

    def problem(self, content: bytes | str) -> object:
        return compare_ledger(self.job(content), lambda **_: None).get("problem")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Ad;Soyad\nA;B\n", "headings_needed"),
        ("Belge No;Tarih;Tutar\n", "no_rows"),
        ("Belge No;Tutar\nA1;5,00\n", "no_date_column"),
        ("Belge No;Tarih\nA1;05.10.2026\n", "no_amount_column"),
        ("Belge No;Tarih;Tutar\nA1;05.10.2026;1.234\n", "ambiguous_number_column"),
        ("Belge No;Tarih;Tutar\nA1;05.10.2026;1.234,5\nA2;05.10.2026;1,234.5\n", "mixed_number_column"),
        ("Belge No;Tarih;Tutar\nA1;05/06/2026;1,50\n", "ambiguous_date_column"),
        (b"\x00\x01\x02\x03" * 200, "not_text"),
    ],
)
def test_files_that_cannot_be_taken(desk: Desk, content: bytes | str, code: str) -> None:
    assert desk.problem(content) == code


def test_kinds_and_returns(desk: Desk) -> None:
    rows = desk.rows(
        "Belge No;Tarih;Tür;Tutar\nA1;05.10.2026;Alış Faturası;1.000,00\nA2;06.10.2026;Satış;20,50\n"
        "A3;07.10.2026;Alıştan İade;-30,00\nA4;08.10.2026;Satış İade;40,00\nA5;09.10.2026;Alış;-5,00\n"
    )
    assert [(row.mark, row.is_return, row.kurus) for row in rows] == [
        (Mark.PURCHASES, False, 100_000),
        (Mark.SALES, False, 2_050),
        (Mark.SALES, True, 3_000),
        (Mark.PURCHASES, True, 4_000),
        (Mark.PURCHASES, False, -500),
    ]


def test_amounts_with_kdv_and_in_foreign_currency(desk: Desk) -> None:
    rows = desk.rows(
        "Fatura No;Tarih;KDV Dahil Tutar;KDV;Para Birimi;Kur;İptal\nA1;05.10.2026;120,00;20,00;TL;;\n"
        "A2;05.10.2026;100,00;0,00;USD;41,125;\nA3;05.10.2026;7,00;0,00;;;evet\n"
    )
    assert [(row.kurus, row.currency, row.original_minor, row.cancelled) for row in rows] == [
        (10_000, "TRY", None, False),
        (411_250, "USD", 10_000, False),
        (700, "TRY", None, True),
    ]
    read = desk.read("Fatura No;Tarih;Tutar;Para Birimi\nA2;05.10.2026;100,00;USD\nA3;05.10.2026;7,00;TL\n")
    assert (len(read.rows), [(one.line, one.flaw) for one in read.flaws]) == (1, [(2, "currency")])


def test_debit_and_credit(desk: Desk) -> None:
    read = desk.read(
        "Tarih;Fiş No;Açıklama;Borç;Alacak\n05.10.2026;17;Fatura;0,00;1.200,00\n06.10.2026;18;Fatura;75,10;0,00\n"
        "07.10.2026;19;Fatura;1,00;2,00\n;;Toplam;76,10;1.202,00\n"
    )
    assert [(row.number, row.mark, row.kurus) for row in read.rows] == [
        ("17", Mark.CREDIT, 120_000),
        ("18", Mark.DEBIT, 7_510),
    ]
    assert [(one.line, one.flaw) for one in read.flaws] == [(4, "both_sides")]


def test_signs_of_a_single_column(desk: Desk) -> None:
    rows = desk.rows("Belge No;Tarih;Tutar\nA1;05.10.2026;-10,00\nA2;05.10.2026;25,00\n")
    assert [(row.mark, row.kurus) for row in rows] == [(Mark.CREDIT, 1_000), (Mark.DEBIT, 2_500)]


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_rows_without_headings(desk: Desk, separator: str) -> None:
    lines = [("ABC2026000000001", "03.10.2026", "1.250,00"), ("17", "04.10.2026", "3,75")]
    rows = desk.rows("\n".join(separator.join(line) for line in lines))
    assert [(row.number, row.date, row.kurus) for row in rows] == [
        ("ABC2026000000001", date(2026, 10, 3), 125_000),
        ("17", date(2026, 10, 4), 375),
    ]


def test_a_workbook_with_a_title(desk: Desk) -> None:
    columns = [Column("Belge No"), Column("Tarih", CellKind.DATE), Column("Tutar", CellKind.AMOUNT)]
    path = desk.folder / "book.xlsx"

    write_workbook(str(path), [Sheet("Defter", columns, [("A1", date(2026, 10, 5), Decimal("12.34"))])])
    assert [(row.number, row.kurus) for row in desk.rows(path.read_bytes())] == [("A1", 1_234)]


def test_what_is_written_down_is_read_again(desk: Desk) -> None:
    job = desk.job("Belge No;Tarih;Tür;Tutar\nA1;05.10.2026;Alış;1.000,00\nA2;x;Alış;5,00\n")
    assert compare_ledger(job, lambda **_: None) == {}
    written = read_comparison(job.out.read_bytes())
    assert isinstance(written, Written)
    assert (written.theirs.sales, written.notes.rows, written.notes.flawed) == (100_000, 1, 1)
    assert written.findings[0].theirs[0].line == 2
    for broken in (b"", b"x", b"x\x9c\x03\x00"):
        with pytest.raises(ValueError):  # noqa: PT011  # whatever says so
            read_comparison(broken)
