"""Finding the table: titles, heads of two rows, sums."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from shared.files.cells import ExactNumber
from shared.files.layout import find_heading, is_total_row

KNOWN = {"cari kodu", "ünvan", "tutar", "borç tl", "alacak tl"}


def score(cells: Sequence[str]) -> int:
    return sum(cell.casefold() in KNOWN for cell in cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["Toplam", "12,50"],
        ["", "", "GENEL TOPLAM", "1"],
        ["YEKÛN", ""],
        ["Total:", "3"],
        ["Ara Toplam", "3"],
        ["  Nakli Yekün ", ""],
        ["Grand total", "1"],
    ],
)
def test_rows_of_sums(cells: list[str]) -> None:
    assert is_total_row(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["120.01", "Toplam Petrol A.Ş."],
        ["Toplam Petrol A.Ş.", "120.01"],
        ["120.01", "Toplam"],
        ["", ""],
        [],
        [ExactNumber("5"), "Toplam"],
        ["Totalsan", "1"],
    ],
)
def test_rows_that_only_begin_like_sums(cells: list[str]) -> None:
    assert not is_total_row(cells)


def test_the_row_that_its_caller_knows_wins_over_titles_and_data() -> None:
    rows = [
        ["Cari Hesap Ekstresi", "Çınarlı Gıda", "", ""],
        ["Dönem", "Ekim", "", ""],
        ["Cari Kodu", "Ünvan", "Tutar", "Not"],
        ["120", "Tutar", "5", "cari"],
    ]
    heading = find_heading(rows, score)
    assert heading is not None
    assert (heading.first, heading.last, heading.score) == (2, 2, 3)
    assert heading.cells == ("Cari Kodu", "Ünvan", "Tutar", "Not")


def test_without_a_caller_the_first_row_of_two_words_is_taken() -> None:
    rows = [["Ekstre"], ["", ""], ["1", "2"], ["a", "b", "c"], ["x", "y", "z"]]
    heading = find_heading(rows, None)
    assert heading is not None
    assert heading.first == 3


def test_titles_of_two_words_are_emptier_than_the_table() -> None:
    rows = [["Dönem", "Ekim", "", "", ""], *[["kod", "ad", "tarih", "no", "tutar"]] * 3]
    heading = find_heading(rows, None)
    assert heading is not None
    assert heading.first == 1


def test_a_head_of_two_rows_is_joined() -> None:
    rows = [
        ["Cari Kodu", "Borç", "", "Alacak", ""],
        ["", "TL", "Döviz", "TL", "Döviz"],
        ["120", "1", "2", "3", "4"],
    ]
    heading = find_heading(rows, score)
    assert heading is not None
    assert (heading.first, heading.last) == (0, 1)
    assert heading.cells == ("Cari Kodu", "Borç TL", "Borç Döviz", "Alacak TL", "Alacak Döviz")


@pytest.mark.parametrize(
    "below",
    [
        ["ABC", "", "Firma", "", ""],  # stands below a heading that is no group
        ["", "12", "", "3", ""],  # numbers
        ["", "", "", "", ""],
        ["", "TL", "", "TL", ""],  # below groups only and under no empty heading
    ],
)
def test_a_row_of_data_is_no_lower_half_of_a_head(below: list[str]) -> None:
    heading = find_heading([["Cari Kodu", "Borç", "", "Alacak", ""], below, ["120", "1", "2", "3", "4"]], score)
    assert heading is not None
    assert heading.first == heading.last == 0


def test_line_breaks_in_headings_are_spaces() -> None:
    heading = find_heading([["Cari\nKodu", " Ünvan "], ["1", "2"]], score)
    assert heading is not None
    assert heading.cells == ("Cari Kodu", "Ünvan")


def test_no_words_no_heading() -> None:
    assert find_heading([["1", "2"], ["3", "4"], ["yalnız"]], None) is None
