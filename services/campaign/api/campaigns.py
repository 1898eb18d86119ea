"""Sending campaigns, the list of sent ones (S-46…S-52), withdrawing one."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.campaign.api.problems import problems
from services.campaign.api.versions import Seen, tagged
from services.campaign.clients.neighbours import Neighbours
from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.turns import etag
from services.campaign.repository import campaigns as rows
from services.campaign.repository.mails import mail_counts
from services.campaign.schemas import (
    Campaign,
    CampaignInput,
    CampaignSummary,
    RemindersInput,
    ResendManyInput,
    ResentMany,
    Warned,
)
from services.campaign.use_cases.campaigns import CreateCampaign, create_campaign
from services.campaign.use_cases.cancelling import CancelCampaign, cancel_campaign
from services.campaign.use_cases.reminding import Remind, SetLadder, outlook, remind, set_ladder
from services.campaign.use_cases.resending import ResendMany, resend_many
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer, database_of
from shared.http.values import Day
from shared.paging import Cursor, Limit, Page

router = APIRouter(prefix="/campaigns", tags=["campaigns"])


def neighbours_of(request: Request) -> Neighbours:
    neighbours: Neighbours = request.app.state.neighbours
    return neighbours


@router.post(
    "",
    response_model=Campaign,
    status_code=201,
    summary="Send a campaign from a run",
    responses=problems(401, 403, 404, 409, 422, 503),
)
async def send(
    body: CampaignInput,
    request: Request,
    who: Writer,
    once: Once,
    neighbours: Annotated[Neighbours, Depends(neighbours_of)],
) -> Response:
    """Asks the selected counterparties; the mails follow by themselves. `warnings` lists what to look after.

    Where the company's rule asks for it, the campaign waits instead (`state`: `awaiting_approval`).
    """
    token = request.headers["authorization"].partition(" ")[2]
    aggregator = neighbours.aggregator(token)
    run = await aggregator.run(body.run_id)
    figures = await aggregator.selected_figures(body.run_id, body.selection.chosen)
    command = CreateCampaign(
        company_id=who.company_id,
        user_id=who.user_id,
        user_name=who.name,
        run=run,
        figures=figures,
        description=body.description,
        valid_until=body.valid_until,
        notify_contacts=body.notify_contacts,
        first_answer_final=body.first_answer_final,
        accept_late_answers=body.accept_late_answers,
        confirmation=body.confirmation,
        level=body.level,
        remind_days=tuple(body.remind_days),
        draft=body.draft,
        known_number=body.known_campaign_number,
    )
    # Opened only now: no transaction waits for another service.
    async with database_of(request, who).transaction() as tx:

        async def work() -> Campaign:
            made = await create_campaign(tx, command)
            mails = await mail_counts(tx, who.company_id, made.campaign.campaign_id)
            return Campaign.complete(made.campaign, mails, [Warned.model_validate(one) for one in made.warnings])

        return tagged(await once.run(tx, work))


@router.get(
    "", response_model=Page[CampaignSummary], summary="List sent campaigns, newest first", responses=problems(401, 422)
)
async def sent(
    who: Reader,
    reading: InReading,
    cursor: Cursor = None,
    limit: Limit = 50,
    first_day: Annotated[Day | None, Query(alias="from", description="First day of sending, Europe/Istanbul.")] = None,
    last_day: Annotated[Day | None, Query(alias="to", description="Last day of sending, inclusive.")] = None,
    state: Annotated[list[CampaignState] | None, Query(description="Only these states.")] = None,
) -> Page[CampaignSummary]:
    wanted = rows.CampaignFilter(first_day, last_day, state or ())
    found, following = await rows.list_campaigns(reading, who.company_id, wanted, limit=limit, cursor=cursor)
    return Page[CampaignSummary](items=[CampaignSummary.of(campaign) for campaign in found], next=following)


@router.get("/{campaign_id}", response_model=Campaign, summary="One campaign", responses=problems(401, 404))
async def campaign(campaign_id: UUID, who: Reader, reading: InReading, response: Response) -> Campaign:
    """The `ETag` is what an action sends back as `If-Match`."""
    found = await rows.get_campaign(reading, who.company_id, campaign_id)
    response.headers["ETag"] = etag(found.version)
    return Campaign.complete(found, await mail_counts(reading, who.company_id, campaign_id))


@router.post(
    "/{campaign_id}/resend",
    response_model=ResentMany,
    summary="Mail the links of many reconciliations again",
    responses=problems(401, 403, 404, 409, 422),
)
async def resend(campaign_id: UUID, body: ResendManyInput, who: Writer, tx: InTransaction, once: Once) -> Response:
    """The same figures and the same links. Whoever has answered is not asked again; the answer counts what is sent."""
    command = ResendMany(who.company_id, campaign_id, who.name, body.only, body.reconciliation_ids)

    async def work() -> ResentMany:
        return ResentMany.model_validate(await resend_many(tx, command))

    return await once.run(tx, work, status=200)


@router.get(
    "/{campaign_id}/remind",
    response_model=ResentMany,
    summary="What reminding would do now",
    responses=problems(401, 404, 409),
)
async def remind_outlook(campaign_id: UUID, who: Reader, reading: InReading) -> ResentMany:
    """Counted as `POST` counts, without doing it."""
    return ResentMany.model_validate(await outlook(reading, who.company_id, campaign_id))


@router.post(
    "/{campaign_id}/remind",
    response_model=ResentMany,
    summary="Remind those who are silent",
    responses=problems(401, 403, 404, 409),
)
async def remind_all(campaign_id: UUID, who: Writer, tx: InTransaction, once: Once) -> Response:
    """Reached and not answered. Not more than three times, not within 48 hours, not who said that it has no record or named a
    day, and not who is not to be reminded; `skipped` counts them."""

    async def work() -> ResentMany:
        return ResentMany.model_validate(await remind(tx, Remind(who.company_id, campaign_id, who.name)))

    return await once.run(tx, work, status=200)


@router.put(
    "/{campaign_id}/reminders",
    response_model=Campaign,
    summary="When reminders go by themselves",
    responses=problems(401, 403, 404, 412, 422),
)
async def reminders(
    campaign_id: UUID, body: RemindersInput, who: Writer, tx: InTransaction, response: Response, seen: Seen
) -> Campaign:
    """On working days in Türkiye, between 9.30 and 17.00 (13.00 before a feast); what was missed is one reminder."""
    await set_ladder(tx, SetLadder(who.company_id, campaign_id, tuple(body.remind_days), who.name, seen))
    found = await rows.get_campaign(tx, who.company_id, campaign_id)
    response.headers["ETag"] = etag(found.version)
    return Campaign.complete(found, await mail_counts(tx, who.company_id, campaign_id))


@router.post(
    "/{campaign_id}/cancel",
    response_model=Campaign,
    summary="Withdraw a campaign",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def cancel(campaign_id: UUID, who: Writer, tx: InTransaction, once: Once, seen: Seen) -> Response:
    """Unsent mails stay unsent, pages say that it was withdrawn, answers that were given stay. A draft just ends."""

    async def work() -> Campaign:
        found = await cancel_campaign(tx, CancelCampaign(who.company_id, campaign_id, who.name, seen))
        return Campaign.complete(found, await mail_counts(tx, who.company_id, campaign_id))

    return tagged(await once.run(tx, work, status=200))
