"""Order a file that is made in the background, and what its making tells of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from services.campaign.domain.made_files import KEPT, LEASE, MOST_ATTEMPTS, MOST_OPEN, FileKind, FileState, MadeFile
from services.campaign.repository import made_files
from shared.database import Transaction
from shared.errors import TooMany


class FileLost(Exception):
    """Somebody else makes this file now, or it was taken away."""


@dataclass(frozen=True, slots=True)
class OrderFile:
    company_id: UUID
    user_id: UUID
    user_name: str
    kind: FileKind
    name: str
    about: Mapping[str, Any]
    language: str


async def order_file(tx: Transaction, command: OrderFile) -> UUID:
    """The id of the file that will be made; of the same one when this person has just ordered it and it is not made yet."""
    waiting = await made_files.open_ones(tx, command.company_id)
    for file in waiting:
        same = (file.made_by, file.kind, dict(file.about), file.language)
        if same == (command.user_id, command.kind, dict(command.about), command.language):
            return file.file_id
    if len(waiting) >= MOST_OPEN:
        raise TooMany(
            "{count} files are being made already. Wait until one of them is done.",
            code="files_waiting",
            count=len(waiting),
            retry_after=10,
        )
    file_id, now = uuid4(), tx.clock.now()
    await made_files.add(
        tx,
        {
            "file_id": file_id,
            "company_id": command.company_id,
            "kind": command.kind.value,
            "name": command.name[:200],
            "about": dict(command.about),
            "language": command.language,
            "state": FileState.WAITING.value,
            "made_by": command.user_id,
            "made_by_name": command.user_name,
            "created_at": now,
            "forget_at": now + KEPT,
        },
    )
    return file_id


async def claim_file(tx: Transaction, lease: UUID) -> MadeFile | None:
    """The next file to make, or None. One that was begun too often is given up here."""
    now = tx.clock.now()
    file = await made_files.claim(tx, now, lease, now + LEASE)
    if file is not None and file.attempts > MOST_ATTEMPTS:
        await fail_file(tx, file, lease, "The file could not be made in several attempts.")
        return None
    return file


async def tell_progress(tx: Transaction, file: MadeFile, lease: UUID, done: int, total: int) -> None:
    """How far it is; also renews the lease. Raises `FileLost`."""
    values = {"done": done, "total": total, "leased_until": tx.clock.now() + LEASE}
    if not await made_files.change(tx, file.file_id, lease, values):
        raise FileLost


async def hold_file(tx: Transaction, file: MadeFile, lease: UUID) -> None:
    """Before anything of its content is written: whoever lost it must not touch what another one has made. Raises `FileLost`."""
    if not await made_files.change(tx, file.file_id, lease, {"leased_until": tx.clock.now() + LEASE}):
        raise FileLost


async def finish_file(tx: Transaction, file: MadeFile, lease: UUID, size: int, sha256: str) -> None:
    """Its content is stored: from now on it can be fetched. Raises `FileLost`."""
    now = tx.clock.now()
    values = {
        "state": FileState.READY.value,
        "size": size,
        "sha256": sha256,
        "finished_at": now,
        "forget_at": now + KEPT,
        "lease": None,
        "leased_until": None,
    }
    if not await made_files.change(tx, file.file_id, lease, values):
        raise FileLost


async def fail_file(tx: Transaction, file: MadeFile, lease: UUID, reason: str) -> None:
    values = {
        "state": FileState.FAILED.value,
        "reason": reason[:2000],
        "finished_at": tx.clock.now(),
        "lease": None,
        "leased_until": None,
    }
    if await made_files.change(tx, file.file_id, lease, values):
        await made_files.drop_content(tx, file.file_id)


async def give_file_back(tx: Transaction, file: MadeFile, lease: UUID) -> None:
    """The process stops: another one begins anew."""
    values = {"state": FileState.WAITING.value, "lease": None, "leased_until": None}
    if await made_files.change(tx, file.file_id, lease, values):
        await made_files.drop_content(tx, file.file_id)
