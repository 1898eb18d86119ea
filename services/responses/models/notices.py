"""What counterparties left short of an answer: notices, and files of their own books."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Text, UniqueConstraint, Uuid

from services.responses.models.base import metadata
from shared.database import UtcDateTime

# Files that counterparties brought, and what comparing them gave (`domain.differences.written`). Given out to operators only.
ledgers = Table(
    "ledgers",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False),
    Column("link_id", String(22), nullable=False),
    Column("address", String(320), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("comparison", LargeBinary, nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
    UniqueConstraint("reconciliation_id", "sha256"),
)

notices = Table(
    # Short of an answer: no record, not the right person, an answer announced. Only ever added to, as answers are.
    "notices",
    metadata,
    Column("notice_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("code", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("responder_name", Text, nullable=False),
    Column("responder_title", Text, nullable=False),
    Column("forward_name", Text, nullable=False),
    Column("forward_address", String(320), nullable=False),
    Column("answer_by", Date, nullable=True),
    Column("link_id", String(22), nullable=False),
    Column("address", String(320), nullable=False),
    Column("ip", String(64), nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("text_version", String(20), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("form_id", Uuid, nullable=False, unique=True),
    Column("snapshot_sha256", String(64), nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    # Of the personal fields with the salt, which is gone once they were forgotten.
    Column("personal_sha256", String(64), nullable=False),
    Column("salt", String(32), nullable=True),
    Column("entry_sha256", String(64), nullable=False),
    UniqueConstraint("reconciliation_id", "number"),
)
