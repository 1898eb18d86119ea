"""When a campaign needs a second pair of eyes, and what operators did with each campaign."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, Uuid

from services.campaign.models.base import metadata
from shared.database import BigId, UtcDateTime

approval_rules = Table(
    # One per company; none before it was ever set.
    "approval_rules",
    metadata,
    Column("company_id", Uuid, ForeignKey("companies.company_id"), primary_key=True),
    Column("mode", String(10), nullable=False),
    Column("limit_minor", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(200), nullable=False),
)

campaign_history = Table(
    # What people did with a campaign as a whole: who prepared, approved, paused, extended it.
    "campaign_history",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, ForeignKey("campaigns.campaign_id"), nullable=False),
    Column("entry", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Index("ix_campaign_history_campaign_id", "campaign_id"),
)
