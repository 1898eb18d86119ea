"""The column decides whether day or month comes first (domain.md §4.5)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.files.dates import DateOrder, NotADate, decide_date_order, read_date
from shared.files.problems import AmbiguousDateColumn, MixedDateColumn

DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["05.06.2026"], DAY),
        (["5/6/2026", "13/6/2026"], DAY),
        (["5/6/2026", "6/13/2026"], MONTH),
        (["3/3/2026"], DAY),
        (["2026-06-05", "20260605"], DAY),
        (["5/6/2026", "7.8.2026"], DAY),
        (["", "yarın"], DAY),
    ],
)
def test_the_column_decides(cells: list[str], order: DateOrder) -> None:
    assert decide_date_order("belge tarihi", cells) is order


def test_an_ambiguous_column_is_an_error_with_both_readings() -> None:
    with pytest.raises(AmbiguousDateColumn) as caught:
        decide_date_order("belge tarihi", ["3/3/2026", "5/6/2026"])
    assert caught.value.params["examples"] == [("5/6/2026", date(2026, 6, 5), date(2026, 5, 6))]
    assert caught.value.params["day_first"] == "2026-06-05"


def test_a_column_that_contradicts_itself_names_both_cells() -> None:
    with pytest.raises(MixedDateColumn) as caught:
        decide_date_order("belge tarihi", ["13/1/2026", "1/13/2026"])
    assert (caught.value.params["day_first_row"], caught.value.params["month_first_row"]) == (1, 2)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31.10.2026", date(2026, 10, 31)),
        ("1/2/2026", date(2026, 2, 1)),
        ("01-02-2026", date(2026, 2, 1)),
        ("2026-10-31", date(2026, 10, 31)),
        ("2026/10/31", date(2026, 10, 31)),
        ("20261031", date(2026, 10, 31)),
        ("31.10.26", date(2026, 10, 31)),
        ("31.10.2026 00:00:00", date(2026, 10, 31)),
        ("31.10.2026 23:59", date(2026, 10, 31)),
        ("2026-10-31T12:00:00.000Z", date(2026, 10, 31)),
        ("2026-10-31 12:00:00+03:00", date(2026, 10, 31)),
        (" 31.10.2026 ", date(2026, 10, 31)),
        ("29.02.2024", date(2024, 2, 29)),
    ],
)
def test_reading_a_cell(cell: str, day: date) -> None:
    assert read_date(cell, DAY) == day


def test_the_month_may_come_first() -> None:
    assert read_date("10/31/2026", MONTH) == date(2026, 10, 31)


@pytest.mark.parametrize(
    "cell", ["", "29.02.2026", "31.04.2026", "10/31/2026", "45961", "1.1.0026", "31.10/2026", "2026-1031", "dün"]
)
def test_no_date(cell: str) -> None:
    with pytest.raises(NotADate):
        read_date(cell, DAY)


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)), st.sampled_from(["%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y%m%d"]))
def test_written_dates_read_back(day: date, form: str) -> None:
    assert read_date(day.strftime(form), DAY) == day
