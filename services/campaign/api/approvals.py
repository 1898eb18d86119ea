"""Drafts and four eyes: submit, edit, approve, reject, the company's rule, and who did what with a campaign."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from services.campaign.api.problems import problems
from services.campaign.api.versions import MustSee, Seen, tagged
from services.campaign.domain.campaigns import Campaign as CampaignFacts
from services.campaign.domain.turns import etag
from services.campaign.repository import approvals as rules
from services.campaign.repository import turns
from services.campaign.repository.campaigns import get_campaign
from services.campaign.repository.mails import mail_counts
from services.campaign.schemas import (
    ApprovalRule,
    ApprovalRuleInput,
    Campaign,
    CampaignEntry,
    CampaignHistory,
    DraftInput,
    RejectionInput,
)
from services.campaign.use_cases.approvals import (
    Decision,
    EditDraft,
    SetApprovalRule,
    approve,
    edit_draft,
    reject,
    set_rule,
    submit,
)
from shared.database import Reading
from shared.http.dependencies import Administrator, Approver, InReading, InTransaction, Once, Reader, Writer

router = APIRouter(tags=["campaigns"])
_ANSWERS = problems(401, 403, 404, 409, 412, 422)


async def _shown(reading: Reading, campaign: CampaignFacts) -> Campaign:
    return Campaign.complete(campaign, await mail_counts(reading, campaign.company_id, campaign.campaign_id))


@router.put(
    "/campaigns/{campaign_id}/draft", response_model=Campaign, summary="Edit before it is sent", responses=_ANSWERS
)
async def edit(
    campaign_id: UUID, body: DraftInput, who: Writer, tx: InTransaction, once: Once, seen: MustSee
) -> Response:
    """By its preparer, also while it waits for approval; whoever has looked at the earlier version has to look again."""

    async def work() -> Campaign:
        command = EditDraft(
            who.company_id, campaign_id, who.user_id, who.name, body.description, body.valid_until, seen
        )
        return await _shown(tx, await edit_draft(tx, command))

    return tagged(await once.run(tx, work, status=200))


@router.post("/campaigns/{campaign_id}/submit", response_model=Campaign, summary="Send a draft", responses=_ANSWERS)
async def submit_draft(campaign_id: UUID, who: Writer, tx: InTransaction, once: Once, seen: Seen) -> Response:
    """By its preparer. Where the company's rule asks for it, it waits for approval instead."""

    async def work() -> Campaign:
        return await _shown(tx, await submit(tx, Decision(who.company_id, campaign_id, who.user_id, who.name, seen)))

    return tagged(await once.run(tx, work, status=200))


@router.post(
    "/campaigns/{campaign_id}/approve", response_model=Campaign, summary="Approve and send", responses=_ANSWERS
)
async def approve_campaign(campaign_id: UUID, who: Approver, tx: InTransaction, once: Once, seen: MustSee) -> Response:
    """By anybody who may approve but its preparer; everybody is asked with the figures as they were prepared."""

    async def work() -> Campaign:
        return await _shown(tx, await approve(tx, Decision(who.company_id, campaign_id, who.user_id, who.name, seen)))

    return tagged(await once.run(tx, work, status=200))


@router.post(
    "/campaigns/{campaign_id}/reject", response_model=Campaign, summary="Give back to the preparer", responses=_ANSWERS
)
async def reject_campaign(
    campaign_id: UUID, body: RejectionInput, who: Approver, tx: InTransaction, once: Once, seen: Seen
) -> Response:
    """It becomes a draft again, with the reason."""

    async def work() -> Campaign:
        command = Decision(who.company_id, campaign_id, who.user_id, who.name, seen, body.reason)
        return await _shown(tx, await reject(tx, command))

    return tagged(await once.run(tx, work, status=200))


@router.get(
    "/campaigns/{campaign_id}/history",
    response_model=CampaignHistory,
    summary="What people did with a campaign",
    responses=problems(401, 404),
)
async def history(campaign_id: UUID, who: Reader, reading: InReading) -> CampaignHistory:
    """Who prepared, approved, sent or ended it, oldest first."""
    await get_campaign(reading, who.company_id, campaign_id)
    found = await turns.entries(reading, who.company_id, campaign_id)
    return CampaignHistory(items=[CampaignEntry.model_validate(one) for one in found])


@router.get(
    "/approval-rule", response_model=ApprovalRule, summary="Which campaigns need approval", responses=problems(401)
)
async def read_rule(who: Reader, reading: InReading, response: Response) -> ApprovalRule:
    found = ApprovalRule.model_validate(await rules.rule_of(reading, who.company_id))
    response.headers["ETag"] = etag(found.version)
    return found


@router.put(
    "/approval-rule",
    response_model=ApprovalRule,
    summary="Set which campaigns need approval",
    responses=problems(401, 403, 404, 412, 422),
)
async def put_rule(
    body: ApprovalRuleInput, who: Administrator, tx: InTransaction, once: Once, seen: MustSee
) -> Response:
    """Campaigns that wait or run already stay as they are."""

    async def work() -> ApprovalRule:
        command = SetApprovalRule(who.company_id, who.name, body.mode, body.money, seen)
        return ApprovalRule.model_validate(await set_rule(tx, command))

    return tagged(await once.run(tx, work, status=200))
