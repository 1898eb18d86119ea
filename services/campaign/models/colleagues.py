"""Who of the company looks after a counterparty, and what colleagues write to each other about a request."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, Uuid

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

assignments = Table(
    # One colleague per counterparty, of this request and of every later one.
    "assignments",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("figure_key", String(120), primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("user_name", String(200), nullable=False),
    Column("set_by", String(200), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Index("ix_assignments_company_id_user_id", "company_id", "user_id"),
)

notes = Table(
    # Never changed, never shown to the counterparty.
    "notes",
    metadata,
    Column("note_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("reconciliations.reconciliation_id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_notes_reconciliation_id_at", "reconciliation_id", "at"),
)
