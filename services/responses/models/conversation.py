"""What the company and its counterparty wrote to each other about a request. Only ever added to; forgotten with its people."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text, Uuid

from services.responses.models.base import metadata
from shared.database import UtcDateTime

conversation = Table(
    "conversation",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    # Written by a person of the asking company; else by whoever the link went to.
    Column("ours", Boolean, nullable=False),
    Column("who", Text, nullable=False),
    Column("address", String(320), nullable=False),
    Column("link_id", String(22), nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Index("ix_conversation_reconciliation_id_written_at", "reconciliation_id", "written_at"),
)
