"""A company's wishes about its mail: send window, and whether uncertain mails wait for a person at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

import structlog

from services.mailer.domain.window import Window
from services.mailer.repository import policies
from shared.database import Transaction

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPolicy:
    company_id: UUID
    by: str
    days: Sequence[int]
    opens: time
    closes: time
    hold_uncertain: bool


async def set_policy(tx: Transaction, command: SetPolicy) -> None:
    """Raises `Invalid` for a window that never opens. Holds from the next look at the queue on."""
    window = Window.of(command.days, command.opens.replace(second=0, microsecond=0), command.closes)
    await policies.keep(
        tx,
        command.company_id,
        {
            "days": "".join(str(day) for day in sorted(window.days)),
            "opens": f"{window.opens:%H:%M}",
            "closes": f"{window.closes:%H:%M}",
            "hold_uncertain": command.hold_uncertain,
            "changed_at": tx.clock.now(),
            "changed_by": command.by[:200],
        },
    )
    log.info("mail_policy.set", company_id=str(command.company_id), hold_uncertain=command.hold_uncertain)
