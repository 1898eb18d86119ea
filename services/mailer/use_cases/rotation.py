"""Re-encrypt every kept secret with the newest key, so that an older one can leave the key file.

May run beside mailers that are sending: each secret is exchanged only if it is still the one that was read, so that a refresh
token that was renewed in between stays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import structlog

from services.mailer.repository import configurations
from services.mailer.vault import COLUMNS, SecretUnreadable, Vault
from shared.database import Transaction

log = structlog.get_logger(__name__)

BATCH = 200


@dataclass(slots=True)
class Rotation:
    """What was found; `unreadable` names the configurations with a secret that no key of the file opens."""

    resealed: int = 0
    current: int = 0
    unreadable: Counter[UUID] = field(default_factory=Counter)


async def reseal(tx: Transaction, vault: Vault, after: UUID | None, found: Rotation) -> UUID | None:
    """One batch behind `after`; returns where the next one begins, None at the end."""
    rows = await configurations.sealed(tx, after, BATCH)
    for row in rows:
        for name, column in COLUMNS.items():
            old = getattr(row, column)
            if not old:
                continue
            try:
                new = vault.reseal(old, company_id=row.company_id, config_id=row.id, field=name)
            except SecretUnreadable:
                found.unreadable[row.id] += 1
                log.warning("secret.unreadable", configuration=str(row.id), field_name=name)
                continue
            if new is None:
                found.current += 1
            elif await configurations.exchange(tx, row.id, column, old=old, new=new):
                found.resealed += 1
    return rows[-1].id if len(rows) == BATCH else None
