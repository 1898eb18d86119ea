"""Companies: their cards, running numbers, tolerances, what people are told about their data, and what the books took in."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

companies = Table(
    "companies",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("tax_number", String(30), nullable=False),
    Column("tax_office", String(100), nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("phone", String(50), nullable=False, server_default=""),
    Column("email", String(254), nullable=False, server_default=""),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(200), nullable=False),
)

counters = Table(
    # Running numbers without gaps: the row is locked until the transaction that took the number commits.
    "counters",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("value", Integer, nullable=False),
)

tolerances = Table(
    # `key`: folded tax number or account code; empty for everybody.
    "tolerances",
    metadata,
    Column("company_id", Uuid, ForeignKey("companies.company_id"), primary_key=True),
    Column("key", String(1000), primary_key=True),
    Column("absolute_minor", BigInteger, nullable=True),
    Column("percent_hundredths", Integer, nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(200), nullable=False),
)

information_texts = Table(
    # What people are told about their data, version by version (KVKK art. 10); never changed, only followed by the next one.
    "information_texts",
    metadata,
    Column("company_id", Uuid, ForeignKey("companies.company_id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("texts", JSON, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", String(200), nullable=False),
)

ledger_imports = Table(
    # What the aggregator said it took in; the console shows the newest one.
    "ledger_imports",
    metadata,
    Column("import_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("source", String(300), nullable=False),
    Column("accounts", Integer, nullable=False),
    Column("movements", Integer, nullable=False),
    Column("periods", JSON, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Index("ix_ledger_imports_company_id_imported_at", "company_id", "imported_at"),
)
