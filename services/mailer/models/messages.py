"""Messages and their attempts. A message waits to be sent if and only if `due_at` is set; `lease_until`: it is in hands."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Date, Index, Integer, String, Table, Text, Uuid, text

from services.mailer.models.base import metadata
from shared.database import BigId, UtcDateTime

_DUE = text("due_at IS NOT NULL")
_LEASED = text("lease_until IS NOT NULL")
_PAUSED = text("resume_due_at IS NOT NULL")
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
    # Only in receipts: the answer that is confirmed, as the event brought it.
    Column("receipt", JSON, nullable=True),
    # Only in mails of a code: what the code is derived from, with the link's key, while the mail is written.
    Column("code_nonce", String(40), nullable=True),
    # Only in mails that a person wrote or had written (`WRITTEN`): what they say, as the event brought it.
    Column("written", JSON, nullable=True),
    # The first message to this address about this reconciliation, and the last one before a resend.
    Column("follows", Uuid, nullable=True),
    Column("resend_of", Uuid, nullable=True),
    # Where it stands.
    Column("state", String(20), nullable=False),
    Column("reason", String(40), nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
    Column("due_at", UtcDateTime, nullable=True),
    # Set while a person has paused it: when it is due once that is over. Then `due_at` is not set.
    Column("resume_due_at", UtcDateTime, nullable=True),
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
    Index("ix_messages_paused", "company_id", "campaign_id", postgresql_where=_PAUSED, sqlite_where=_PAUSED),
    Index("ix_messages_newest", "company_id", "created_at", "id"),
    Index("ix_messages_campaign", "company_id", "campaign_id"),
    Index("ix_messages_reconciliation", "company_id", "reconciliation_id"),
)

_NAMED = text("queue_id <> ''")

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
    Index("ix_attempts_queue_id", "queue_id", postgresql_where=_NAMED, sqlite_where=_NAMED),
)
