"""Who this database is. One row."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Uuid

from services.mailer.models.base import metadata

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("identity", Uuid, nullable=False),
)
