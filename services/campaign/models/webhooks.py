"""Receivers of webhooks, what was to be told, and what became of telling it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, Uuid

from services.campaign.models.base import metadata
from shared.database import BigId, UtcDateTime

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("endpoint_id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey("companies.company_id"), nullable=False, index=True),
    Column("url", String(500), nullable=False),
    Column("description", String(200), nullable=False, server_default=""),
    Column("events", JSON, nullable=False),
    # Sealed (`shared/sealing.py`); the one before the newest signs along for a while.
    Column("secret", Text, nullable=False),
    Column("old_secret", Text, nullable=False, server_default=""),
    Column("old_secret_until", UtcDateTime, nullable=True),
    Column("off", String(10), nullable=False, server_default=""),
    Column("off_at", UtcDateTime, nullable=True),
    Column("failing_since", UtcDateTime, nullable=True),
    Column("delivered_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(200), nullable=False),
)

webhook_messages = Table(
    # Kept once, whoever it goes to; `body` is exactly what is signed.
    "webhook_messages",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("type", String(40), nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_webhook_messages_company_id_occurred_at", "company_id", "occurred_at"),
    Index("ix_webhook_messages_occurred_at", "occurred_at"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("endpoint_id", Uuid, ForeignKey("webhook_endpoints.endpoint_id", ondelete="CASCADE"), nullable=False),
    Column("message_id", Uuid, ForeignKey("webhook_messages.message_id", ondelete="CASCADE"), nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("available_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_token", Uuid, nullable=True),
    Column("lease_until", UtcDateTime, nullable=True),
    Column("tried_at", UtcDateTime, nullable=True),
    Column("outcome", String(20), nullable=False, server_default=""),
    Column("status", Integer, nullable=False, server_default="0"),
    Column("answer", Text, nullable=False, server_default=""),
    Column("milliseconds", Integer, nullable=False, server_default="0"),
    Column("delivered_at", UtcDateTime, nullable=True),
    UniqueConstraint("endpoint_id", "message_id"),
    Index("ix_webhook_deliveries_endpoint_id_state_available_at", "endpoint_id", "state", "available_at"),
    Index("ix_webhook_deliveries_message_id", "message_id"),
)
