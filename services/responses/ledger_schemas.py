"""Files of counterparties' own books and their comparison, as the internal API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.responses.domain.differences.documents import Booked
from services.responses.domain.differences.findings import Finding, Sides, Summed
from services.responses.domain.differences.reasons import Book, Reason
from services.responses.domain.differences.written import Written
from services.responses.repository.ledgers import Ledger
from shared.contracts.kinds import Side
from shared.money import Money


class SidesOut(BaseModel):
    """Amounts on both sides, as the asking company calls them."""

    sales: Money
    purchases: Money

    @classmethod
    def of(cls, sides: Sides) -> SidesOut:
        return cls(sales=Money.of_minor(sides.sales), purchases=Money.of_minor(sides.purchases))


class CauseOut(BaseModel):
    reason: Reason
    count: int
    effect: SidesOut

    @classmethod
    def of(cls, one: Summed) -> CauseOut:
        return cls(reason=one.reason, count=one.count, effect=SidesOut.of(one.effect))


class LedgerOut(BaseModel):
    """One file with its sums: difference = ours - theirs = explained + unexplained, on each side."""

    id: UUID
    reconciliation_id: UUID
    file_name: str = Field(description="As its sender called it; empty for pasted rows without a name.")
    size: int
    sha256: str
    address: str = Field(description="Where the link was sent that it came through.")
    uploaded_at: datetime
    answered: bool = Field(description="Whether an answer was given with it.")
    ours: SidesOut
    theirs: SidesOut
    difference: SidesOut
    explained: SidesOut
    unexplained: SidesOut
    causes: list[CauseOut]
    agreed: int = Field(description="Documents that are the same in both books.")
    rows: int
    flawed: int = Field(description="Rows that could not be read.")
    payments: int
    outside: int = Field(description="Rows that are cancelled or of another month and belong to nothing here.")
    mirrored: bool = Field(description="False: the file was written from our point of view and was turned round.")

    @classmethod
    def of(cls, ledger: Ledger, written: Written) -> LedgerOut:
        return cls(
            id=ledger.ledger_id,
            reconciliation_id=ledger.reconciliation_id,
            file_name=ledger.file_name,
            size=ledger.size,
            sha256=ledger.sha256,
            address=ledger.address,
            uploaded_at=ledger.uploaded_at,
            answered=ledger.answered,
            ours=SidesOut.of(written.ours),
            theirs=SidesOut.of(written.theirs),
            difference=SidesOut.of(written.difference),
            explained=SidesOut.of(written.explained),
            unexplained=SidesOut.of(written.unexplained),
            causes=[CauseOut.of(one) for one in written.by_reason],
            agreed=written.agreed,
            rows=written.notes.rows,
            flawed=written.notes.flawed,
            payments=written.notes.payments,
            outside=written.outside,
            mirrored=written.direction.mirrored,
        )


class BookedOut(BaseModel):
    number: str
    date: date
    side: Side
    amount: Money
    original: Money | None
    is_return: bool
    line: int = Field(description="Row of their file; 0 for our documents.")

    @classmethod
    def of(cls, one: Booked) -> BookedOut:
        return cls(
            number=one.number,
            date=one.date,
            side=one.side,
            amount=Money.of_minor(one.kurus),
            original=None if one.original_minor is None else Money.of_minor(one.original_minor, one.currency),
            is_return=one.is_return,
            line=one.line,
        )


class FindingOut(BaseModel):
    """Documents that belong together; `effect` is what they contribute to the difference."""

    reason: Reason
    book: Book
    percent: str = Field(description="Of KDV or discount, where that is the reason.")
    part: str = Field(description="The withheld part of the KDV.")
    ours: Sequence[BookedOut]
    theirs: Sequence[BookedOut]
    effect: SidesOut

    @classmethod
    def of(cls, one: Finding) -> FindingOut:
        return cls(
            reason=one.cause.reason,
            book=one.cause.book,
            percent=one.cause.percent,
            part=one.cause.part,
            ours=[BookedOut.of(each) for each in one.ours],
            theirs=[BookedOut.of(each) for each in one.theirs],
            effect=SidesOut.of(one.effect),
        )
