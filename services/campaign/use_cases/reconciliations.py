"""Mailing a reconciliation again (S-56), and closing those whose time has run out (S-52)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Entry, Reconciliation, check_resend
from services.campaign.domain.turns import who_and_when
from services.campaign.progress import lock, settle
from services.campaign.repository import campaigns, facts
from services.campaign.repository.reconciliations import get_reconciliation, who_sent
from services.campaign.use_cases.audit_log import note
from shared.contracts.campaign import ClosingReason, InvitationRequested, ReconciliationClosed
from shared.contracts.values import Purpose
from shared.database import Transaction
from shared.errors import Conflict, Invalid

EXPIRED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Resend:
    """Mail the link again. `addresses` empty = all recipients. `new_link`: the links they have are revoked, new ones are mailed.

    `seen_send_number`: the send number that the operator saw; when somebody sent again meanwhile, this one is refused.
    """

    company_id: UUID
    reconciliation_id: UUID
    user_name: str
    addresses: tuple[str, ...] = ()
    seen_send_number: int | None = None
    new_link: bool = False
    seen_version: int | None = None


async def resend(tx: Transaction, command: Resend) -> Reconciliation:
    """Ask `responses` to issue the invitation again under the next send number.

    Errors: `reconciliation_not_found`, `campaign_cancelled`, `already_answered`, `reconciliation_expired`, `never_sent`,
    `still_preparing`, `unknown_address`, `sent_again_meanwhile`, `changed_meanwhile`.
    """
    before = await get_reconciliation(tx, command.company_id, command.reconciliation_id)
    known = (await lock(tx, [command.reconciliation_id]))[command.reconciliation_id]
    campaign = await campaigns.get_campaign(tx, command.company_id, known.campaign_id)
    check_resend(
        known.state,
        campaign.state,
        still_valid=await tx.database_time() < campaign.closes_at,
        invited=known.state is not ReconciliationState.PREPARING,
        new_link=command.new_link,
    )
    if command.seen_send_number not in (None, known["send_number"]):
        who, at = await who_sent(tx, known.reconciliation_id, known["send_number"])
        raise Conflict(
            "{who} has sent this mail again already, at {at}. Load the page to see it.",
            code="sent_again_meanwhile",
            **who_and_when(who, at),
        )
    known.check_seen(command.seen_version, tx.clock.now())
    unknown = set(command.addresses) - {recipient.address for recipient in before.recipients}
    if unknown:
        raise Invalid(
            "{address} is none of this counterparty's addresses. Choose one of its recipients.",
            code="unknown_address",
            address=min(unknown),
        )
    number, now = known["send_number"] + 1, tx.clock.now()
    known.set(send_number=number)
    known.touch(command.user_name, now)
    known.add_entry(
        Entry.NEW_LINK if command.new_link else Entry.RESEND,
        f"resend:{number}",
        now,
        who=command.user_name,
        explanation=", ".join(command.addresses),
    )
    await settle(tx, [known])
    deed = Deed.LINK_REPLACED if command.new_link else Deed.MAILED_AGAIN
    await note(tx, Actor(command.company_id, None, command.user_name), deed, f"{before.reference} {before.title}")
    tx.emit(
        InvitationRequested(
            reconciliation_id=known.reconciliation_id,
            campaign_id=known.campaign_id,
            send_number=number,
            purpose=Purpose.RESEND,
            addresses=command.addresses,
            new_link=command.new_link,
        ),
        tenant=command.company_id,
        subject=known.reconciliation_id,
    )
    return await get_reconciliation(tx, command.company_id, command.reconciliation_id)


async def expire_due(tx: Transaction, limit: int = EXPIRED_AT_ONCE) -> int:
    """Close the open reconciliations whose last day has ended by the database's clock; how many were looked at.

    Called again while it returns `limit`. Silence is never taken for consent: they become `expired`.
    """
    now = await tx.database_time()
    due = await facts.due_ids(tx, now, limit)
    if not due:
        return 0
    locked = await lock(tx, due)
    over = await facts.still_due(tx, due, now)
    known = [one for id_, one in locked.items() if id_ in over and not one["finished"]]
    for one in known:
        one.set(closed_reason=ClosingReason.EXPIRED.value, closed_at=now)
        tx.emit(
            ReconciliationClosed(
                reconciliation_id=one.reconciliation_id,
                campaign_id=one.campaign_id,
                reason=ClosingReason.EXPIRED,
                closed_at=now,
            ),
            tenant=one.company_id,
            subject=one.reconciliation_id,
        )
    await settle(tx, known)
    return len(due)
