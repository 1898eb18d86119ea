"""Keep a counterparty's file with what its comparison gave."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import structlog

from services.responses.domain.page_state import may_answer
from services.responses.repository import ledgers, pages
from services.responses.repository.ledgers import Ledger
from shared.database import Transaction
from shared.text import forbidden_character

log = structlog.get_logger(__name__)

MOST_KEPT = 10
"""Files of one reconciliation. The oldest one that no answer was given with makes room."""
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class KeepLedger:
    """A file that was read and compared."""

    link_id: str
    company_id: UUID
    reconciliation_id: UUID
    address: str
    file_name: str
    sha256: str
    content: bytes
    comparison: bytes


async def keep_ledger(tx: Transaction, command: KeepLedger) -> Ledger | None:
    """The file as it is kept; None when the page takes no answer any more, or all files belong to answers."""
    await pages.lock(tx, command.link_id)
    page = await pages.find(tx, command.link_id)
    if page is None or not may_answer(page.facts, await tx.database_time()):
        return None
    known = await ledgers.of_file(tx, command.reconciliation_id, command.sha256)
    if known is not None:
        return known
    if await ledgers.count(tx, command.reconciliation_id) >= MOST_KEPT and not await ledgers.drop_oldest_unanswered(
        tx, command.reconciliation_id
    ):
        return None
    await ledgers.add(
        tx,
        {
            "ledger_id": uuid4(),
            "company_id": command.company_id,
            "reconciliation_id": command.reconciliation_id,
            "link_id": command.link_id,
            "address": command.address,
            "file_name": command.file_name,
            "sha256": command.sha256,
            "size": len(command.content),
            "content": command.content,
            "comparison": command.comparison,
            "uploaded_at": tx.clock.now(),
        },
    )
    log.info("ledger.kept", reconciliation_id=str(command.reconciliation_id), size=len(command.content))
    return await ledgers.of_file(tx, command.reconciliation_id, command.sha256)


def safe_file_name(sent: str) -> str:
    """What people call the file: no folders, no characters that deceive, not long."""
    name = sent.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in name if forbidden_character(c) is None).strip()[-_LONGEST_NAME:]
