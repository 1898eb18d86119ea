"""More time to answer: the last day of a campaign moves to a later one."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from services.campaign.api.problems import problems
from services.campaign.api.versions import MustSee, tagged
from services.campaign.repository.mails import mail_counts
from services.campaign.schemas import Campaign, ExtensionInput
from services.campaign.use_cases.extending import ExtendCampaign, extend_campaign
from shared.http.dependencies import InTransaction, Once, Writer

router = APIRouter(prefix="/campaigns", tags=["campaigns"])


@router.post(
    "/{campaign_id}/extend",
    response_model=Campaign,
    summary="Give a campaign more time",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def extend(
    campaign_id: UUID, body: ExtensionInput, who: Writer, tx: InTransaction, once: Once, seen: MustSee
) -> Response:
    """Links, pages, reminders and mails that wait follow. Answers may be changed until the new day. A campaign whose last day is
    over is only extended with `reopen`; those whose time has run out are then asked again, and reminding them is a step of
    its own."""

    async def work() -> Campaign:
        command = ExtendCampaign(who.company_id, campaign_id, who.name, body.valid_until, body.reopen, seen)
        made = await extend_campaign(tx, command)
        return Campaign.complete(made.campaign, await mail_counts(tx, who.company_id, campaign_id))

    return tagged(await once.run(tx, work, status=200))
