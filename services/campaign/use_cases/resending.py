"""Mailing many reconciliations of a campaign again: all, the silent ones, the lost ones, or chosen ones.

Exact: which mails are asked for is decided under the locks of their reconciliations, and the answer counts them. Nobody is
asked twice for one decision: where an earlier request is still on its way to the mailer, another one is skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.campaigns import Campaign, CampaignState
from services.campaign.domain.progress import MailFact, MailResult, ReconciliationState, latest_results
from services.campaign.domain.reconciliations import Entry, Only, check_resend
from services.campaign.domain.reminders import APART, REMINDED_LATELY, Reminded, obstacle
from services.campaign.domain.said import wants_no_reminder
from services.campaign.progress import Known, lock, look, settle
from services.campaign.repository import campaigns, facts, reminders
from services.campaign.repository.listing import EVERYTHING, Listing, ReconciliationFilter
from services.campaign.repository.reconciliations import address_counts
from services.campaign.use_cases.audit_log import note
from shared.clock import istanbul_date
from shared.contracts.campaign import InvitationRequested
from shared.contracts.responses import NoticeCode
from shared.contracts.values import Purpose
from shared.database import Reading, Transaction
from shared.errors import Conflict, NotFound

LOST = (MailResult.FAILED, MailResult.BOUNCED)
ON_ITS_WAY, NOTHING_LOST, NOT_REACHED = "on_its_way", "nothing_lost", "not_reached"
TOLD_BY_PHONE = "told_by_phone"
WRONG_PERSON = NoticeCode.WRONG_PERSON.value


@dataclass(frozen=True, slots=True)
class ResendMany:
    company_id: UUID
    campaign_id: UUID
    user_name: str
    only: Only
    selected: Collection[UUID] = ()
    within: ReconciliationFilter = EVERYTHING
    """Of those, only what this filter finds at this moment."""
    reminding: bool = False
    """As a reminder, with its letter and its manners (`domain.reminders`)."""


@dataclass(frozen=True, slots=True)
class ResentMany:
    """What was asked for. `skipped`: code → how many reconciliations were left alone for it."""

    reconciliations: int
    mails: int
    skipped: Mapping[str, int]


async def resend_many(tx: Transaction, command: ResendMany) -> ResentMany:
    """Ask `responses` to issue the chosen invitations again, each under its next send number.

    Errors: `campaign_not_found`, `campaign_cancelled`, `reconciliation_expired`, `reconciliation_not_found`. Skipped are:
    `already_answered`, `told_by_phone`, `never_sent`, `still_preparing`, `on_its_way`, `nothing_lost`, `not_reached`; and of the
    unanswered those that have said something: `no_record`, `will_answer` (until the day that was announced), `wrong_person`.
    """
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    chosen = await _chosen(tx, command)
    asked, skipped = await decide(tx, command, campaign, await lock(tx, chosen))
    recipients = await address_counts(tx, chosen)
    for one, addresses in asked:
        _ask(tx, one, addresses, command)
    await settle(tx, [one for one, _ in asked])
    mails = sum(len(addresses) or recipients[one.reconciliation_id] for one, addresses in asked)
    deed = Deed.REMINDED if command.reminding else Deed.MAILED_AGAIN
    actor = Actor(command.company_id, None, command.user_name)
    await note(tx, actor, deed, campaign.description, count=len(asked), mails=mails)
    return ResentMany(len(asked), mails, dict(skipped))


async def foretell(reading: Reading, command: ResendMany) -> ResentMany:
    """What `resend_many` would do at this moment. Raises what it would raise."""
    campaign = await campaigns.get_campaign(reading, command.company_id, command.campaign_id)
    chosen = await _chosen(reading, command)
    asked, skipped = await decide(reading, command, campaign, await look(reading, chosen))
    recipients = await address_counts(reading, chosen)
    mails = sum(len(addresses) or recipients[one.reconciliation_id] for one, addresses in asked)
    return ResentMany(len(asked), mails, dict(skipped))


async def _chosen(reading: Reading, command: ResendMany) -> set[UUID]:
    within = replace(command.within, campaign_id=command.campaign_id)
    everyone = set(await Listing(reading, command.company_id, within).ids())
    if command.only is not Only.SELECTED:
        return everyone
    if not set(command.selected) <= everyone:
        raise NotFound("One of these is no reconciliation of this campaign.", code="reconciliation_not_found")
    return set(command.selected)


async def decide(
    reading: Reading, command: ResendMany, campaign: Campaign, known: Mapping[UUID, Known]
) -> tuple[list[tuple[Known, tuple[str, ...]]], Counter[str]]:
    """Who of these is asked again and at which addresses (none named: at all), and how many are left alone for what."""
    now = await reading.database_time()
    still_valid = now < campaign.closes_at
    if campaign.state is CampaignState.CANCELLED or not still_valid:
        # For all of them alike, in the words that one of them would have got.
        check_resend(ReconciliationState.SENT, campaign.state, still_valid=still_valid, invited=True)
    mails = await facts.mails_of(reading, known.keys())
    unwanted: set[str] = set()
    lately: dict[UUID, set[str]] = {}
    if command.reminding:
        lately = await facts.mailed_again(reading, known.keys(), now - APART)
        unwanted = await reminders.unwanted(reading, command.company_id, {one["figure_key"] for one in known.values()})
    asked: list[tuple[Known, tuple[str, ...]]] = []
    skipped: Counter[str] = Counter()
    for id_, one in known.items():
        found = _addresses(command.only, one, mails.get(id_, ()), campaign.state, istanbul_date(now))
        if command.reminding and not isinstance(found, str):
            reminded = Reminded(one["reminders"], one["reminded_at"], one["figure_key"] in unwanted)
            late = lately.get(id_, set())
            left = tuple(address for address in found if address not in late)
            found = obstacle(reminded, now) or (REMINDED_LATELY if found and not left else left)
        if isinstance(found, str):
            skipped[found] += 1
        else:
            asked.append((one, found))
    return asked, skipped


def _addresses(
    only: Only, one: Known, mails: Sequence[MailFact], campaign: CampaignState, today: date
) -> tuple[str, ...] | str:
    """To whom it goes again (none named: to everybody), or the code of why not."""
    if one.state is ReconciliationState.BY_PHONE and only is not Only.SELECTED:
        return TOLD_BY_PHONE
    invited = one.state is not ReconciliationState.PREPARING
    try:
        check_resend(one.state, campaign, still_valid=True, invited=invited)
    except Conflict as error:
        return error.code
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
        if not reached:
            return ON_ITS_WAY if MailResult.QUEUED in latest.values() else NOT_REACHED
        return tuple(sorted(reached - wrong)) or WRONG_PERSON
    # Who has said that it is not the right person is left out, as long as anybody else is there to ask.
    return tuple(sorted(latest.keys() - wrong)) if wrong else ()


def _ask(tx: Transaction, one: Known, addresses: tuple[str, ...], command: ResendMany) -> None:
    number, now = one["send_number"] + 1, tx.clock.now()
    one.set(send_number=number)
    one.touch(command.user_name, now)
    entry, purpose = Entry.RESEND, Purpose.RESEND
    if command.reminding:
        entry, purpose = Entry.REMINDER, Purpose.REMINDER
        one.set(reminders=one["reminders"] + 1, reminded_at=now)
    one.add_entry(entry, f"resend:{number}", now, who=command.user_name, explanation=", ".join(addresses))
    tx.emit(
        InvitationRequested(
            reconciliation_id=one.reconciliation_id,
            campaign_id=one.campaign_id,
            send_number=number,
            purpose=purpose,
            addresses=addresses,
        ),
        tenant=one.company_id,
        subject=one.reconciliation_id,
    )
