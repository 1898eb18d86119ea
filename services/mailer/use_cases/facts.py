"""The events that the mailer tells about a message; one place, so that all of them say the same things."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shared.contracts.mailer import MailBounced, MailFailed, MailSent, MailUncertain
from shared.contracts.values import Purpose
from shared.database import Transaction


def _about(message: Any, attempt: int, at: datetime) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "reconciliation_id": message.reconciliation_id,
        "campaign_id": message.campaign_id,
        "send_number": message.send_number,
        "purpose": Purpose(message.purpose),
        "address": message.address,
        "attempt": attempt,
        "at": at,
    }


def tell_sent(
    tx: Transaction, message: Any, *, attempt: int, at: datetime, server: str, code: int, reply: str, sender: str
) -> None:
    tx.emit(
        MailSent(**_about(message, attempt, at), server=server, code=code, reply=reply, sender=sender),
        tenant=message.company_id,
        subject=message.id,
    )


def tell_failed(
    tx: Transaction, message: Any, *, attempt: int, at: datetime, reason: str, code: int = 0, reply: str = ""
) -> None:
    tx.emit(
        MailFailed(**_about(message, attempt, at), reason=reason, code=code, reply=reply),
        tenant=message.company_id,
        subject=message.id,
    )


def tell_uncertain(tx: Transaction, message: Any, *, attempt: int, at: datetime, retry_at: datetime | None) -> None:
    tx.emit(
        MailUncertain(**_about(message, attempt, at), retry_at=retry_at),
        tenant=message.company_id,
        subject=message.id,
    )


def tell_bounced(tx: Transaction, message: Any, *, at: datetime, code: int, status: str, reply: str) -> None:
    tx.emit(
        MailBounced(**_about(message, message.attempts, at), code=code, enhanced_code=status, reply=reply),
        tenant=message.company_id,
        subject=message.id,
    )
