"""Who did what and when: only ever added to; on PostgreSQL a trigger refuses anything else."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, String, Table, Text, Uuid

from services.campaign.models.base import metadata
from shared.database import BigId, UtcDateTime

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("company_id", Uuid, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("user_id", Uuid, nullable=True),
    Column("who", String(200), nullable=False),
    Column("deed", String(40), nullable=False),
    Column("subject", String(300), nullable=False, server_default=""),
    Column("details", JSON, nullable=False),
    Column("words_folded", Text, nullable=False),
    Index("ix_audit_log_company_id_id", "company_id", "id"),
)
