"""Check a company's evidence where it lies: every changed, removed or exchanged row is found and named."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.responses.domain.chain_walk import ChainWalk
from services.responses.domain.entries import Entry
from services.responses.domain.notices import Notice
from services.responses.domain.verification import Finding, judge, name_of, part_findings, sealed_rows
from services.responses.repository import evidence, notices, responses
from shared.database import Reading

BATCH = 200


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`findings` is empty when every row is as it was written."""

    company_id: UUID
    entries: int
    findings: tuple[Finding, ...]
    erased: int = 0
    """So many values were forgotten on purpose; their hashes are still in the chain."""

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(str(finding) for finding in self.findings)

    @property
    def intact(self) -> bool:
        return not self.findings


async def verify_chain(reading: Reading, company_id: UUID) -> ChainReport:
    """Open every seal of the company's chain, compare its end with the kept head, and look at every statement's documents.

    The head shows entries missing at the end; it lies in the same database, so the signed receipts that left the house are
    what a whole rewritten chain would have to contradict.
    """
    walk, erased = ChainWalk(), 0
    findings: dict[Finding, None] = {}
    batch: list[Entry] = []
    async for entry in responses.chain(reading, company_id):
        batch.append(entry)
        if len(batch) == BATCH:
            erased += await _judge(reading, walk, company_id, batch, findings)
            batch = []
    erased += await _judge(reading, walk, company_id, batch, findings)
    for finding in walk.end(*await responses.head(reading, company_id), str(company_id)):
        findings.setdefault(finding)
    async for finding in _statement_findings(reading, company_id):
        findings.setdefault(finding)
    for finding in await _notice_findings(reading, company_id):
        findings.setdefault(finding)
    return ChainReport(company_id, walk.entries, tuple(findings), erased)


async def _judge(
    reading: Reading, walk: ChainWalk, company_id: UUID, batch: Sequence[Entry], findings: dict[Finding, None]
) -> int:
    """Judge a batch of entries; returns how many values in it were forgotten."""
    keys: dict[str, set[str]] = {}
    for entry in batch:
        for table, named in sealed_rows(entry).items():
            keys.setdefault(table, set()).update(named)
    about = await evidence.now(reading, keys)
    erased = 0
    for entry in batch:
        judged = judge(entry, about)
        # What stands in another company's chain is here because its reconciliation is ours; the seal names what differs.
        placed = []
        if entry.company_id == company_id:
            placed = walk.step(name_of(entry), entry.position, entry.previous_sha256, judged.follows)
        for finding in (*placed, *judged.findings):
            findings.setdefault(finding)
        erased += judged.erased
    return erased


async def _statement_findings(reading: Reading, company_id: UUID) -> AsyncIterator[Finding]:
    after: UUID | None = None
    while rows := await evidence.statement_batch(reading, company_id, after, BATCH):
        parts = await evidence.parts_of(reading, [row["reconciliation_id"] for row in rows])
        for row in rows:
            after = row["reconciliation_id"]
            for finding in part_findings(row, parts.get(row["reconciliation_id"], [])):
                yield finding
    for row in await evidence.stray_parts(reading, company_id):
        label = f"{row['reconciliation_id']} part {row['part']}"
        yield Finding("statement_parts", label, "reconciliation_id", "there is no such statement")


async def _notice_findings(reading: Reading, company_id: UUID) -> list[Finding]:
    """What was said short of an answer: each follows the one before it of its reconciliation, the first one what was shown."""
    found: list[Finding] = []
    before: Notice | None = None
    async for notice in notices.of_company(reading, company_id):
        label = f"{notice.notice_id}, number {notice.number} of reconciliation {notice.reconciliation_id}"
        first = before is None or before.reconciliation_id != notice.reconciliation_id
        number, previous = (1, notice.snapshot_sha256) if first or before is None else _after(before)
        if notice.number != number or notice.previous_sha256 != previous:
            found.append(Finding("notices", label, "previous_sha256", "it does not follow the one before it"))
        if not notice.unchanged:
            found.append(Finding("notices", label, "entry_sha256", "it was changed after it was written"))
        before = notice
    return found


def _after(notice: Notice) -> tuple[int, str]:
    return notice.number + 1, notice.entry_sha256
