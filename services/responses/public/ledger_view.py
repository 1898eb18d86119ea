"""A comparison as its page shows it: both books from the reader's view, what differs by cause, and the documents of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.responses.domain.differences.documents import Booked
from services.responses.domain.differences.findings import Finding, Sides
from services.responses.domain.differences.written import Written
from services.responses.public.problems import Problem
from services.responses.repository.ledgers import Ledger
from shared import formats
from shared.contracts.kinds import Side
from shared.money import from_minor
from shared.text import N_

ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class SideView:
    name: str
    ours: str
    theirs: str
    difference: str
    explained: str
    unexplained: str
    is_even: bool
    has_unexplained: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    number: str
    day: str
    amount: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """`ours` of the asking company, `theirs` of the reader. `percent` and `part` as the finder says them."""

    reason: str
    book: str
    percent: str
    part: str
    ours: Sequence[PaperView]
    theirs: Sequence[PaperView]
    effect: str
    changes: bool
    """Whether it changes a sum."""


@dataclass(frozen=True, slots=True)
class CauseView:
    reason: str
    count: int
    effect: str
    findings: Sequence[FindingView]


@dataclass(frozen=True, slots=True)
class FlawView:
    line: int
    flaw: str
    cell: str


@dataclass(frozen=True, slots=True)
class ComparedView:
    sha256: str
    file_name: str
    sides: Sequence[SideView]
    causes: Sequence[CauseView]
    agreed: int
    rows: int
    outside: int
    payments: int
    flawed: int
    flaws: Sequence[FlawView]
    turned: bool
    """The file was written from the asking company's view, and was turned round."""
    guessed: int
    part: int
    parts: int

    @property
    def agrees(self) -> bool:
        return all(side.is_even for side in self.sides)


def compared_view(ledger: Ledger, written: Written, language: str, part: int) -> ComparedView:
    """One page of the findings, which are in the order of their effect; grouped by cause."""
    parts = max(1, -(-len(written.findings) // ON_A_PAGE))
    part = min(max(part, 1), parts)
    shown = written.findings[(part - 1) * ON_A_PAGE : part * ON_A_PAGE]
    return ComparedView(
        sha256=ledger.sha256,
        file_name=ledger.file_name,
        sides=[_side(side, written, language) for side in (Side.SALES, Side.PURCHASES)],
        causes=[
            CauseView(
                one.reason.value,
                one.count,
                _effect(one.effect, language),
                [_finding(finding, language) for finding in shown if finding.cause.reason is one.reason],
            )
            for one in written.by_reason
        ],
        agreed=written.agreed,
        rows=written.notes.rows,
        outside=written.outside,
        payments=written.notes.payments,
        flawed=written.notes.flawed,
        flaws=[FlawView(line, flaw, cell) for line, flaw, cell in written.notes.flaws[:10]],
        turned=not written.direction.mirrored,
        guessed=written.direction.guessed,
        part=part,
        parts=parts,
    )


def values_of(ledger: Ledger, written: Written, language: str) -> dict[str, str]:
    """What the file says, as the fields of an answer: the reader's own amounts. The reader still chooses the answer."""
    return {
        "ledger": ledger.sha256,
        "own_for_sales": formats.number(from_minor(written.theirs.sales), language) if written.theirs.sales > 0 else "",
        "own_for_purchases": formats.number(from_minor(written.theirs.purchases), language)
        if written.theirs.purchases > 0
        else "",
    }


PROBLEMS = {
    "no_rows": N_("No document was found in it. Every row needs a date and an amount."),
    "not_between_us": N_("None of the documents in it is an invoice between your company and ours."),
    "no_date_column": N_("There is no column with the date of the documents. Name it “Date” and try again."),
    "no_amount_column": N_("There is no column with the amount of the documents. Name it “Amount” and try again."),
    "headings_needed": N_(
        "It does not show which column is which. Add a first row: Document number, Date, Amount, Kind."
    ),
    "too_many_rows": N_(
        "There are more than %(limit)s rows. Send only the documents of the month that is asked about."
    ),
    "ambiguous_number_column": N_(
        "“%(cell)s” can be read in two ways. Write at least one amount with both separators, such as 1.234,56."
    ),
    "mixed_number_column": N_("The amounts are written in different ways. Write all of them with a decimal comma."),
    "ambiguous_date_column": N_("“%(cell)s” can be read in two ways. Write the dates as 31.10.2026."),
    "mixed_date_column": N_("The dates are written in different ways. Write all of them as 31.10.2026."),
    "password_protected": N_("The file is protected with a password. Remove the password and try again."),
}
OTHER_PROBLEM = N_("The file could not be read. Save it as CSV or as an Excel workbook (.xlsx) and try again.")


def problem_of(code: str, params: dict[str, str]) -> Problem:
    message = PROBLEMS.get(code, OTHER_PROBLEM)
    return Problem("file", message, {name: params.get(name, "") for name in ("cell", "limit")})


def _side(side: Side, written: Written, language: str) -> SideView:
    difference, unexplained = written.difference.of(side), written.unexplained.of(side)
    return SideView(
        name=side.value,
        ours=formats.minor(written.ours.of(side), language),
        theirs=formats.minor(written.theirs.of(side), language),
        difference=formats.minor(difference, language),
        explained=formats.minor(difference - unexplained, language),
        unexplained=formats.minor(unexplained, language),
        is_even=difference == 0,
        has_unexplained=unexplained != 0,
    )


def _effect(effect: Sides, language: str) -> str:
    """Of both sides, where both are touched."""
    amounts = [one for one in (effect.sales, effect.purchases) if one]
    return " / ".join(formats.minor(one, language) for one in amounts) or formats.minor(0, language)


def _finding(one: Finding, language: str) -> FindingView:
    cause = one.cause
    return FindingView(
        reason=cause.reason.value,
        book=cause.book.value,
        percent=cause.percent.replace(".", "," if language in ("tr", "de") else "."),
        part=cause.part,
        ours=[_paper(each, language) for each in one.ours],
        theirs=[_paper(each, language) for each in one.theirs],
        effect=_effect(one.effect, language),
        changes=one.effect != Sides(),
    )


def _paper(one: Booked, language: str) -> PaperView:
    return PaperView(one.number, formats.day(one.date), formats.number(from_minor(one.kurus), language))
