"""Second factors of accounts."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Uuid

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

second_factors = Table(
    # `pending` was shown and waits for its first code; codes are checked with `secret`. Both sealed (`shared/sealing.py`).
    "second_factors",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.user_id"), primary_key=True),
    Column("secret", String(200), nullable=True),
    Column("pending", String(200), nullable=True),
    Column("last_step", Integer, nullable=False, server_default="0"),
    Column("confirmed_at", UtcDateTime, nullable=True),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.user_id"), primary_key=True),
    Column("code_sha256", String(64), primary_key=True),
    Column("used_at", UtcDateTime, nullable=True),
)

account_notices = Table(
    # What somebody else did to an account, until its owner has read it.
    "account_notices",
    metadata,
    Column("notice_id", Uuid, primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("what", String(30), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
