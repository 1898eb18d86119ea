"""What stands behind a figure of a run, and what to look at before sending, as the aggregator tells it (S-32…S-34)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.campaign.clients.accounts import Account
from services.campaign.clients.connection import Connection
from shared.contracts.values import Ageing, DocumentKind, OpenItem, Period, Side
from shared.errors import NotFound
from shared.money import Money
from shared.paging import Page

REPORT_SECONDS = 60.0


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Movement(_Answer):
    """A line of a document; `standing` is `counted`, or why the document is not in the figure."""

    account_code: str
    document_no: str
    document_date: date
    recorded_on: date | None = None
    customs_on: date | None = None
    kind: DocumentKind
    side: Side
    amount: Money
    amount_try: Money
    series: str = ""
    branch: str = ""
    electronic: bool = False
    standing: str = "counted"
    note: str = ""

    @property
    def counts(self) -> bool:
        return self.standing == "counted"

    @property
    def original(self) -> Money | None:
        """In the document's own currency, where that is not TRY."""
        return self.amount if self.amount.currency != self.amount_try.currency else None


class MonthSide(_Answer):
    total: Money
    documents: int = 0


class Month(_Answer):
    """One month of a counterparty as the books stand now."""

    period: Period
    purchases: MonthSide
    sales: MonthSide


class OpenItems(_Answer):
    """What balances are made of, the newest first, and how old it is."""

    items: tuple[OpenItem, ...] = ()
    ageing: tuple[Ageing, ...] = ()


class FindingItem(_Answer):
    """A counterparty that a finding is about; without a key, a file."""

    key: str = ""
    title: str
    tax_number: str = ""
    details: tuple[str, ...] = ()
    documents: int = 0


class Finding(_Answer):
    """One kind of thing to look at. `weight`: blocks, check or note."""

    kind: str
    weight: str = "check"
    count: int
    items: tuple[FindingItem, ...] = Field(default=())
    items_left_out: int = 0


class _Months(_Answer):
    items: tuple[Month, ...]


class _Cards(_Answer):
    items: tuple[Account, ...]


class _Findings(_Answer):
    items: tuple[Finding, ...]


class AnalysisClient:
    """In the name of one user: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def movements(self, run_id: UUID, key: str, *, limit: int = 100, cursor: str | None = None) -> Page[Movement]:
        """Every line behind a figure, also those left out of it, as the books were when the run was made."""
        return await self._at.page(Movement, f"{_figure(run_id, key)}/movements", {"limit": limit, "cursor": cursor})

    async def open_items(self, run_id: UUID, key: str) -> OpenItems:
        return await self._at.get(OpenItems, f"{_figure(run_id, key)}/open-items")

    async def months(self, key: str, *, until: str) -> Sequence[Month]:
        """Twelve months, the oldest first; none for a counterparty whose cards are another's now."""
        try:
            found = await self._at.get(_Months, f"{_counterparty(key)}/months", {"until": until})
        except NotFound:
            return ()
        return found.items

    async def cards(self, key: str) -> Sequence[Account]:
        """The cards of a counterparty as they are now."""
        try:
            return (await self._at.get(_Cards, _counterparty(key))).items
        except NotFound:
            return ()

    async def findings(self, run_id: UUID) -> Sequence[Finding]:
        answer = await self._at.call("GET", f"/runs/{run_id}/report", seconds=REPORT_SECONDS)
        return self._at.read(_Findings, answer).items


def _figure(run_id: UUID, key: str) -> str:
    return f"/runs/{run_id}/figures/{quote(key, safe='')}"


def _counterparty(key: str) -> str:
    return f"/counterparties/{quote(key, safe='')}"
