"""What the other services know of a campaign, fetched once each in bulk and laid down where the package is put together.

The evidence file comes first and decides: an answer that came while the others were asked stands in none of the package's files.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from services.campaign.audit.dossier import Dossier
from services.campaign.clients.connection import Connection, Download
from services.campaign.domain.reconciliations import MailEntry, Reconciliation, StatusEntry
from shared.errors import NotFound

Json = dict[str, Any]
PATIENCE = 600.0
ROWS_AT_ONCE = 1000


@dataclass(slots=True)
class Sources:
    """By reconciliation: what each service told. `statements` are places in the evidence file: where, and how long."""

    keys: bytes = b""
    """Public keys of the installation, as PEM."""
    evidence: Path | None = None
    statements: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    answers: dict[UUID, list[Json]] = field(default_factory=lambda: defaultdict(list))
    receipts: dict[UUID, list[Path]] = field(default_factory=lambda: defaultdict(list))
    attempts: dict[UUID, list[Json]] = field(default_factory=lambda: defaultdict(list))
    replies: dict[UUID, list[Json]] = field(default_factory=lambda: defaultdict(list))
    ledgers: dict[UUID, list[tuple[Json, Path]]] = field(default_factory=lambda: defaultdict(list))

    def statement(self, reconciliation_id: UUID) -> Json | None:
        """The record of what was shown, with all documents."""
        place = self.statements.get(reconciliation_id)
        if place is None or self.evidence is None:
            return None
        with self.evidence.open("rb") as file:
            file.seek(place[0])
            record: Json = json.loads(file.read(place[1]))
        return record

    def dossier(self, row: Reconciliation, statuses: Sequence[StatusEntry], mails: Sequence[MailEntry]) -> Dossier:
        """Everything about one reconciliation, whose own rows are given. Blocking: it reads what was shown."""
        id_ = row.reconciliation_id
        return Dossier(
            row=row,
            statuses=statuses,
            mails=mails,
            answers=sorted(self.answers.get(id_, ()), key=lambda one: int(one["version"])),
            attempts=self.attempts.get(id_, ()),
            replies=self.replies.get(id_, ()),
            receipts=self.receipts.get(id_, ()),
            ledgers=self.ledgers.get(id_, ()),
            statement=self.statement(id_),
        )


@dataclass(frozen=True, slots=True)
class Gathering:
    """Asks the services in the name of whoever ordered the package."""

    responses: Connection
    mailer: Connection
    folder: Path

    async def gather(self, campaign_id: UUID) -> Sources:
        sources = Sources()
        known = await self._evidence(campaign_id, sources)
        query = {"campaign_id": str(campaign_id)}
        if known:
            await self._receipts(query, sources, known)
            async for answer in self._rows(self.responses, "/responses", query):
                if answer["id"] in known:
                    sources.answers[UUID(answer["reconciliation_id"])].append(answer)
        async for attempt in self._rows(self.mailer, "/messages/attempts", query):
            sources.attempts[UUID(attempt["reconciliation_id"])].append(attempt)
        async for reply in self._rows(self.mailer, "/replies", query):
            sources.replies[UUID(reply["reconciliation_id"])].append(reply)
        await self._ledgers(query, sources)
        keys = await self.responses.download("/evidence/keys")
        try:
            sources.keys = b"".join([chunk async for chunk in keys.chunks()])
        finally:
            await keys.close()
        return sources

    async def _evidence(self, campaign_id: UUID, sources: Sources) -> set[str]:
        """The signed file as it is, and an index of it; the ids of the answers in it."""
        try:
            download = await self.responses.download(
                "/evidence/export", {"campaign_id": str(campaign_id)}, seconds=PATIENCE
            )
        except NotFound:
            return set()  # nothing was shown to anybody yet
        path = self.folder / "evidence.jsonl"
        await _keep(download, path)
        sources.evidence = path
        return await asyncio.to_thread(_index, path, sources.statements)

    async def _receipts(self, query: Mapping[str, str], sources: Sources, known: set[str]) -> None:
        folder = self.folder / "receipts"
        await asyncio.to_thread(folder.mkdir)
        async for line in _lines(await self.responses.download("/evidence/receipts", query, seconds=PATIENCE)):
            if line["response_id"] not in known:
                continue
            path = folder / f"{line['code']}.json"
            await asyncio.to_thread(path.write_text, line["document"], encoding="utf-8")
            sources.receipts[UUID(line["reconciliation_id"])].append(path)

    async def _ledgers(self, query: Mapping[str, str], sources: Sources) -> None:
        folder = self.folder / "ledgers"
        await asyncio.to_thread(folder.mkdir)
        async for line in _lines(await self.responses.download("/evidence/ledgers", query, seconds=PATIENCE)):
            path = folder / line["id"]
            await _keep(await self.responses.download(f"/ledgers/{line['id']}/file", seconds=PATIENCE), path)
            sources.ledgers[UUID(line["reconciliation_id"])].append((line, path))

    async def _rows(self, at: Connection, path: str, query: Mapping[str, str]) -> AsyncIterator[Json]:
        cursor: str | None = None
        while True:
            page = await at.call("GET", path, query={**query, "limit": ROWS_AT_ONCE, "cursor": cursor}, seconds=60.0)
            for row in page["items"]:
                yield row
            cursor = page.get("next")
            if cursor is None:
                return


def _index(path: Path, statements: dict[UUID, tuple[int, int]]) -> set[str]:
    """Where the statements lie, and which answers there are."""
    known: set[str] = set()
    at = 0
    with path.open("rb") as file:
        for line in file:
            # Records are canonical JSON: their kind is written in one way only. Taking all of them apart would cost the time.
            if b'"record":"statement"' in line:
                statements[UUID(json.loads(line)["row"]["reconciliation_id"])] = (at, len(line))
            elif b'"record":"entry"' in line:
                known.add(json.loads(line)["row"]["response_id"])
            at += len(line)
    return known


async def _keep(download: Download, path: Path) -> None:
    """Beside the event loop, piece by piece."""
    file = await asyncio.to_thread(path.open, "wb")
    write: Callable[[bytes], int] = file.write
    try:
        async for chunk in download.chunks():
            await asyncio.to_thread(write, chunk)
    finally:
        await asyncio.to_thread(file.close)
        await download.close()


async def _lines(download: Download) -> AsyncIterator[Json]:
    """Records of a file that has one a line."""
    rest = b""
    try:
        async for chunk in download.chunks():
            *whole, rest = (rest + chunk).split(b"\n")
            for line in whole:
                yield json.loads(line)
    finally:
        await download.close()
