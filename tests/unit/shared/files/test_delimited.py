"""Separators, rows with their lines, and rows that are broken."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.files.delimited import BrokenRow, DelimitedFile, Row, open_delimited, sniff_separator
from shared.files.problems import EmptyFile, NoSeparator


def table(text: str) -> DelimitedFile:
    return open_delimited(lambda: io.BytesIO(text.encode()))


def rows(text: str) -> list[Row | BrokenRow]:
    return list(table(text).rows())


@pytest.mark.parametrize(
    ("sample", "separator"),
    [
        ("kod;ünvan;tutar\n1;A, B ve C;1.234,56\n", ";"),
        ('kod,title,amount\n1,"A; B; C; D",1234.56\n', ","),
        ('kod,title,amount\n1,"Ltd, Şti","1.234,56"\n', ","),
        ("kod\ttutar\n1\t1,234.56\n", "\t"),
        ('"kod; ek";"ünvan, uzun, adı";tutar\n1;2;3,5\n', ";"),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ('a,b\n"çok\nsatırlı; hücre",2\n', ","),
    ],
)
def test_the_separator_is_found_over_quoted_cells(sample: str, separator: str) -> None:
    assert sniff_separator(sample) == separator


def test_one_column_has_no_separator() -> None:
    with pytest.raises(NoSeparator):
        table("kod\n1\n2\n")


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", " \r\n;;;\r\n"])
def test_a_file_without_headings(text: str) -> None:
    with pytest.raises(EmptyFile):
        table(text)


def test_rows_know_their_line_also_below_a_cell_of_several_lines_and_empty_lines() -> None:
    content = 'kod;not\r\n1;"iki\r\nsatır"\r\n\r\n;;\r\n2;b\r\n'
    assert rows(content) == [Row(2, ["1", "iki\r\nsatır"]), Row(6, ["2", "b"])]


def test_the_line_that_names_the_separator_is_no_heading() -> None:
    file = table("sep=,\r\nkod,not\r\n1,a;b;c\r\n")
    assert file.separator == ","
    assert file.headings == ("kod", "not")
    assert list(file.rows()) == [Row(3, ["1", "a;b;c"])]


def test_trailing_empty_headings_and_cells_are_no_columns() -> None:
    assert rows("kod;not;;\n1;a;;\n") == [Row(2, ["1", "a"])]


def test_width_problems_are_named_and_the_rows_after_them_are_read() -> None:
    first, second, third = rows("a;b;c\n1;2\n1;2;3;4\n1;2;3\n")
    assert first == BrokenRow(2, 2, "too_few_cells", 3, 2)
    assert second == BrokenRow(3, 3, "too_many_cells", 3, 4)
    assert third == Row(4, ["1", "2", "3"])


def test_an_unquoted_separator_does_not_shift_the_row_onto_an_empty_last_cell() -> None:
    (broken,) = rows("a;b;c\nx;y;z;\n")
    assert broken == BrokenRow(2, 2, "too_many_cells", 3, 4)


def test_a_quotation_mark_that_is_never_closed_is_an_error_not_a_long_cell() -> None:
    (broken,) = rows('a;b\n1;"x\n2;y\n3;z\n')
    assert isinstance(broken, BrokenRow)
    assert (broken.line, broken.last_line, broken.code) == (2, 4, "broken_quotes")


def test_text_behind_a_closing_quotation_mark_is_an_error() -> None:
    broken, good = rows('a;b\n"x" y;2\n3;4\n')
    assert isinstance(broken, BrokenRow)
    assert (broken.line, broken.code) == (2, "broken_quotes")
    assert good == Row(3, ["3", "4"])


def test_quotation_marks_inside_a_bare_cell_are_text() -> None:
    assert rows('a;b\n1;Demir "Çelik" A.Ş.\n') == [Row(2, ["1", 'Demir "Çelik" A.Ş.'])]


@pytest.mark.parametrize("length", [64 * 1024 + 1, 200_000])
def test_a_cell_above_64_kib_is_refused(length: int) -> None:
    broken = rows(f"a;b\n1;{'x' * length}\n")[0]
    assert isinstance(broken, BrokenRow)
    assert (broken.line, broken.code) == (2, "cell_too_long")


def test_a_cell_of_64_kib_is_read() -> None:
    assert isinstance(rows(f"a;b\n1;{'x' * 64 * 1024}\n")[0], Row)


def test_the_end_of_file_mark_of_old_programs_is_no_row() -> None:
    assert rows("a;b\r\n1;2\r\n\x1a") == [Row(2, ["1", "2"])]


@given(
    st.lists(st.lists(st.text('aş;,\t"\n 1', max_size=6), min_size=3, max_size=3), max_size=8), st.sampled_from(";,\t")
)
def test_what_csv_writes_is_read_back(cells: list[list[str]], separator: str) -> None:
    import csv

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    writer.writerow(["birinci", "ikinci", "üçüncü"])
    writer.writerows(cells)
    expected = [row for row in cells if any(row)]
    read = [row.cells for row in rows(buffer.getvalue()) if isinstance(row, Row)]
    assert read == expected
