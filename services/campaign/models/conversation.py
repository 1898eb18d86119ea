"""That counterparties wrote, and who of ours has read it. What they wrote is kept by the responses service alone."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Uuid

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

received_messages = Table(
    "received_messages",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("reconciliations.reconciliation_id"), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime, nullable=True),
    Column("read_by", String(200), nullable=False, server_default=""),
    Index("ix_received_messages_reconciliation_id", "reconciliation_id", "read_at"),
)
