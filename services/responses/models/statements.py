"""Copies of statements, in the parts in which they came, and why no answer to them is awaited any more.

Documents lie in the parts they travelled in, because they are read by the page and hashed as a whole, and never searched one by
one.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text, Uuid, false

from services.responses.models.base import metadata
from shared.database import UtcDateTime

companies = Table(
    "companies",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("tax_number", String(50), nullable=False),
    Column("tax_office", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
)

information_texts = Table(
    # What the company told people about their data: every version, since answers were given under it.
    "information_texts",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    # JSON: language → plain text.
    Column("texts", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("campaign_id", Uuid, nullable=False, index=True),
    Column("statement_id", Uuid, nullable=False),
    Column("parts", Integer, nullable=False),
    # Canonical JSON of `domain.snapshot.Head`: text, because its bytes are what is hashed.
    Column("head", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    # Our balances as JSON where they are not shown because the counterparty writes its own.
    Column("withheld", Text, nullable=True),
    # The first instant at which `valid_until` is over.
    Column("closes_at", UtcDateTime, nullable=False, index=True),
    # The same after the campaign was given more time; empty where it was not. `repository.statements.ENDS` is what counts.
    Column("extended_to", UtcDateTime, nullable=True),
    # Messages of the company on the conversation: the page says so without a further query.
    Column("messages", Integer, nullable=False, server_default="0"),
    Column("first_answer_final", Boolean, nullable=False),
    Column("accept_late", Boolean, nullable=False, server_default=false()),
    Column("received_at", UtcDateTime, nullable=False),
    # Filled once, when all parts are there.
    Column("company", Text, nullable=True),
    Column("document_count", Integer, nullable=True),
    Column("snapshot_sha256", String(64), nullable=True),
    Column("completed_at", UtcDateTime, nullable=True),
    # Number, documents and hash of each part, as `domain.snapshot.part_seals` writes them.
    Column("part_seals", Text, nullable=True),
)

statement_parts = Table(
    "statement_parts",
    metadata,
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("company_id", Uuid, nullable=False),
    Column("document_count", Integer, nullable=False),
    # Canonical JSON list of documents, in the order in which they are shown.
    Column("documents", Text, nullable=False),
)

closings = Table(
    "closings",
    metadata,
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("reason", String(20), primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
)

extensions = Table(
    # The last day that a campaign has by now, where it was given more time.
    "extensions",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("company_id", Uuid, primary_key=True),
    Column("valid_until", Date, nullable=False),
    Column("extended_at", UtcDateTime, nullable=False),
)

cancelled_campaigns = Table(
    "cancelled_campaigns",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("cancelled_at", UtcDateTime, nullable=False),
)
