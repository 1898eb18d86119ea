"""Tables of what came back: incoming mails, addresses that lead nowhere, answers by ordinary mail."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Table, Text, Uuid, text

from services.mailer.models.base import metadata
from shared.database import UtcDateTime

returned_mails = Table(
    "returned_mails",
    metadata,
    Column("id", Uuid, primary_key=True),
    # Of an incoming mail that is about no message of ours, the zero company.
    Column("company_id", Uuid, nullable=False),
    Column("message_id", Uuid, nullable=True),
    # The same mail twice, moved or delivered again, is one: by Message-ID and body.
    Column("fingerprint", String(64), nullable=False),
    # Where it lay, for whoever looks into the mailbox. A place alone means nothing: another mailbox counts from 1 as well.
    Column("uid_validity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("matched_by", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("code", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("sender", String(320), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Index("uq_returned_mails_fingerprint", "fingerprint", unique=True),
    Index("ix_returned_mails_message", "company_id", "message_id"),
)

_VALID = text("removed_at IS NULL")

suppressions = Table(
    "suppressions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("address", String(320), nullable=False),
    # For comparing; see domain/addresses.py.
    Column("folded", String(320), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("code", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("message_id", Uuid, nullable=True),
    Column("note", Text, nullable=False),
    Column("added_by", String(200), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("removed_by", String(200), nullable=False, server_default=""),
    Column("removed_at", UtcDateTime, nullable=True),
    Index("uq_suppressions_address", "company_id", "folded", unique=True, postgresql_where=_VALID, sqlite_where=_VALID),
    Index("ix_suppressions_newest", "company_id", "added_at", "id"),
)

_UNHANDLED = text("handled_at IS NULL")

replies = Table(
    "replies",
    metadata,
    # The returned mail's id.
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, nullable=False),
    Column("message_id", Uuid, nullable=False),
    Column("sender", String(320), nullable=False),
    Column("sender_name", String(200), nullable=False),
    # Whether it came from the address that was written to.
    Column("from_recipient", Boolean, nullable=False),
    Column("subject", String(300), nullable=False),
    Column("text", Text, nullable=False),
    Column("shortened", Boolean, nullable=False),
    Column("attachments", JSON, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("handled_by", String(200), nullable=False, server_default=""),
    Column("handled_at", UtcDateTime, nullable=True),
    Index("ix_replies_newest", "company_id", "received_at", "id"),
    Index("ix_replies_reconciliation", "company_id", "reconciliation_id"),
    Index(
        "ix_replies_unhandled",
        "company_id",
        "received_at",
        "id",
        postgresql_where=_UNHANDLED,
        sqlite_where=_UNHANDLED,
    ),
)
