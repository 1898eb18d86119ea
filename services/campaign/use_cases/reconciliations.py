"""Mailing a reconciliation again (S-56)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.campaign.domain.reconciliations import Reconciliation
from shared.database import Transaction


@dataclass(frozen=True, slots=True)
class Resend:
    """Mail the same link again. `addresses` empty = all recipients."""

    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    addresses: tuple[str, ...] = ()


async def resend(tx: Transaction, command: Resend) -> Reconciliation:
    """Errors: `reconciliation_not_found`, `campaign_cancelled`, `already_answered`, `reconciliation_expired`, `never_sent`,
    `still_preparing`, `unknown_address`."""
    raise NotImplementedError
