"""Files as a whole: what they are, and what keeps all of their rows out."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.domain.problems import MESSAGES
from services.aggregator.readers.canonical import open_canonical
from services.aggregator.readers.columns import FileKind
from tests.unit.aggregator.ledger_builders import codes, read_all, read_text

HEAD = "cari kodu;belge no;belge tarihi;tür;tutar\n"


def test_an_ambiguous_amount_column_keeps_the_file_out_and_shows_both_readings() -> None:
    content = read_text(HEAD + "1;A;1.10.2026;satış;1.234\n1;B;1.10.2026;satış;12.345\n")
    assert codes(content) == [(1, "amount", "ambiguous_number_column")]
    assert not content.movements
    text = str(content.problems[0])
    assert "“tutar”" in text
    assert "1234 " in text
    assert "1.234 " in text


def test_one_clear_cell_decides_the_column() -> None:
    content = read_text(HEAD + "1;A;1.10.2026;satış;1.234\n1;B;1.10.2026;satış;0,50\n")
    assert [row.amount_kurus for row in content.movements] == [123_400, 50]


def test_a_mixed_amount_column_names_both_rows() -> None:
    content = read_text(HEAD + "1;A;1.10.2026;satış;1,5\n1;B;1.10.2026;satış;1.5\n")
    assert codes(content) == [(1, "amount", "mixed_number_column")]
    assert "row 2" in str(content.problems[0])
    assert "row 3" in str(content.problems[0])


def test_an_ambiguous_date_column_keeps_the_file_out() -> None:
    content = read_text(HEAD + "1;A;5/6/2026;satış;1\n")
    assert codes(content) == [(1, "document_date", "ambiguous_date_column")]
    assert not content.movements


def test_month_first_dates_when_one_cell_proves_it() -> None:
    content = read_text(HEAD + "1;A;5/6/2026;satış;1\n1;B;5/16/2026;satış;1\n")
    assert [row.document_date.isoformat() for row in content.movements] == ["2026-05-06", "2026-05-16"]


def test_unknown_headings_are_errors_with_a_suggestion_and_the_rows_are_still_checked() -> None:
    content = read_text("cari kodu;belge no;belge tarihi;tür;tutar;iptall;renk\n1;A;1.10.2026;iade;1;;\n")
    assert codes(content) == [(1, "", "misspelt_heading"), (1, "", "unknown_heading"), (2, "kind", "unknown_kind")]
    assert "“iptal”" in str(content.problems[0])


def test_a_column_marked_by_its_author_is_left_out() -> None:
    assert not read_text("cari kodu;belge no;belge tarihi;tür;tutar;#renk\n1;A;1.10.2026;satış;1;mavi\n").problems


def test_duplicate_and_missing_headings() -> None:
    content = read_text("cari kodu;belge no;evrak no;tür;tutar\n1;A;B;satış;1\n")
    assert codes(content) == [(1, "document_no", "duplicate_heading"), (1, "document_date", "missing_heading")]
    assert not content.movements


def test_headings_that_fit_nothing() -> None:
    content = read_text("renk;boy\nmavi;5\n")
    assert content.kind is None
    assert codes(content) == [(1, "", "unknown_file_kind")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04\x14\x00", "damaged_file"),
        (b"cari kodu\n1\n", "no_separator"),
        ("cari kodu;ünvan\n1;Işıkş".encode()[:-1], "damaged_text"),
    ],
)
def test_files_that_cannot_be_read_are_reported_not_raised(content: bytes, code: str) -> None:
    result = read_all(open_canonical(lambda: io.BytesIO(content)))
    assert codes(result) == [(0, "", code)]
    assert "{" not in str(result.problems[0])


def test_a_heading_with_an_empty_name_in_the_middle() -> None:
    assert codes(read_text("cari kodu;;ünvan\n1;;A\n")) == [(1, "", "empty_heading")]


def test_empty_lines_above_the_headings_and_row_numbers() -> None:
    content = read_text("\n;;;;\n" + HEAD + "\n1;A;1.10.2026;satış;1,00\n")
    assert [row.row for row in content.movements] == [5]


def test_a_file_without_rows_has_no_problem() -> None:
    content = read_text(HEAD)
    assert content.kind is FileKind.MOVEMENTS
    assert not content.problems


def test_rows_may_be_walked_twice_with_the_same_result() -> None:
    text = (HEAD + "1;A;1.10.2026;satış;1,00\n1;B;x;satış;1\n").encode()
    file = open_canonical(lambda: io.BytesIO(text))
    assert list(file.rows()) == list(file.rows())


@given(st.binary(max_size=300))
def test_any_bytes_are_reported_and_never_raise(content: bytes) -> None:
    for head in (b"", HEAD.encode(), "cari kodu;ünvan;vergi no;ülke;dil\n".encode()):
        result = read_all(open_canonical(lambda head=head: io.BytesIO(head + content)))  # type: ignore[misc]  # bound now
        for problem in result.problems:
            assert problem.code in MESSAGES
            assert str(problem)
