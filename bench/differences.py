"""The difference finder over two ledgers of N documents each.

    python -m bench.differences [--documents 50000]

Three pairs: one with faults of every kind in a twentieth of its documents, one in which the books have no number in common, one
in which every amount differs. The best of three, on one core, with the garbage collector set as in the reading process.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Sequence
from dataclasses import replace

from bench.results import store
from services.responses.domain.differences.documents import Booked, LedgerRow, Month
from services.responses.domain.differences.finder import compare
from services.responses.domain.differences.findings import Comparison
from shared.files.confined_child import COLLECT_AFTER
from tests.fixtures.two_books import make_books

OCTOBER = Month(2026, 10)
BUDGET_SECONDS = 5.0
REPEATS = 3


def measured(ours: Sequence[Booked], theirs: Sequence[LedgerRow]) -> tuple[float, Comparison]:
    best = float("inf")
    for _ in range(REPEATS):
        started = time.perf_counter()
        result = compare(ours, theirs, OCTOBER)
        best = min(best, time.perf_counter() - started)
    assert result.explained + result.unexplained == result.difference
    return best, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50_000)
    documents = parser.parse_args().documents
    gc.set_threshold(*COLLECT_AFTER)
    books = make_books(1, documents=documents, faults=documents // 20)
    pairs = {
        "a twentieth with faults of every kind": books.theirs,
        "no number in common": [replace(row, number=f"Q{place}") for place, row in enumerate(books.theirs)],
        "every amount differs": [replace(row, kurus=row.kurus + 137) for row in books.theirs],
    }
    table = ["| theirs | rows | time | findings |", "|---|---|---|---|"]
    slowest = 0.0
    for name, theirs in pairs.items():
        seconds, result = measured(books.ours, theirs)
        slowest = max(slowest, seconds)
        table.append(f"| {name} | {len(theirs):,} | {seconds:.2f} s | {len(result.findings):,} |")
    store(
        "differences",
        f"Two ledgers of {documents:,} documents each, best of {REPEATS}; budget {BUDGET_SECONDS:.0f} s",
        table,
        "putting both books into an order of their own, and grouping what is still free once for each step.",
    )
    if slowest > BUDGET_SECONDS:
        raise SystemExit(f"{slowest:.2f} s is over the budget of {BUDGET_SECONDS:.0f} s")


if __name__ == "__main__":
    main()
