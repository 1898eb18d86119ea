"""Auditors' standing orders for copies of answers, and how far along the company's chain each has been followed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table, Uuid

from services.responses.models.base import metadata
from shared.database import UtcDateTime

answer_copies = Table(
    "answer_copies",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("address", String(254), nullable=False),
    Column("language", String(8), nullable=False),
    # Of every answer of the campaign, or of those to the reconciliations in `answer_copy_members`.
    Column("whole_campaign", Boolean, nullable=False),
    # Everything up to this place in the chain has been looked at.
    Column("position", BigInteger, nullable=False, server_default="0"),
    Column("received_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("ix_answer_copies_company_id_ended_at", "company_id", "ended_at"),
)

answer_copy_members = Table(
    "answer_copy_members",
    metadata,
    Column("order_id", Uuid, primary_key=True),
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
)
