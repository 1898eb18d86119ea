"""Writing down who did what, in the transaction in which it happens: no deed without its entry, no entry without its deed."""

from __future__ import annotations

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.repository import audit_log
from shared.database import Transaction

Detail = str | int | bool | None | list[str]


async def note(tx: Transaction, actor: Actor, deed: Deed, subject: str = "", **details: Detail) -> None:
    """`subject`: what it was done to, as a person would name it. Details hold no secrets, no figures of counterparties."""
    await audit_log.insert_entry(
        tx,
        {
            "company_id": actor.company_id,
            "at": tx.clock.now(),
            "user_id": actor.user_id,
            "who": actor.name[:200],
            "deed": deed.value,
            "subject": subject[:300],
            "details": details,
        },
    )
