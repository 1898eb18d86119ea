"""Accounts at the firm's identity provider, and whose they are here."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, Uuid

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

identities = Table(
    # Found by the provider's own name for them from the second time on: an address may be given to somebody else one day.
    "identities",
    metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.user_id"), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    UniqueConstraint("issuer", "user_id"),
)
