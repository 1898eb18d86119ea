"""SMTP settings of companies and the tests of them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, Uuid, text

from services.mailer.models.base import metadata
from shared.database import UtcDateTime

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
    # Ciphertext of the vault, here and in the two below.
    Column("secret", Text, nullable=True),
    # Signing in with tokens; all empty where a password is used. The access token is kept nowhere.
    Column("provider", String(20), nullable=False, server_default=""),
    Column("grant_type", String(20), nullable=False, server_default=""),
    Column("client_id", String(255), nullable=False, server_default=""),
    Column("tenant", String(255), nullable=False, server_default=""),
    Column("token_url", String(500), nullable=False, server_default=""),
    Column("scope", String(500), nullable=False, server_default=""),
    Column("client_secret", Text, nullable=True),
    Column("refresh_token", Text, nullable=True),
    Column("sender_address", String(320), nullable=False),
    Column("sender_name", String(100), nullable=False),
    Column("reply_to", String(320), nullable=False, server_default=""),
    # Limits that the company chose: NULL leaves it to the preset of the host, 0 mails means no limit.
    Column("connections", Integer, nullable=True),
    Column("per_connection", Integer, nullable=True),
    Column("per_minute", Integer, nullable=True),
    Column("per_hour", Integer, nullable=True),
    Column("per_day", Integer, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(200), nullable=False),
    Column("activated_at", UtcDateTime, nullable=True),
    Column("retired_at", UtcDateTime, nullable=True),
    # Who took them out of use, and whether by `cancelled` or by `replaced`: the row stays as a record, without its secrets.
    Column("retired_by", String(200), nullable=False, server_default=""),
    Column("retired_for", String(20), nullable=False, server_default=""),
    Index(
        "uq_smtp_configurations_pending", "company_id", unique=True, postgresql_where=_PENDING, sqlite_where=_PENDING
    ),
    Index("uq_smtp_configurations_active", "company_id", unique=True, postgresql_where=_ACTIVE, sqlite_where=_ACTIVE),
    Index("ix_smtp_configurations_company_id", "company_id"),
)

device_sign_ins = Table(
    "device_sign_ins",
    metadata,
    # One at a time for each company: a sign-in that somebody completes on a page of the provider.
    Column("company_id", Uuid, primary_key=True),
    Column("configuration_id", Uuid, nullable=False),
    Column("device_code", Text, nullable=False),
    Column("interval_seconds", Integer, nullable=False),
    Column("next_ask_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
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
