"""What happened to a reconciliation, fact by fact: its mails and its states."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, Uuid

from services.campaign.models.base import metadata
from shared.database import BigId, UtcDateTime

mail_facts = Table(
    # One row per message, attempt and result; also the e-mail history (S-55).
    "mail_facts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("reconciliations.reconciliation_id"), nullable=False),
    Column("message_id", Uuid, nullable=False),
    Column("send_number", Integer, nullable=False),
    Column("purpose", String(12), nullable=False),
    Column("address", String(320), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("result", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("server", String(255), nullable=False, server_default=""),
    Column("code", Integer, nullable=False, server_default="0"),
    Column("reply", Text, nullable=False, server_default=""),
    Column("reason", String(120), nullable=False, server_default=""),
    UniqueConstraint("message_id", "attempt", "result"),
    Index("ix_mail_facts_reconciliation_id", "reconciliation_id"),
)

status_history = Table(
    # Every change of state, every version of an answer, every notice (S-54); `fact` keeps the same fact from standing twice.
    "status_history",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("reconciliations.reconciliation_id"), nullable=False),
    Column("fact", String(80), nullable=False),
    Column("entry", String(30), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("explanation", Text, nullable=False, server_default=""),
    Column("who", String(200), nullable=False, server_default=""),
    Column("address", String(320), nullable=False, server_default=""),
    UniqueConstraint("reconciliation_id", "fact"),
)
