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
