"""Events of the aggregator service: what our books say about each counterparty."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.contracts.event import EventData
from shared.contracts.values import (
    Ageing,
    Counterparty,
    CurrencyBalance,
    Document,
    Letter,
    OpenItem,
    Period,
    Recipient,
    SideTotal,
)

DOCUMENTS_PER_PART = 500
"""How many documents travel in one `StatementPrepared` (design §4 item 5)."""
OPEN_ITEMS_AT_MOST = 200
"""How many open items travel in the head of a statement, the newest first; what is left out is in the ageing."""


class ImportCompleted(EventData):
    """A file or batch was taken into the books, as a whole."""

    TYPE: ClassVar[str] = "mutabakat.aggregator.import_completed.v1"

    import_id: UUID
    source: str
    accounts: int
    movements: int
    periods: tuple[Period, ...] = ()


class StatementPrepared(EventData):
    """The frozen figures of one reconciliation, with their documents.

    Travels in `parts` pieces numbered from 1; every piece carries the same head and at most `DOCUMENTS_PER_PART` documents,
    in order. The consumer may meet them in any order, and twice.
    """

    TYPE: ClassVar[str] = "mutabakat.aggregator.statement_prepared.v1"

    statement_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    reference: str
    letter: Letter
    counterparty: Counterparty
    purchases: SideTotal
    sales: SideTotal
    recipients: tuple[Recipient, ...]
    part: int = 1
    parts: int = 1
    documents: tuple[Document, ...] = ()
    as_of: date | None = None
    balances: tuple[CurrencyBalance, ...] = ()
    open_items: tuple[OpenItem, ...] = ()
    open_items_left_out: int = 0
    ageing: tuple[Ageing, ...] = ()


class StatementRefused(EventData):
    """This counterparty cannot be asked.

    `code`: `no_address`, `never_mail`, `placeholder_tax_number`, `unknown_run`, `unknown_figure`.
    """

    TYPE: ClassVar[str] = "mutabakat.aggregator.statement_refused.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    code: str
    reason: str


class StatementOutdated(EventData):
    """The books say something else than what was sent; the sent statement stays as it is.

    `import_id` names the import that changed them, or the request in which a card got another tax number; where they had changed
    between the making of the run and the sending, the newest import.
    """

    TYPE: ClassVar[str] = "mutabakat.aggregator.statement_outdated.v1"

    reconciliation_id: UUID
    campaign_id: UUID
    statement_id: UUID
    import_id: UUID
    purchases: SideTotal
    sales: SideTotal
    balances: tuple[CurrencyBalance, ...] = ()
