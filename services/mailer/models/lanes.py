"""State of the lanes that outlives a process."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, Uuid

from services.mailer.models.base import metadata
from shared.database import UtcDateTime

lanes = Table(
    "lanes",
    metadata,
    # The configuration's id; the zero id is the platform's server, which belongs to no company.
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    Column("retry_at", UtcDateTime, nullable=True),
    Column("failures", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
