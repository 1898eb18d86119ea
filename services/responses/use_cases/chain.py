"""Check a company's chain of answers: every changed, removed or exchanged entry is found and named."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.responses.domain.entries import FIRST_PREVIOUS, Entry
from services.responses.repository import responses
from shared.database import Reading


@dataclass(frozen=True, slots=True)
class ChainReport:
    """`problems` is empty when every entry is as it was written; each names the position at which something is wrong."""

    company_id: UUID
    entries: int
    problems: tuple[str, ...]

    @property
    def intact(self) -> bool:
        return not self.problems


async def verify_chain(reading: Reading, company_id: UUID) -> ChainReport:
    """Recompute every hash of the company's chain and compare its end with the kept head.

    The head shows entries missing at the end; it lies in the same database, so the signed receipts that left the house are
    what a whole rewritten chain would have to contradict.
    """
    problems: list[str] = []
    position, previous = 0, FIRST_PREVIOUS
    async for entry in responses.chain(reading, company_id):
        problems += _problems(entry, position + 1, previous)
        position, previous = entry.position, entry.entry_sha256
    kept = await responses.head(reading, company_id)
    if kept != (position, previous):
        problems.append(f"the chain ends at position {position}, its head says {kept[0]}")
    return ChainReport(company_id, position, tuple(problems))


def _problems(entry: Entry, position: int, previous: str) -> list[str]:
    name = f"response {entry.response_id} at position {entry.position}"
    found = []
    if entry.position != position:
        found.append(f"position {position} is missing before {name}")
    if entry.previous_sha256 != previous:
        found.append(f"{name} does not follow the entry before it")
    if entry.hashed() != entry.entry_sha256:
        found.append(f"{name} was changed after it was written")
    return found
