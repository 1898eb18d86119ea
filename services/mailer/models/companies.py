"""Cards of companies, and what the campaign service said is over."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, String, Table, Uuid

from services.mailer.models.base import metadata
from shared.database import UtcDateTime

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

closed_reconciliations = Table(
    "closed_reconciliations",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("reconciliation_id", Uuid, primary_key=True),
    # Empty in rows of earlier versions.
    Column("campaign_id", Uuid, nullable=True),
    Column("reason", String(20), nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
)

extended_campaigns = Table(
    # The last day that a campaign has by now, where it was given more time.
    "extended_campaigns",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, primary_key=True),
    Column("valid_until", Date, nullable=False),
    Column("extended_at", UtcDateTime, nullable=False),
)

cancelled_campaigns = Table(
    "cancelled_campaigns",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("campaign_id", Uuid, primary_key=True),
    Column("cancelled_at", UtcDateTime, nullable=False),
)

answered_reconciliations = Table(
    # What was answered is not reminded of any more.
    "answered_reconciliations",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("answered_at", UtcDateTime, nullable=False),
)
