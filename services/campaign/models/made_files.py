"""Files that are made in the background, with their content in pieces: any process of the service may make or hand out one."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, Uuid

from services.campaign.models.base import metadata
from shared.database import UtcDateTime

made_files = Table(
    "made_files",
    metadata,
    Column("file_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("about", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("sha256", String(64), nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("made_by", Uuid, nullable=False),
    Column("made_by_name", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=True),
    Column("forget_at", UtcDateTime, nullable=False),
    # Whoever makes it holds it until then; after that somebody else begins anew.
    Column("lease", Uuid, nullable=True),
    Column("leased_until", UtcDateTime, nullable=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Index("ix_made_files_company_id_made_by_created_at", "company_id", "made_by", "created_at"),
    Index("ix_made_files_state_created_at", "state", "created_at"),
    Index("ix_made_files_forget_at", "forget_at"),
)

made_file_parts = Table(
    "made_file_parts",
    metadata,
    Column("file_id", Uuid, ForeignKey("made_files.file_id"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("company_id", Uuid, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
