"""The lane that a company's mail takes: how it is doing, its limits, pausing and resuming all mail of the company."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.mailer.api.deciding import carried_out
from services.mailer.api.edge import InLanguage, Mailer, MailerEdge, Reader
from services.mailer.api.lane_view import campaign_mail, lane_status
from services.mailer.repository.gates import ALL_MAIL
from services.mailer.schemas import CampaignMail, LaneStatus, Moved
from services.mailer.use_cases import pausing
from services.mailer.use_cases.pausing import Decision
from shared.auth import Principal
from shared.database import Transaction
from shared.http.app import Edge
from shared.http.dependencies import Once, ReadingAcross, Writer, edge_of
from shared.http.dependencies import Reader as Reads

router = APIRouter(tags=["lanes"])
InEdge = Annotated[Edge, Depends(edge_of)]


def _decision(who: Principal, campaign_id: UUID = ALL_MAIL) -> Decision:
    return Decision(who.company_id, who.user_id, who.name, campaign_id)


async def _moved(tx: Transaction, decision: Decision, moved: int, mailer: MailerEdge, reader: Reader) -> Moved:
    company_id, campaign_id = decision.company_id, decision.campaign_id
    if campaign_id == ALL_MAIL:
        return Moved(messages=moved, lane=await lane_status(tx, company_id, mailer, reader))
    return Moved(messages=moved, campaign=await campaign_mail(tx, company_id, campaign_id, mailer, reader))


@router.get("/lanes/current", summary="The lane of the company's mail: state, limits, what waits, when it will be done")
async def lane(reading: ReadingAcross, principal: Reads, mailer: Mailer, reader: InLanguage) -> LaneStatus:
    return await lane_status(reading, principal.company_id, mailer, reader)


@router.get("/campaigns/{campaign_id}", summary="The mails of a campaign: per state, how fast, when they will be done")
async def campaign(
    campaign_id: UUID, reading: ReadingAcross, principal: Reads, mailer: Mailer, reader: InLanguage
) -> CampaignMail:
    """All zero for a campaign of which no mail has been asked for yet."""
    return await campaign_mail(reading, principal.company_id, campaign_id, mailer, reader)


async def _pause(decision: Decision, edge: Edge, once: Once, mailer: MailerEdge, reader: Reader) -> Response:
    async def first(tx: Transaction) -> None:
        await pausing.close_gate(tx, decision)

    async def then(tx: Transaction) -> Moved:
        return await _moved(tx, decision, await pausing.pause(tx, decision), mailer, reader)

    return await carried_out(edge.database, once, first, then)


async def _resume(decision: Decision, edge: Edge, once: Once, mailer: MailerEdge, reader: Reader) -> Response:
    async def then(tx: Transaction) -> Moved:
        return await _moved(tx, decision, await pausing.resume(tx, decision), mailer, reader)

    return await carried_out(edge.database, once, None, then)


@router.post(
    "/lanes/current/pause",
    summary="Pause all mail of the company",
    description="Once this is answered, no mail of the company begins to be transmitted until it is resumed.",
    response_model=Moved,
)
async def pause_lane(principal: Writer, edge: InEdge, once: Once, mailer: Mailer, reader: InLanguage) -> Response:
    return await _pause(_decision(principal), edge, once, mailer, reader)


@router.post(
    "/lanes/current/resume",
    summary="Resume all mail of the company",
    description="Exactly what was held goes on; campaigns that were paused themselves stay paused.",
    response_model=Moved,
)
async def resume_lane(principal: Writer, edge: InEdge, once: Once, mailer: Mailer, reader: InLanguage) -> Response:
    return await _resume(_decision(principal), edge, once, mailer, reader)


@router.post(
    "/campaigns/{campaign_id}/pause",
    summary="Pause the mails of a campaign",
    description="Once this is answered, no mail of the campaign begins to be transmitted until it is resumed.",
    response_model=Moved,
)
async def pause_campaign(
    campaign_id: UUID, principal: Writer, edge: InEdge, once: Once, mailer: Mailer, reader: InLanguage
) -> Response:
    return await _pause(_decision(principal, campaign_id), edge, once, mailer, reader)


@router.post("/campaigns/{campaign_id}/resume", summary="Resume the mails of a campaign", response_model=Moved)
async def resume_campaign(
    campaign_id: UUID, principal: Writer, edge: InEdge, once: Once, mailer: Mailer, reader: InLanguage
) -> Response:
    return await _resume(_decision(principal, campaign_id), edge, once, mailer, reader)


@router.post(
    "/campaigns/{campaign_id}/cancel-unsent",
    summary="Withdraw what has not left of a campaign, for good",
    description=(
        "First invitations that are still being prepared are withdrawn when they arrive; a resend asked for later is sent. "
        "The campaign itself goes on: links that were mailed stay valid."
    ),
    response_model=Moved,
)
async def cancel_unsent(
    campaign_id: UUID, principal: Writer, edge: InEdge, once: Once, mailer: Mailer, reader: InLanguage
) -> Response:
    decision = _decision(principal, campaign_id)

    async def first(tx: Transaction) -> None:
        await pausing.close_for_good(tx, decision)

    async def then(tx: Transaction) -> Moved:
        return await _moved(tx, decision, await pausing.withdraw(tx, decision), mailer, reader)

    return await carried_out(edge.database, once, first, then)
