"""Imports as jobs: what was sent, how far it is, what was found in it."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Uuid

from services.aggregator.models.base import metadata
from shared.database import UtcDateTime

imports = Table(
    "imports",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("state", String(12), nullable=False),
    # The file as it was sent: what it is called, how long it is, and what its bytes hash to.
    Column("file_name", String(255), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    # What was asked for: mapping, readings, whether to go on without rejected rows, whether to wait for a confirmation.
    Column("options", JSON, nullable=False),
    # What was found in it.
    Column("kind", String(20), nullable=False),
    Column("format", String(20), nullable=False),
    Column("encoding", String(20), nullable=False),
    Column("separator", String(1), nullable=False),
    Column("mapping", JSON, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("new_accounts", Integer, nullable=False),
    Column("documents_changed", Integer, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("problems_left_out", Integer, nullable=False),
    Column("periods", JSON, nullable=False),
    # The first rows as they were understood.
    Column("preview", JSON, nullable=False),
    Column("same_as", Uuid, nullable=True),
    # How far the reading is, for whoever waits: rows so far, and bytes of `size`.
    Column("rows_read", Integer, nullable=False),
    Column("bytes_read", BigInteger, nullable=False),
    # Whoever works on it holds it until then; after that somebody else begins anew.
    Column("lease", Uuid, nullable=True),
    Column("leased_until", UtcDateTime, nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("cancel_asked", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("finished_at", UtcDateTime, nullable=True),
    Index("ix_imports_company_id_created_at_id", "company_id", "created_at", "id"),
    Index("ix_imports_company_id_sha256", "company_id", "sha256"),
    Index("ix_imports_state_created_at", "state", "created_at"),
)

import_files = Table(
    "import_files",
    metadata,
    Column("import_id", Uuid, ForeignKey("imports.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Files that wait to be read, in pieces: any process of the service may take the work up. Gone when it is done."""

staged_accounts = Table(
    "staged_accounts",
    metadata,
    Column("import_id", Uuid, primary_key=True),
    # Below zero: what the staged lines say in place of the account's id until the card is there.
    Column("place", BigInteger, primary_key=True),
    Column("account_id", BigInteger, nullable=False),
)
"""Cards that an import makes for counterparties which its documents name and the books do not know."""

mappings = Table(
    "mappings",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    # Hash over the folded headings: files of one source look alike.
    Column("source", String(64), primary_key=True),
    Column("mapping", JSON, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
"""How a company's files of one source were last read."""
