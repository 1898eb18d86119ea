"""Counterparties' own books as the responses service keeps them: files, sums, and what differs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.campaign.clients.connection import Connection, Download
from shared.contracts.kinds import Side
from shared.money import Money
from shared.paging import Page

_AT_ONCE = 200


class _Seen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Sides(_Seen):
    """Amounts as our side calls them."""

    sales: Money
    purchases: Money

    def of(self, side: Side) -> Money:
        return self.sales if side is Side.SALES else self.purchases


class Cause(_Seen):
    reason: str
    count: int
    effect: Sides


class Ledger(_Seen):
    """One file; difference = ours - theirs = explained + unexplained."""

    id: UUID
    reconciliation_id: UUID
    file_name: str
    size: int
    sha256: str
    address: str
    uploaded_at: datetime
    answered: bool
    ours: Sides
    theirs: Sides
    difference: Sides
    explained: Sides
    unexplained: Sides
    causes: tuple[Cause, ...]
    agreed: int
    rows: int
    flawed: int = 0
    payments: int = 0
    outside: int = 0
    mirrored: bool = True


class Booked(_Seen):
    number: str
    date: date
    side: Side
    amount: Money
    original: Money | None = None
    is_return: bool = False
    line: int = 0


class Finding(_Seen):
    reason: str
    book: str = ""
    percent: str = ""
    part: str = ""
    ours: tuple[Booked, ...] = ()
    theirs: tuple[Booked, ...] = ()
    effect: Sides


class LedgersClient:
    """In the name of one user: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def of_reconciliation(self, reconciliation_id: UUID) -> Page[Ledger]:
        return await self._at.page(Ledger, "/ledgers", {"reconciliation_id": str(reconciliation_id)})

    async def one(self, ledger_id: UUID) -> Ledger:
        return await self._at.get(Ledger, f"/ledgers/{ledger_id}")

    async def findings(self, ledger_id: UUID, *, limit: int = 100, cursor: str | None = None) -> Page[Finding]:
        return await self._at.page(Finding, f"/ledgers/{ledger_id}/findings", {"limit": limit, "cursor": cursor})

    async def every_finding(self, ledger_id: UUID) -> AsyncIterator[tuple[Finding, ...]]:
        """Page by page."""
        cursor: str | None = None
        while True:
            page = await self.findings(ledger_id, limit=_AT_ONCE, cursor=cursor)
            yield tuple(page.items)
            cursor = page.next
            if cursor is None:
                return

    async def file(self, ledger_id: UUID) -> Download:
        return await self._at.download(f"/ledgers/{ledger_id}/file")
