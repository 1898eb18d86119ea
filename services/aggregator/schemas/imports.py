"""What became of a file."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.aggregator.schemas.base import Body
from shared.http.values import Truth


class Problem(BaseModel):
    """One thing about a row. `row` is the file's own line number, 0 for the file as a whole."""

    row: int
    field: str
    code: str
    severity: str
    message: str


class ImportReport(BaseModel):
    """What became of a file, or how far it is."""

    id: UUID
    state: str = Field(
        default="done",
        description="`received`, `reading`, `switching`: not yet done. `waiting`: for a confirmation. "
        "`done`, `refused`, `failed`, `cancelled`: the end.",
    )
    kind: str = Field(
        description="`accounts`, `movements`, `entries`, `invoices`, `cancellations`; empty until it is known."
    )
    file_name: str
    size: int = Field(default=0, description="Bytes of the file.")
    format: str = ""
    encoding: str
    separator: str
    mapping: dict[str, Any] = Field(
        default_factory=dict, description="How the columns were read; may be sent back changed."
    )
    rows_read: int = Field(default=0, description="Rows so far; grows while the file is read.")
    bytes_read: int = 0
    rows: int
    accepted: int
    rejected: int
    skipped: int = Field(
        default=0, description="Rows or documents that are none of ours: totals, other accounts, despatches."
    )
    new_accounts: int = Field(default=0, description="Cards made for counterparties that the documents name.")
    documents_changed: int = Field(description="Documents or cards that are new or say something else than before.")
    problems: list[Problem]
    problems_left_out: int = 0
    periods: list[str]
    preview: dict[str, Any] = Field(default_factory=dict, description="The first rows as they were understood.")
    same_as: UUID | None = Field(default=None, description="The earlier import of the very same file; nothing changed.")
    created_at: datetime
    finished_at: datetime | None = None


class ConfirmImport(Body):
    """Let an import that waits go on; with another `mapping` its file is read again."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [{"skip_rejected": False}]})

    mapping: dict[str, Any] | None = None
    skip_rejected: Truth = False
    look_again: Truth = Field(default=False, description="Read it with this mapping and wait once more.")
