"""What became of a file."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """One thing about a row. `row` is the file's own line number, 0 for the file as a whole."""

    row: int
    field: str
    code: str
    severity: str
    message: str


class ImportReport(BaseModel):
    """What became of a file."""

    id: UUID
    kind: str
    file_name: str
    encoding: str
    separator: str
    rows: int
    accepted: int
    rejected: int
    documents_changed: int = Field(description="Documents or cards that are new or say something else than before.")
    problems: list[Problem]
    problems_left_out: int = 0
    periods: list[str]
    same_as: UUID | None = Field(default=None, description="The earlier import of the very same file; nothing changed.")
    created_at: datetime
