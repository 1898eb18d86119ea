"""Has a counterparty's file read and compared in the confined child.

Protects the service: two files at a time, each with little memory and time, and nothing of the file is looked at here.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import structlog

from services.responses.domain.differences.documents import Booked, Month
from services.responses.domain.differences.written import Written, read_comparison
from services.responses.readers.job import TARGET, CompareLedger
from services.responses.readers.problems import UnreadableLedger
from shared.errors import TooMany
from shared.files.confined import ConfinedLimits, run_confined
from shared.files.limits import MIB
from shared.files.problems import FileProblem
from shared.text import N_

log = structlog.get_logger(__name__)

LARGEST_FILE = 10 * MIB
_LARGEST_RESULT = 32 * MIB
_LIMITS = ConfinedLimits(memory=768 * MIB, cpu_seconds=60, wall_seconds=90, written=_LARGEST_RESULT)


class LedgerReading:
    """Compares files; `at_once` of them at a time, `waiting` more may queue."""

    def __init__(self, *, at_once: int = 2, waiting: int = 8) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._most, self._inside = at_once + waiting, 0

    async def compare(
        self, content: bytes, name: str, ours: Sequence[Booked], month: Month, company: str, counterparty: Sequence[str]
    ) -> tuple[bytes, Written]:
        """The comparison, packed and unpacked. Raises `UnreadableLedger`, and `TooMany` when too many files wait already."""
        if self._inside >= self._most:
            raise TooMany(N_("Many files are being read at the moment. Try again in a minute."), retry_after=60)
        self._inside += 1
        try:
            async with self._slots:
                return await self._compare(content, name, ours, month, company, counterparty)
        finally:
            self._inside -= 1

    async def _compare(
        self, content: bytes, name: str, ours: Sequence[Booked], month: Month, company: str, counterparty: Sequence[str]
    ) -> tuple[bytes, Written]:
        with tempfile.TemporaryDirectory(prefix="mutabakat-ledger-") as folder:
            path, out = Path(folder) / "file", Path(folder) / "comparison"
            await asyncio.to_thread(path.write_bytes, content)
            job = CompareLedger(path, name, out, ours, month, company, counterparty)
            try:
                answer = await run_confined(TARGET, job, _LIMITS)
            except FileProblem as problem:
                log.info("ledger.unreadable", code=problem.code)
                raise UnreadableLedger(problem.code) from None
            if isinstance(answer, Mapping) and "problem" in answer:
                params = answer.get("params")
                known = {str(key): str(value)[:80] for key, value in params.items()} if isinstance(params, dict) else {}
                raise UnreadableLedger(str(answer["problem"])[:40], **known)
            return await asyncio.to_thread(_result, out)


def _result(out: Path) -> tuple[bytes, Written]:
    try:
        packed = out.read_bytes()
        return packed, read_comparison(packed)
    except (OSError, ValueError):
        raise UnreadableLedger("reading_failed") from None
