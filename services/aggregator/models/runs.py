"""Runs with their figures, and what was sent of them. A run is never changed; one reconciliation has one statement."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    false,
    text,
)

from services.aggregator.models.base import metadata
from shared.database import UtcDateTime

runs = Table(
    "runs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    # purchases_sales, balance or combined; `period` is the month of `as_of` in a run of balances alone.
    Column("kind", String(20), nullable=False),
    Column("period", Integer, nullable=False),
    Column("as_of", Date, nullable=True),
    # The books as they were: the documents behind its figures are the lines that counted at this revision.
    Column("revision", BigInteger, nullable=False),
    Column("limit_minor", BigInteger, nullable=False),
    Column("merge_by_tax_number", Boolean, nullable=False),
    Column("exclude_deferred_series", Boolean, nullable=False),
    # The list as it was: later figures of this run are computed with it, whatever became of it since.
    Column("deferred_series", JSON, nullable=False),
    # The month of the document's own date (`document`) or of its booking (`recording`).
    Column("date_basis", String(10), nullable=False),
    Column("include_other_taxes", Boolean, nullable=False),
    Column("count_zero_documents", Boolean, nullable=False),
    # Whether a side's returns must reach the limit on their own (one reading of communiqué 381).
    Column("limit_on_returns", Boolean, nullable=False),
    Column("include_zero_balances", Boolean, nullable=False),
    Column("figures", Integer, nullable=False),
    Column("purchases_minor", BigInteger, nullable=False),
    Column("sales_minor", BigInteger, nullable=False),
    # What they owe us and what we owe them, in TRY, over all figures.
    Column("receivable_minor", BigInteger, nullable=False),
    Column("payable_minor", BigInteger, nullable=False),
    Column("deferred_documents", Integer, nullable=False),
    Column("deferred_minor", BigInteger, nullable=False),
    Column("negative_documents", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("created_by_name", Text, nullable=False),
    Index("ix_runs_company_id_created_at_id", "company_id", "created_at", "id"),
)


def _side_columns(side: str) -> list[Column[object]]:
    return [
        Column(f"{side}_minor", BigInteger, nullable=False),
        Column(f"{side}_documents", Integer, nullable=False),
        Column(f"{side}_returns_minor", BigInteger, nullable=False),
        Column(f"{side}_returns_documents", Integer, nullable=False),
        # Of these: e-documents, which the forms left out from 2021-07 on (domain.md §2.3).
        Column(f"{side}_electronic_minor", BigInteger, nullable=False),
        Column(f"{side}_electronic_documents", Integer, nullable=False),
        Column(f"{side}_below_limit", Boolean, nullable=False),
    ]


figures = Table(
    "figures",
    metadata,
    Column("run_id", Uuid, ForeignKey("runs.id"), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("title", String(250), nullable=False),
    Column("title_folded", Text, nullable=False),
    Column("search_folded", Text, nullable=False),
    Column("tax_number", String(40), nullable=False),
    # The cards that made up this counterparty when the run was made.
    Column("account_codes", JSON, nullable=False),
    Column("account_ids", JSON, nullable=False),
    Column("language", String(5), nullable=False),
    *_side_columns("purchases"),
    *_side_columns("sales"),
    Column("total_minor", BigInteger, nullable=False),
    Column("deferred_documents", Integer, nullable=False),
    Column("deferred_minor", BigInteger, nullable=False),
    # Per currency with the cards' own balances as lines; signed, + they owe us. Their sum in TRY stands beside it.
    Column("balances", JSON, nullable=False),
    Column("balance_minor", BigInteger, nullable=False),
    Column("recipients", JSON, nullable=False),
    Column("warnings", JSON, nullable=False),
    Index("ix_figures_run_id_title_folded_key", "run_id", "title_folded", "key"),
)

sent_campaigns = Table(
    "sent_campaigns",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("run_id", Uuid, nullable=False, index=True),
    Column("requested", Integer, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
)

_SENT = text("refusal = ''")

statements = Table(
    "statements",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, nullable=False, unique=True),
    Column("campaign_id", Uuid, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("key", String(80), nullable=False),
    # Why nothing was sent; empty when the statement went out.
    Column("refusal", String(40), nullable=False),
    Column("prepared_at", UtcDateTime, nullable=False),
    Column("is_outdated", Boolean, nullable=False, server_default=false()),
    Index("ix_statements_sent", "company_id", "run_id", "key", postgresql_where=_SENT, sqlite_where=_SENT),
)
