"""Mailing many reconciliations of a campaign again: all, the silent ones, the lost ones, or chosen ones.

Exact: which mails are asked for is decided under the locks of their reconciliations, and the answer counts them. Nobody is
asked twice for one decision: where an earlier request is still on its way to the mailer, another one is skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.progress import MailFact, MailResult, ReconciliationState, latest_results
from services.campaign.domain.reconciliations import Entry, Only, check_resend
from services.campaign.domain.said import wants_no_reminder
from services.campaign.progress import Known, lock, settle
from services.campaign.repository import campaigns, facts
from services.campaign.repository.reconciliations import ReconciliationFilter, address_counts, ids
from shared.clock import istanbul_date
from shared.contracts.campaign import InvitationRequested
from shared.contracts.responses import NoticeCode
from shared.contracts.values import Purpose
from shared.database import Transaction
from shared.errors import Conflict, NotFound

LOST = (MailResult.FAILED, MailResult.BOUNCED)
ON_ITS_WAY, NOTHING_LOST, NOT_REACHED = "on_its_way", "nothing_lost", "not_reached"
WRONG_PERSON = NoticeCode.WRONG_PERSON.value


@dataclass(frozen=True, slots=True)
class ResendMany:
    company_id: UUID
    campaign_id: UUID
    user_name: str
    only: Only
    selected: Collection[UUID] = ()


@dataclass(frozen=True, slots=True)
class ResentMany:
    """What was asked for. `skipped`: code → how many reconciliations were left alone for it."""

    reconciliations: int
    mails: int
    skipped: Mapping[str, int]


async def resend_many(tx: Transaction, command: ResendMany) -> ResentMany:
    """Ask `responses` to issue the chosen invitations again, each under its next send number.

    Errors: `campaign_not_found`, `campaign_cancelled`, `reconciliation_expired`, `reconciliation_not_found`. Skipped are:
    `already_answered`, `never_sent`, `still_preparing`, `on_its_way`, `nothing_lost`, `not_reached`; and of the unanswered those
    that have said something: `no_record`, `will_answer` (until the day that was announced), `wrong_person`.
    """
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    now = await tx.database_time()
    still_valid = now < campaign.closes_at
    if campaign.state is CampaignState.CANCELLED or not still_valid:
        # For all of them alike, in the words that one of them would have got.
        check_resend(ReconciliationState.SENT, campaign.state, still_valid=still_valid, invited=True)
    everyone = await ids(tx, command.company_id, command.campaign_id, ReconciliationFilter())
    chosen = set(command.selected) if command.only is Only.SELECTED else set(everyone)
    if not chosen <= set(everyone):
        raise NotFound("One of these is no reconciliation of this campaign.", code="reconciliation_not_found")
    known = await lock(tx, chosen)
    mails = await facts.mails_of(tx, chosen)
    recipients = await address_counts(tx, chosen)
    skipped: Counter[str] = Counter()
    asked, count = list[Known](), 0
    for reconciliation_id, one in known.items():
        found = _addresses(command.only, one, mails.get(reconciliation_id, ()), campaign.state, istanbul_date(now))
        if isinstance(found, str):
            skipped[found] += 1
            continue
        _ask(tx, one, found, command.user_name)
        asked.append(one)
        count += len(found) or recipients[reconciliation_id]
    await settle(tx, asked)
    return ResentMany(len(asked), count, dict(skipped))


def _addresses(
    only: Only, one: Known, mails: Sequence[MailFact], campaign: CampaignState, today: date
) -> tuple[str, ...] | str:
    """To whom it goes again (none named: to everybody), or the code of why not."""
    invited = one.state is not ReconciliationState.PREPARING
    try:
        check_resend(one.state, campaign, still_valid=True, invited=invited)
    except Conflict as error:
        return error.error_code
    if one["send_number"] > max((mail.send_number for mail in mails), default=0):
        return ON_ITS_WAY
    latest = latest_results(mails)
    wrong = set(one["wrong_addresses"] or ())
    if only is Only.FAILED:
        return tuple(sorted(at for at, result in latest.items() if result in LOST)) or NOTHING_LOST
    if only is Only.UNANSWERED:
        if wants_no_reminder(one["notice"], one["answer_by"], today):
            return str(one["notice"])
        reached = {at for at, result in latest.items() if result is MailResult.SENT}
        return tuple(sorted(reached - wrong)) or (WRONG_PERSON if reached else NOT_REACHED)
    # Who has said that it is not the right person is left out, as long as anybody else is there to ask.
    return tuple(sorted(latest.keys() - wrong)) if wrong else ()


def _ask(tx: Transaction, one: Known, addresses: tuple[str, ...], user_name: str) -> None:
    number = one["send_number"] + 1
    one.set(send_number=number)
    one.add_entry(Entry.RESEND, f"resend:{number}", tx.clock.now(), who=user_name, explanation=", ".join(addresses))
    tx.emit(
        InvitationRequested(
            reconciliation_id=one.reconciliation_id,
            campaign_id=one.campaign_id,
            send_number=number,
            purpose=Purpose.RESEND,
            addresses=addresses,
        ),
        tenant=one.company_id,
        subject=one.reconciliation_id,
    )
