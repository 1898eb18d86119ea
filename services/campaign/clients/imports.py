"""The aggregator's imports as the console uses them: files in, followed as jobs, looked at, confirmed or stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.campaign.clients.connection import Connection, Download
from shared.paging import Page

UPLOAD_SECONDS = 600.0
"""For a large file to arrive; nobody waits for it to be read."""
OPEN = frozenset({"received", "reading", "staged", "switching"})
"""States in which somebody works on it, or will."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RowProblem(_Answer):
    """One cell or row that was not taken, or taken with a doubt. `row` is the file's own number, 0 for the whole file."""

    row: int | None = None
    field: str | None = None
    code: str
    severity: str = "error"
    message: str = ""


class ImportReport(_Answer):
    """What became of one file, or how far it is."""

    id: UUID
    state: str = "done"
    kind: str = ""
    file_name: str = ""
    size: int = 0
    format: str = ""
    encoding: str = ""
    separator: str = ""
    mapping: dict[str, Any] = Field(default_factory=dict)
    preview: dict[str, Any] = Field(default_factory=dict)
    rows_read: int = 0
    bytes_read: int = 0
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    new_accounts: int = 0
    documents_changed: int = 0
    problems: tuple[RowProblem, ...] = ()
    problems_left_out: int = 0
    periods: tuple[str, ...] = ()
    created_at: datetime
    finished_at: datetime | None = None
    same_as: UUID | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ImportsClient:
    """In the name of one user: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def send(
        self, file_name: str, content: BinaryIO, *, skip_rejected: bool, confirm: bool, key: str
    ) -> ImportReport:
        """Hand a file over; it is read afterwards. With `confirm` it waits then for `confirm`."""
        return await self._received({"file": (file_name, content)}, skip_rejected, confirm, key)

    async def paste(self, cells: str, *, skip_rejected: bool, confirm: bool, key: str) -> ImportReport:
        """The same with cells copied from a spreadsheet."""
        return await self._received({"pasted": (None, cells)}, skip_rejected, confirm, key)

    async def _received(self, parts: Mapping[str, Any], skip_rejected: bool, confirm: bool, key: str) -> ImportReport:
        query = {"wait": "0", "skip_rejected": _flag(skip_rejected), "confirm": _flag(confirm)}
        answer = await self._at.call("POST", "/imports", query=query, files=parts, key=key, seconds=UPLOAD_SECONDS)
        return self._at.read(ImportReport, answer)

    async def page(self, *, limit: int = 50, cursor: str | None = None) -> Page[ImportReport]:
        return await self._at.page(ImportReport, "/imports", {"limit": limit, "cursor": cursor})

    async def one(self, import_id: UUID, *, wait: int = 0) -> ImportReport:
        """How it stands; `wait` seconds at most are given it to come to an end first."""
        answer = await self._at.call("GET", f"/imports/{import_id}", query={"wait": wait or None}, seconds=wait + 10.0)
        return self._at.read(ImportReport, answer)

    async def confirm(
        self, import_id: UUID, *, mapping: Mapping[str, Any] | None, skip_rejected: bool, look_again: bool
    ) -> ImportReport:
        """Take it in as it was shown; or with `look_again` read it once more under this mapping and wait."""
        body = {"mapping": mapping, "skip_rejected": skip_rejected, "look_again": look_again}
        return self._at.read(
            ImportReport,
            await self._at.call("POST", f"/imports/{import_id}/confirm", body=body, seconds=UPLOAD_SECONDS),
        )

    async def cancel(self, import_id: UUID) -> None:
        await self._at.call("POST", f"/imports/{import_id}/cancel")

    async def workbook(self, import_id: UUID) -> Download:
        return await self._at.download(f"/imports/{import_id}/report.xlsx")


def _flag(value: bool) -> str:
    return "true" if value else "false"
