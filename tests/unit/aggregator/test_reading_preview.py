"""What is shown of a file before anything is done with it: columns, first rows as understood, problems, both readings."""

from __future__ import annotations

import json

from services.aggregator.readers.preview import preview
from tests.unit.aggregator.source_builders import opened, workbook

HEAD = "cari kodu;belge no;belge tarihi;tür;tutar;#renk\n"


def test_columns_rows_and_what_was_used() -> None:
    shown = preview(opened(HEAD + "120.01;A-1;31.10.2026;satış;1.234,50;mavi\n120.01;A-2;yarın;alış;1,00;\n"))
    assert (shown.kind, shown.profile, shown.format, shown.encoding, shown.separator) == (
        "movements", "canonical", "csv", "UTF-8", ";",
    )  # fmt: skip
    assert [(column.heading, column.field) for column in shown.columns][3:] == [
        ("tür", "kind"),
        ("tutar", "amount"),
        ("#renk", ""),
    ]
    assert shown.columns[4].cells == ("1.234,50", "1,00")
    assert shown.rows == (
        {
            "what": "movement", "row": 2, "account_code": "120.01", "document_no": "A-1", "document_date": "2026-10-31",
            "kind": "sale", "amount": "1234.50", "amount_kurus": 123_450, "currency": "TRY", "cancelled": False,
            "other_taxes_kurus": 0, "electronic": False,
        },
    )  # fmt: skip
    assert [(problem.row, problem.code) for problem in shown.problems] == [(3, "not_a_date")]
    assert shown.mapping["readings"] == {"amount": "1.234,56"}


def test_both_readings_of_columns_that_leave_it_open() -> None:
    shown = preview(opened(HEAD + "1;A;5/6/2026;satış;1.234;\n1;B;5/6/2026;satış;12.345;\n"))
    number, day = shown.riddles
    assert (number.field, number.heading, number.readings) == ("amount", "tutar", ("1.234,56", "1,234.56"))
    assert number.examples == (("1.234", "1234", "1.234"), ("12.345", "12345", "12.345"))
    assert (day.field, day.readings, day.examples) == (
        "document_date", ("day first", "month first"), (("5/6/2026", "2026-06-05", "2026-05-06"),),
    )  # fmt: skip
    assert shown.rows == ()


def test_a_reading_that_is_shown_can_be_answered() -> None:
    text = HEAD + "1;A;5/6/2026;satış;1.234;\n"
    riddles = {one.field: one.readings[1] for one in preview(opened(text)).riddles}
    answered = preview(
        opened(
            text,
            mapping={
                "readings": {"amount": riddles["amount"]},
                "date_order": {"document_date": riddles["document_date"]},
            },
        )
    )
    assert [(row["amount"], row["document_date"]) for row in answered.rows] == [("1.23", "2026-05-06")]


def test_a_file_that_fits_nothing_still_shows_its_cells() -> None:
    shown = preview(opened("ad;soyad\nAyla;B\n"))
    assert shown.kind is None
    assert [column.cells for column in shown.columns] == [("Ayla",), ("B",)]
    assert [problem.code for problem in shown.problems] == ["unknown_file_kind"]


def test_only_the_first_rows_unless_every_problem_is_wanted() -> None:
    text = HEAD + "1;A;31.10.2026;satış;1,00;\n" * 30 + "1;A;x;satış;1,00;\n"
    assert (len(preview(opened(text), 20).rows), preview(opened(text), 20).problems) == (20, ())
    assert [problem.row for problem in preview(opened(text), 20, every_problem=True).problems] == [32]


def test_everything_is_json() -> None:
    for content, options in (
        (workbook([["Cari Kodu", "Ünvan", "Vergi No"], ["120", "Çınarlı", 4540536920]]), {}),
        ("ettn;belge no\n4870be0b-0bd1-4c86-abac-ac0379f2b430;A\n", {}),
        ("cari kodu;bakiye;ünvan\n1;5,00;Çınarlı\n", {"as_of": "2026-10-31"}),
        ("cari kodu;belge no;belge tarihi;tür;tutar\n1;A;31.10.2026;satış;1.234\n", {}),
        (b"", {}),
    ):
        stored = preview(opened(content, **options)).stored()
        assert json.loads(json.dumps(stored)) == stored
