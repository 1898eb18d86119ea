"""Write evidence into a file that can be checked without us: of one reconciliation, one campaign, or the whole company."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.responses.domain.entries import Entry
from services.responses.domain.export_file import FORMAT, Writing, closed_record, entry_record, row_record
from services.responses.repository import evidence, responses, timestamps
from shared.database import Reading
from shared.errors import NotFound
from shared.evidence.signing import Signer

BATCH = 100


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose evidence; of the whole company where neither of the others is said."""

    company_id: UUID
    campaign_id: UUID | None = None
    reconciliation_id: UUID | None = None

    def holds(self, entry: Entry) -> bool:
        return self.campaign_id in (None, entry.campaign_id) and self.reconciliation_id in (
            None,
            entry.reconciliation_id,
        )


async def export(reading: Reading, scope: Scope, signer: Signer) -> AsyncIterator[bytes]:
    """The lines of the file. Raises `NotFound` before the first one where there is nothing of this scope."""
    # The end first: whatever comes while this is written stands behind it, and all that an entry rests on was there before it.
    position, digest = await responses.head(reading, scope.company_id)
    rows = await _statements(reading, scope, None)
    if not rows:
        raise NotFound("There is no statement of this reconciliation, campaign or company here.", code="no_evidence")
    writing = Writing(signer)
    yield writing.line(
        {
            "record": "header",
            "format": FORMAT,
            "company_id": str(scope.company_id),
            "campaign_id": str(scope.campaign_id) if scope.campaign_id else None,
            "reconciliation_id": str(scope.reconciliation_id) if scope.reconciliation_id else None,
            "made_at": reading.clock.now().isoformat(timespec="seconds"),
        }
    )
    while rows:
        for record in await _about(reading, rows):
            yield writing.line(record)
        rows = await _statements(reading, scope, rows[-1]["reconciliation_id"])
    async for record in _chain(reading, scope, position):
        yield writing.line(record)
    for stamp in await timestamps.until(reading, scope.company_id, position):
        yield writing.line({"record": "timestamp", **stamp})
    yield writing.line({"record": "head", "position": position, "entry_sha256": digest})
    yield writing.end()


async def _statements(reading: Reading, scope: Scope, after: UUID | None) -> Sequence[Any]:
    return await evidence.statement_batch(
        reading,
        scope.company_id,
        after,
        BATCH,
        campaign_id=scope.campaign_id,
        reconciliation_id=scope.reconciliation_id,
    )


async def _about(reading: Reading, rows: Sequence[Any]) -> list[dict[str, Any]]:
    ids = [row["reconciliation_id"] for row in rows]
    parts = await evidence.parts_of(reading, ids)
    records = []
    for row in rows:
        own = [row_record("", part)["row"] for part in parts.get(row["reconciliation_id"], [])]
        records.append(row_record("statement", row, parts=own))
    about = await evidence.written_to(reading, ids)
    for table, kind in (("links", "link"), ("invitations", "invitation")):
        records += [row_record(kind, row) for row in about[table]]
    return records


async def _chain(reading: Reading, scope: Scope, end: int) -> AsyncIterator[dict[str, Any]]:
    """From the first entry of the scope to the position `end` of the chain."""
    begun = False
    async for entry in responses.chain(reading, scope.company_id):
        if entry.position > end:
            return
        mine = scope.holds(entry)
        begun = begun or mine
        if begun:
            yield entry_record(entry) if mine else closed_record(entry)
