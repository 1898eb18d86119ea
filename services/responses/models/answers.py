"""Answers, each behind the one before it in its company's chain. Only ever added to: what was said is evidence (design §7)."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)

from services.responses.models.base import metadata
from shared.database import UtcDateTime

responses = Table(
    "responses",
    metadata,
    Column("response_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("answer", String(20), nullable=False),
    Column("explanation", Text, nullable=False),
    # What the answering side's own books say about each of our sides, in kuruş.
    Column("own_for_purchases_minor", BigInteger, nullable=True),
    Column("own_for_sales_minor", BigInteger, nullable=True),
    # The same for balances, per currency, and what was said in detail, as JSON: their bytes are hashed.
    Column("own_balances", Text, nullable=True),
    Column("details", Text, nullable=True),
    Column("late", Boolean, nullable=False, server_default=false()),
    Column("responder_name", Text, nullable=False),
    Column("responder_title", Text, nullable=False),
    Column("link_id", String(22), nullable=False),
    Column("address", String(320), nullable=False),
    Column("ip", String(64), nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("text_version", String(20), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    # One filled-in form is one answer, however often it is sent.
    Column("form_id", Uuid, nullable=False, unique=True),
    Column("snapshot_sha256", String(64), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    Column("entry_sha256", String(64), nullable=False),
    # What its author had shown besides the link (`LinkLevel`).
    Column("security_level", String(20), nullable=False, server_default="link"),
    # Of the information text that the check page linked to; none where the company had published none.
    Column("information_version", Integer, nullable=True),
    # What each column was, and what it takes to check that (`domain.seals`).
    Column("seal", Text, nullable=True),
    Column("salts", Text, nullable=True),
    Column("verification_code", String(20), nullable=True, unique=True),
    # The file of the counterparty's own books that the answer was given with.
    Column("ledger_sha256", String(64), nullable=True),
    UniqueConstraint("reconciliation_id", "version"),
    UniqueConstraint("company_id", "position"),
    Index("ix_responses_campaign_id", "campaign_id", "position"),
)

chain_heads = Table(
    "chain_heads",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("entry_sha256", String(64), nullable=False),
)

receipt_heads = Table(
    # How far along each company's chain receipts have been ordered. Apart from `chain_heads`, which whoever answers holds.
    "receipt_heads",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

erasures = Table(
    # That something was forgotten, when, and on whose wish; never what.
    "erasures",
    metadata,
    Column("erasure_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("erased_by", Text, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("value_count", Integer, nullable=False),
)

timestamps = Table(
    # Time stamps of an independent authority (RFC 3161) over the newest entries of chains.
    "timestamps",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_sha256", String(64), nullable=False),
    # The authority's whole answer, base64.
    Column("token", Text, nullable=False),
    Column("stamped_at", UtcDateTime, nullable=False),
)
