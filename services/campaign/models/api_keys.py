"""API keys of a company's programs."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Uuid

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

api_keys = Table(
    # Revoked keys stay: what they did is told by their name, and the list says who ended them.
    "api_keys",
    metadata,
    Column("key_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("shown", String(20), nullable=False),
    Column("key_sha256", String(64), nullable=False, unique=True),
    Column("scopes", String(100), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(200), nullable=False),
    # Who made it; of keys made before this was kept, nobody.
    Column("maker_id", Uuid, nullable=True),
    Column("expires_at", UtcDateTime, nullable=True),
    Column("used_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
    Column("revoked_by", String(200), nullable=True),
)
