"""Samples that auditors drew, and their standing orders for copies of answers."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, String, Table, Uuid

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

samples = Table(
    # Never changed: what was drawn, from what, how, and by whom. Of a campaign, or of a run that is not sent yet.
    "samples",
    metadata,
    Column("sample_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("campaign_id", Uuid, nullable=True),
    Column("run_id", Uuid, nullable=True),
    Column("method", String(20), nullable=False),
    Column("size", Integer, nullable=False),
    Column("interval_minor", BigInteger, nullable=False),
    Column("seed", String(100), nullable=False),
    Column("population", Integer, nullable=False),
    Column("population_minor", BigInteger, nullable=False),
    Column("population_sha256", String(64), nullable=False),
    # `[[key, amount in kuruş, hits], …]` in the order of the population.
    Column("drawn", JSON, nullable=False),
    Column("drawn_count", Integer, nullable=False),
    Column("drawn_minor", BigInteger, nullable=False),
    Column("drawn_by", Uuid, nullable=False),
    Column("drawn_by_name", String(200), nullable=False),
    Column("drawn_at", UtcDateTime, nullable=False),
    Index("ix_samples_company_id_campaign_id", "company_id", "campaign_id"),
    Index("ix_samples_company_id_run_id", "company_id", "run_id"),
)

answer_copies = Table(
    # A standing order: whoever it names gets a copy of every answer of the campaign, or of a sample of it.
    "answer_copies",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, ForeignKey("campaigns.campaign_id"), nullable=False),
    Column("sample_id", Uuid, ForeignKey("samples.sample_id"), nullable=True),
    Column("address", String(254), nullable=False),
    Column("language", String(8), nullable=False),
    Column("ordered_by", Uuid, nullable=False),
    Column("ordered_by_name", String(200), nullable=False),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("ended_by_name", String(200), nullable=False, server_default=""),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_answer_copies_company_id_campaign_id", "company_id", "campaign_id"),
)
