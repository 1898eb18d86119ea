"""A guard against a step that asks everybody about everybody. `bench/differences.py` measures the whole size."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from services.responses.domain.differences.documents import Booked, LedgerRow, Mark, Month
from services.responses.domain.differences.finder import compare
from shared.contracts.kinds import Side
from tests.fixtures.two_books import make_books

OCTOBER = Month(2026, 10)
SECONDS = 4.0
"""Of processor time, where about half a second is needed: a quadratic step takes minutes."""


def seconds(ours: list[Booked], rows: list[LedgerRow]) -> float:
    started = time.process_time()
    compare(ours, rows, OCTOBER)
    return time.process_time() - started


def test_many_documents() -> None:
    books = make_books(5, documents=5_000, faults=250)
    assert seconds(books.ours, books.theirs) < SECONDS
    assert seconds(books.ours, [replace(row, kurus=row.kurus + 137) for row in books.theirs]) < SECONDS


def test_many_documents_that_look_alike() -> None:
    """One number, one amount, returns on both sides: nothing tells them apart."""
    n = 5_000
    ours = [Booked("1", date(2026, 10, 1), Side.SALES, 100, is_return=True)] * n
    rows = [LedgerRow("1", date(2026, 10, 30), 100, Mark.SALES, is_return=True)] * n
    assert seconds(ours, rows) < SECONDS
    assert seconds(ours, [replace(row, number="", mark=Mark.PURCHASES, kurus=120) for row in rows]) < SECONDS
    assert seconds(ours, [replace(row, kurus=120 + place % 7) for place, row in enumerate(rows)]) < SECONDS
