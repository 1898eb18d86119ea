"""Tables of the mailer. A message waits to be sent if and only if `due_at` is set, and is in hands while `lease_until` is."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Index, Integer, String, Table, Text, Uuid, text

from shared.database import BigId, UtcDateTime, service_metadata
from shared.idempotency import idempotency_table
from shared.messaging.tables import inbox_table, outbox_table

metadata = service_metadata()
outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency_keys = idempotency_table(metadata)

companies = Table(
    "companies",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("tax_number", String(20), nullable=False),
    Column("phone", String(60), nullable=False),
    Column("email", String(320), nullable=False),
    Column("revision", Integer, nullable=False),
)

_DUE = text("due_at IS NOT NULL")
_LEASED = text("lease_until IS NOT NULL")
_OPEN = text("state IN ('queued', 'deferred', 'held', 'uncertain')")

messages = Table(
    "messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, nullable=False),
    Column("reference", String(60), nullable=False),
    Column("send_number", Integer, nullable=False),
    Column("purpose", String(20), nullable=False),
    # Who gets it. The link's id only: its tag, and with it the address of the page, is derived while rendering.
    Column("address", String(320), nullable=False),
    Column("recipient_name", String(200), nullable=False),
    Column("language", String(10), nullable=False),
    Column("link_id", String(40), nullable=False),
    # What it says.
    Column("counterparty_title", String(300), nullable=False),
    Column("description", Text, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("period", String(7), nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("reply_to", String(320), nullable=False),
    Column("sender_contact", String(200), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("purchases_minor", BigInteger, nullable=False),
    Column("purchases_documents", Integer, nullable=False),
    Column("sales_minor", BigInteger, nullable=False),
    Column("sales_documents", Integer, nullable=False),
    # Only in letters about balances: their day, how they are asked about, and per currency as JSON who owes whom.
    Column("as_of", Date, nullable=True),
    Column("confirmation", String(10), nullable=False, server_default="positive"),
    Column("balances", JSON, nullable=True),
    # Where it stands.
    Column("state", String(20), nullable=False),
    Column("reason", String(40), nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Column("due_at", UtcDateTime, nullable=True),
    Column("give_up_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("uncertain_attempts", Integer, nullable=False, server_default="0"),
    Column("lane_id", Uuid, nullable=True),
    Column("lease_token", Uuid, nullable=True),
    Column("lease_until", UtcDateTime, nullable=True),
    Column("transmitting_at", UtcDateTime, nullable=True),
    Column("sent_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_messages_due", "company_id", "due_at", "id", postgresql_where=_DUE, sqlite_where=_DUE),
    Index("ix_messages_give_up", "give_up_at", postgresql_where=_OPEN, sqlite_where=_OPEN),
    Index("ix_messages_lease", "lease_until", postgresql_where=_LEASED, sqlite_where=_LEASED),
    Index("ix_messages_newest", "company_id", "created_at", "id"),
    Index("ix_messages_campaign", "company_id", "campaign_id"),
    Index("ix_messages_reconciliation", "company_id", "reconciliation_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("message_id", Uuid, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("lane_id", Uuid, nullable=False),
    Column("server", String(300), nullable=False),
    Column("sender", String(320), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("phase", String(10), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("code", Integer, nullable=False),
    Column("enhanced_code", String(20), nullable=False),
    Column("reply", Text, nullable=False),
    Column("queue_id", String(100), nullable=False),
    Column("tls", String(60), nullable=False),
)

lanes = Table(
    "lanes",
    metadata,
    # The configuration's id; the zero id is the platform's server, which belongs to no company.
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("retry_at", UtcDateTime, nullable=True),
    Column("failures", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

_PENDING = text("state = 'pending'")
_ACTIVE = text("state = 'active'")

smtp_configurations = Table(
    "smtp_configurations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("state", String(10), nullable=False),
    Column("host", String(255), nullable=False),
    Column("port", Integer, nullable=False),
    Column("security", String(10), nullable=False),
    Column("username", String(320), nullable=False),
    Column("secret", Text, nullable=True),
    Column("sender_address", String(320), nullable=False),
    Column("sender_name", String(100), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("activated_at", UtcDateTime, nullable=True),
    Column("retired_at", UtcDateTime, nullable=True),
    Index(
        "uq_smtp_configurations_pending", "company_id", unique=True, postgresql_where=_PENDING, sqlite_where=_PENDING
    ),
    Index("uq_smtp_configurations_active", "company_id", unique=True, postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),
    Index("ix_smtp_configurations_company_id", "company_id"),
)

smtp_tests = Table(
    "smtp_tests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("configuration_id", Uuid, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=True),
    Column("finding", String(40), nullable=False),
    Column("stages", Text, nullable=False),
    Index("ix_smtp_tests_recent", "company_id", "started_at"),
)

closed_reconciliations = Table(
    "closed_reconciliations",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("reason", String(20), nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
)

cancelled_campaigns = Table(
    "cancelled_campaigns",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, primary_key=True),
    Column("cancelled_at", UtcDateTime, nullable=False),
)
