"""A comparison as it is kept: JSON, packed. What agrees is counted only; everything else is there with its documents."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.responses.domain.differences.documents import Booked
from services.responses.domain.differences.findings import (
    Comparison,
    Direction,
    Finding,
    Sides,
    Summed,
    counts_by_side,
    summed,
)
from services.responses.domain.differences.reasons import Book, Cause, Reason
from shared.contracts.kinds import Side

MOST_UNPACKED = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadNotes:
    """What is to be said about the reading: rows taken, rows that were payments, rows refused with the first of them."""

    rows: int
    payments: int
    flawed: int
    flaws: Sequence[tuple[int, str, str]]
    columns: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Written:
    """A comparison as it was written down. `agreed`: documents of ours that are plainly the same there."""

    ours: Sides
    theirs: Sides
    our_documents: Sides
    their_documents: Sides
    agreed: int
    outside: int
    direction: Direction
    findings: Sequence[Finding]
    notes: ReadNotes

    @property
    def difference(self) -> Sides:
        return self.ours - self.theirs

    @property
    def unexplained(self) -> Sides:
        return sum((one.effect for one in self.findings if one.cause.reason is Reason.UNEXPLAINED), Sides())

    @property
    def explained(self) -> Sides:
        return self.difference - self.unexplained

    @property
    def by_reason(self) -> Sequence[Summed]:
        return summed(self.findings)


def write_comparison(result: Comparison, notes: ReadNotes) -> bytes:
    ours, theirs = _counts(result, mine=True), _counts(result, mine=False)
    direction = result.direction
    value = {
        "version": 1,
        "ours": _sides(result.ours),
        "theirs": _sides(result.theirs),
        "our_documents": _sides(ours),
        "their_documents": _sides(theirs),
        "agreed": sum(len(here) for here, _ in result.agreed),
        "outside": len(result.outside),
        "direction": [direction.mirrored, direction.shared, direction.against, direction.guessed],
        "findings": [_finding(one) for one in result.findings],
        "notes": [notes.rows, notes.payments, notes.flawed, list(notes.flaws), list(notes.columns)],
    }
    return zlib.compress(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def read_comparison(packed: bytes) -> Written:
    """What was written. Raises `ValueError` for anything else: the bytes come out of a process that read a stranger's file."""
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(packed, MOST_UNPACKED)
        if unpacking.unconsumed_tail:
            raise ValueError("the comparison is larger than any")
        value = json.loads(text)
        if value["version"] != 1:
            raise ValueError("a comparison of another version")
        rows, payments, flawed, flaws, columns = value["notes"]
        return Written(
            ours=Sides(*map(int, value["ours"])),
            theirs=Sides(*map(int, value["theirs"])),
            our_documents=Sides(*map(int, value["our_documents"])),
            their_documents=Sides(*map(int, value["their_documents"])),
            agreed=int(value["agreed"]),
            outside=int(value["outside"]),
            direction=Direction(*value["direction"]),
            findings=[_read_finding(one) for one in value["findings"]],
            notes=ReadNotes(
                int(rows),
                int(payments),
                int(flawed),
                [(int(line), str(flaw), str(cell)) for line, flaw, cell in flaws],
                [(str(name), str(heading)) for name, heading in columns],
            ),
        )
    except (zlib.error, KeyError, TypeError, IndexError, AttributeError) as problem:
        raise ValueError("no comparison") from problem


def _counts(result: Comparison, *, mine: bool) -> Sides:
    documents = [
        one
        for ours, theirs in (*result.agreed, *((f.ours, f.theirs) for f in result.findings))
        for one in (ours if mine else theirs)
    ]
    counts = counts_by_side(documents)
    return Sides(counts[Side.SALES], counts[Side.PURCHASES])


def _sides(sides: Sides) -> list[int]:
    return [sides.sales, sides.purchases]


def _finding(one: Finding) -> list[Any]:
    cause = one.cause
    documents = [[_document(each) for each in book] for book in (one.ours, one.theirs)]
    return [cause.reason, cause.book, cause.percent, cause.part, *documents, *_sides(one.effect)]


def _document(one: Booked) -> list[Any]:
    return [
        one.number, one.date.isoformat(), one.side, one.kurus, one.is_return, one.cancelled, one.currency,
        one.original_minor, one.line,
    ]  # fmt: skip


def _read_finding(value: list[Any]) -> Finding:
    reason, book, percent, part, ours, theirs, sales, purchases = value
    cause = Cause(Reason(reason), Book(book), str(percent), str(part))
    return Finding(
        cause,
        tuple(_read_document(one) for one in ours),
        tuple(_read_document(one) for one in theirs),
        Sides(int(sales), int(purchases)),
    )


def _read_document(value: list[Any]) -> Booked:
    number, day, side, kurus, is_return, cancelled, currency, original, line = value
    return Booked(
        str(number), date.fromisoformat(day), Side(side), int(kurus), bool(is_return), bool(cancelled), str(currency),
        None if original is None else int(original), int(line),
    )  # fmt: skip
