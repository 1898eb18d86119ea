"""One difference at a time, as an accountant would write it down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.responses.domain.differences.documents import Booked, LedgerRow, Mark, Month
from services.responses.domain.differences.finder import compare
from services.responses.domain.differences.findings import Comparison, Sides
from services.responses.domain.differences.reasons import Book, Cause, Reason
from shared.contracts.kinds import Side
from tests.fixtures.two_books import mirrored

OCTOBER = Month(2026, 10)
DAY = date(2026, 10, 14)
INVOICE = Booked("ABC2026000000042", DAY, Side.SALES, 1_000_000)
OTHER = Booked("ABC2026000000043", DAY, Side.SALES, 777_700)
RETURN = Booked("IAD2026000000007", DAY, Side.PURCHASES, 123_400, is_return=True)
ROW = mirrored(INVOICE)


def compared(ours: list[Booked], rows: list[LedgerRow]) -> Comparison:
    result = compare(ours, rows, OCTOBER)
    assert result.explained + result.unexplained == result.difference
    return result


def only(ours: list[Booked], rows: list[LedgerRow]) -> tuple[Cause, Sides]:
    result = compared(ours, rows)
    assert len(result.findings) == 1
    return result.findings[0].cause, result.findings[0].effect


@pytest.mark.parametrize(
    ("kurus", "cause"),
    [
        (1_200_000, Cause(Reason.VAT_INCLUSIVE, Book.THERE, "20")),
        (1_010_000, Cause(Reason.VAT_INCLUSIVE, Book.THERE, "1")),
        (833_333, Cause(Reason.VAT_INCLUSIVE, Book.HERE, "20")),
        (1_020_000, Cause(Reason.WITHHOLDING, Book.THERE, "20", "9/10")),
        (1_160_000, Cause(Reason.WITHHOLDING, Book.THERE, "20", "2/10")),
        (1_000_001, Cause(Reason.ROUNDING)),
        (999_999, Cause(Reason.ROUNDING)),
        (950_000, Cause(Reason.DISCOUNT, Book.THERE, "5")),
        (925_000, Cause(Reason.DISCOUNT, Book.THERE, "7.5")),
        (100_000, Cause(Reason.TYPING)),
        (654_321, Cause(Reason.UNEXPLAINED)),
    ],
)
def test_one_number_with_two_amounts(kurus: int, cause: Cause) -> None:
    assert only([INVOICE], [replace(ROW, kurus=kurus)]) == (cause, Sides(sales=1_000_000 - kurus))


def test_rates_of_the_time() -> None:
    old = replace(INVOICE, date=date(2023, 6, 5))
    result = compare([old], [mirrored(old, kurus=1_180_000)], Month(2023, 6))
    assert result.findings[0].cause == Cause(Reason.VAT_INCLUSIVE, Book.THERE, "18")


def test_exchange_rates() -> None:
    ours = replace(INVOICE, currency="USD", original_minor=25_000, kurus=1_028_125)
    rate = replace(mirrored(ours), kurus=1_031_000)
    assert only([ours], [rate])[0].reason is Reason.FX_RATE
    assert only([ours], [replace(rate, currency="TRY", original_minor=None)])[0].reason is Reason.FX_RATE
    as_lira = replace(rate, currency="TRY", original_minor=None, kurus=25_000)
    assert only([ours], [as_lira])[0].reason is Reason.FX_RATE
    with_vat = replace(rate, original_minor=30_000, kurus=1_237_200)
    assert only([ours], [with_vat])[0] == Cause(Reason.VAT_INCLUSIVE, Book.THERE, "20")


@pytest.mark.parametrize("number", ["abc 2026000000042", "ABC-42", "42", "ABC00042"])
def test_numbers_written_shorter(number: str) -> None:
    result = compared([INVOICE, OTHER], [replace(ROW, number=number), mirrored(OTHER)])
    assert (result.findings, len(result.agreed)) == ([], 2)


def test_no_number_at_all() -> None:
    result = compared([INVOICE], [replace(ROW, number="", date=date(2026, 10, 16))])
    assert (result.findings, len(result.agreed)) == ([], 1)


def test_a_document_split_over_rows() -> None:
    result = compared([INVOICE], [replace(ROW, kurus=400_000), replace(ROW, kurus=600_000)])
    assert (result.findings, len(result.agreed)) == ([], 1)
    inclusive = [replace(ROW, kurus=480_000), replace(ROW, kurus=720_000)]
    assert only([INVOICE], inclusive)[0] == Cause(Reason.VAT_INCLUSIVE, Book.THERE, "20")


def test_a_month_slip_counts_here_only() -> None:
    ours = replace(INVOICE, date=date(2026, 10, 31))
    slipped = replace(ROW, date=date(2026, 11, 2))
    assert only([ours], [slipped]) == (Cause(Reason.MONTH_SLIP), Sides(sales=1_000_000))
    assert only([ours], [replace(slipped, number="")]) == (Cause(Reason.MONTH_SLIP), Sides(sales=1_000_000))


def test_rows_of_other_months_count_nowhere() -> None:
    result = compared([INVOICE], [ROW, replace(ROW, number="ABC2026000000001", date=date(2026, 9, 1), kurus=5)])
    assert (result.findings, result.difference, len(result.outside)) == ([], Sides(), 1)


def test_both_count_a_document_of_another_month() -> None:
    ours = replace(INVOICE, date=date(2026, 9, 30))
    assert compared([ours], [mirrored(ours)]).findings == []


def test_returns() -> None:
    negative = mirrored(RETURN, mark=Mark.PURCHASES, is_return=False, kurus=-RETURN.kurus)
    netted = Cause(Reason.RETURN_NETTED, Book.THERE)
    assert only([INVOICE, RETURN], [ROW, negative]) == (netted, Sides(RETURN.kurus, RETURN.kurus))
    wrong = mirrored(RETURN, mark=Mark.PURCHASES)
    sides = Sides(-RETURN.kurus, RETURN.kurus)
    assert only([INVOICE, RETURN], [ROW, wrong]) == (Cause(Reason.RETURN_SIDE), sides)
    assert only([INVOICE, RETURN], [ROW, replace(wrong, number="X9")]) == (Cause(Reason.RETURN_SIDE), sides)
    less = replace(ROW, kurus=INVOICE.kurus - RETURN.kurus)
    assert only([INVOICE, RETURN], [less]) == (netted, Sides(RETURN.kurus, RETURN.kurus))


def test_what_is_on_the_wrong_side() -> None:
    cause, effect = only([INVOICE, OTHER], [replace(ROW, mark=Mark.SALES), mirrored(OTHER)])
    assert (cause, effect) == (Cause(Reason.WRONG_SIDE), Sides(INVOICE.kurus, -INVOICE.kurus))


def test_booked_together() -> None:
    extra = Booked("FRK2026000000001", DAY, Side.SALES, 4_321)
    together = replace(ROW, kurus=INVOICE.kurus + 4_321)
    assert only([INVOICE, extra], [together]) == (Cause(Reason.BOOKED_TOGETHER, Book.THERE), Sides())
    whole = replace(INVOICE, kurus=INVOICE.kurus + 4_321)
    assert only([whole], [ROW, mirrored(extra)]) == (Cause(Reason.BOOKED_TOGETHER, Book.HERE), Sides())


def test_duplicates() -> None:
    assert only([INVOICE], [ROW, ROW]) == (Cause(Reason.DUPLICATE_THERE), Sides(sales=-INVOICE.kurus))
    assert only([INVOICE, INVOICE], [ROW]) == (Cause(Reason.DUPLICATE_HERE), Sides(sales=INVOICE.kurus))
    assert compared([INVOICE, INVOICE], [ROW, ROW]).findings == []
    reasons = [one.cause.reason for one in compared([INVOICE, INVOICE], []).findings]
    assert sorted(reasons) == [Reason.DUPLICATE_HERE, Reason.MISSING_THERE]


def test_cancelled_there() -> None:
    cancelled = replace(ROW, cancelled=True)
    assert only([INVOICE], [cancelled]) == (Cause(Reason.CANCELLED), Sides(sales=INVOICE.kurus))
    assert compared([INVOICE], [cancelled, ROW]).findings == []


def test_direction_is_found() -> None:
    ours = [replace(INVOICE, number=f"A{n}", kurus=1000 + n) for n in range(5)]
    backwards = [mirrored(one, mark=Mark.SALES) for one in ours]
    result = compared(ours, backwards)
    assert (result.findings, result.direction.mirrored, result.direction.shared) == ([], False, 5)
    debits = [mirrored(one, mark=Mark.DEBIT) for one in ours]
    assert compared(ours, debits).findings == []
    silent = [mirrored(one, mark=Mark.UNKNOWN) for one in (*ours, OTHER)]
    result = compared(ours, silent)
    assert [one.cause.reason for one in result.findings] == [Reason.MISSING_HERE]
    assert (result.findings[0].effect, result.direction.guessed) == (Sides(sales=-OTHER.kurus), 1)
