"""How companies want their letters. A company without a row has everything as it comes."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, String, Table, Text, Uuid

from services.mailer.models.base import metadata
from shared.database import UtcDateTime

letter_settings = Table(
    "letter_settings",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    # Raised with every change, of the texts too: what lanes keep of it is made anew.
    Column("revision", Integer, nullable=False),
    Column("amounts", Boolean, nullable=False),
    Column("pdf", Boolean, nullable=False),
    Column("logo", LargeBinary, nullable=True),
    Column("logo_kind", String(4), nullable=False),
    Column("logo_width", Integer, nullable=False),
    Column("logo_height", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", String(200), nullable=False),
)

letter_texts = Table(
    "letter_texts",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("greeting", Text, nullable=False),
    Column("introduction", Text, nullable=False),
    Column("closing", Text, nullable=False),
    Column("signature", Text, nullable=False),
)
