"""Four eyes: a campaign above the company's amount goes out when somebody other than its preparer lets it (domain.md §7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.campaign.domain.approval import (
    ApprovalMode,
    ApprovalRule,
    check_four_eyes,
    check_preparer,
    checked_reason,
    checked_rule,
)
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.campaigns import (
    UNSENT,
    Campaign,
    CampaignEntry,
    CampaignState,
    check_valid_until,
    checked_description,
)
from services.campaign.domain.turns import changed_meanwhile
from services.campaign.repository import api_keys, approvals, campaigns, companies
from services.campaign.use_cases.audit_log import note
from services.campaign.use_cases.starting import start, state_for
from services.campaign.use_cases.turns import Turn, take_turn
from shared.clock import end_of_day
from shared.database import Transaction
from shared.money import Money


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides about which campaign, having seen which version of it."""

    company_id: UUID
    campaign_id: UUID
    user_id: UUID
    user_name: str
    seen_version: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EditDraft:
    """What the preparer may still change: not whom and about what, that is the run's."""

    company_id: UUID
    campaign_id: UUID
    user_id: UUID
    user_name: str
    description: str
    valid_until: date
    seen_version: int | None = None


@dataclass(frozen=True, slots=True)
class SetApprovalRule:
    company_id: UUID
    user_name: str
    mode: ApprovalMode
    limit: Money
    seen_version: int


async def approve(tx: Transaction, command: Decision) -> Campaign:
    """Let it go: everybody is asked, once, with the figures as they were prepared.

    Errors: `campaign_not_found`, `own_campaign`, `changed_meanwhile`, `campaign_moved_on`, `campaign_not_running`,
    `valid_until_in_the_past`.
    """
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    await _check_four_eyes(tx, campaign, command)
    turn = Turn(CampaignEntry.APPROVED, command.user_name, command.seen_version, user_id=command.user_id)
    if campaign.state is CampaignState.AWAITING_APPROVAL:
        check_valid_until(campaign.valid_until, await tx.database_time())
        now = tx.clock.now()
        kept = CampaignState.AWAITING_APPROVAL
        await start(tx, campaign, turn, of=kept, approved_at=now, approved_by_name=command.user_name)
    else:
        await take_turn(tx, campaign, turn, of=())
    return await campaigns.get_campaign(tx, command.company_id, command.campaign_id)


async def reject(tx: Transaction, command: Decision) -> Campaign:
    """Give it back to its preparer, as a draft, with the reason. Errors: as `approve`, and `reason_missing`."""
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    await _check_four_eyes(tx, campaign, command)
    reason = checked_reason(command.reason)
    turn = Turn(CampaignEntry.REJECTED, command.user_name, command.seen_version, reason, command.user_id)
    await take_turn(
        tx,
        campaign,
        turn,
        of=(CampaignState.AWAITING_APPROVAL,),
        state=CampaignState.DRAFT.value,
        rejected_at=tx.clock.now(),
        rejected_by_name=command.user_name,
        rejected_reason=reason,
    )
    return await campaigns.get_campaign(tx, command.company_id, command.campaign_id)


async def _check_four_eyes(tx: Transaction, campaign: Campaign, command: Decision) -> None:
    """A key's eyes are those of whoever made it: who has the key in hand could prepare with it what they approve themselves."""
    makers = await api_keys.makers(tx, command.company_id, [campaign.sent_by, command.user_id])
    prepared_by, approver = (makers.get(one, one) for one in (campaign.sent_by, command.user_id))
    check_four_eyes(prepared_by, approver)


async def submit(tx: Transaction, command: Decision) -> Campaign:
    """Send a draft, or hand it to the approvers where the company's rule says so.

    Errors: `campaign_not_found`, `not_the_preparer`, `changed_meanwhile`, `campaign_moved_on`, `campaign_not_running`,
    `valid_until_in_the_past`.
    """
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    check_preparer(campaign.sent_by, command.user_id)
    turn = Turn(CampaignEntry.SENT, command.user_name, command.seen_version, user_id=command.user_id)
    if campaign.state is not CampaignState.DRAFT:
        await take_turn(tx, campaign, turn, of=())
    check_valid_until(campaign.valid_until, await tx.database_time())
    state = await state_for(tx, command.company_id, campaign.total, draft=False)
    if state is CampaignState.RUNNING:
        await start(tx, campaign, turn, of=CampaignState.DRAFT)
    else:
        turn = Turn(CampaignEntry.SUBMITTED, command.user_name, command.seen_version, user_id=command.user_id)
        await take_turn(tx, campaign, turn, of=(CampaignState.DRAFT,), state=state.value)
    return await campaigns.get_campaign(tx, command.company_id, command.campaign_id)


async def edit_draft(tx: Transaction, command: EditDraft) -> Campaign:
    """Change description and last day before it is sent; an approver who saw the earlier ones has to look again.

    Errors: `campaign_not_found`, `not_the_preparer`, `description_*`, `valid_until_*`, `changed_meanwhile`, `campaign_moved_on`,
    `campaign_not_running`.
    """
    campaign = await campaigns.get_campaign(tx, command.company_id, command.campaign_id)
    check_preparer(campaign.sent_by, command.user_id)
    description = checked_description(command.description)
    check_valid_until(command.valid_until, await tx.database_time())
    await take_turn(
        tx,
        campaign,
        Turn(CampaignEntry.EDITED, command.user_name, command.seen_version, user_id=command.user_id),
        of=UNSENT,
        description=description,
        valid_until=command.valid_until,
        closes_at=end_of_day(command.valid_until),
    )
    return await campaigns.get_campaign(tx, command.company_id, command.campaign_id)


async def set_rule(tx: Transaction, command: SetApprovalRule) -> ApprovalRule:
    """Set when campaigns need approval. Those that wait or run already stay as they are.

    Errors: `company_not_found`, `approval_limit_below_zero`, `approval_limit_currency`, `changed_meanwhile`.
    """
    rule = checked_rule(command.mode, command.limit)
    await companies.get_company(tx, command.company_id)
    if not await approvals.keep_rule(tx, command.company_id, rule, command.seen_version, command.user_name):
        now = await approvals.rule_of(tx, command.company_id)
        raise changed_meanwhile(now.changed_by, now.changed_at or tx.clock.now(), now.version)
    actor = Actor(command.company_id, None, command.user_name)
    await note(tx, actor, Deed.APPROVAL_RULE_CHANGED, mode=rule.mode.value, limit=str(rule.limit.amount))
    return await approvals.rule_of(tx, command.company_id)
