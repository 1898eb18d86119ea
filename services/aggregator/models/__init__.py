"""Tables of the aggregator. Money is BIGINT kuruş, a period is the integer 202610, every row knows its company."""

from services.aggregator.models.base import idempotency_keys, inbox, metadata, outbox
from services.aggregator.models.books import accounts, books, companies, contacts, deferred_series
from services.aggregator.models.imports import import_files, imports, mappings, staged_accounts
from services.aggregator.models.lines import (
    balance_sums,
    cancellations,
    entries,
    movements,
    period_sums,
    staged_entries,
    staged_movements,
)
from services.aggregator.models.runs import figures, runs, sent_campaigns, statements

__all__ = [
    "accounts",
    "balance_sums",
    "books",
    "cancellations",
    "companies",
    "contacts",
    "deferred_series",
    "entries",
    "figures",
    "idempotency_keys",
    "import_files",
    "imports",
    "inbox",
    "mappings",
    "metadata",
    "movements",
    "outbox",
    "period_sums",
    "runs",
    "sent_campaigns",
    "staged_accounts",
    "staged_entries",
    "staged_movements",
    "statements",
]
