"""An auditor's own sample, and copies of answers to an address of their own."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.campaign.api.campaigns import neighbours_of
from services.campaign.api.problems import problems
from services.campaign.clients.neighbours import Neighbours
from services.campaign.domain.figures import Figure
from services.campaign.domain.sampling import Unit
from services.campaign.repository import campaigns, samples
from services.campaign.schemas.samples import CopiesInput, CopyOrder, CopyOrderList, Sample, SampleInput, SampleList
from services.campaign.use_cases.samples import (
    DrawSample,
    EndCopies,
    OrderCopies,
    draw_sample,
    end_copies,
    order_copies,
)
from shared.http.dependencies import Auditor, InReading, InTransaction, Once, database_of

router = APIRouter(tags=["auditing"])


def unit_of(figure: Figure) -> Unit:
    """A figure of a run as a sample sees it."""
    amounts = (figure.purchases.total, figure.sales.total, figure.balance_total)
    return Unit(figure.key, sum(abs(one.minor) for one in amounts))


@router.post(
    "/campaigns/{campaign_id}/samples",
    response_model=Sample,
    status_code=201,
    summary="Draw a sample of a campaign",
    responses=problems(401, 403, 404, 409, 422),
)
async def draw(campaign_id: UUID, body: SampleInput, who: Auditor, tx: InTransaction, once: Once) -> Response:
    """Reproducible: the same rule over the same population draws the same. `written` says how, and what from."""

    async def work() -> Sample:
        command = DrawSample(who.company_id, who.user_id, who.name, body.rule, campaign_id=campaign_id)
        return Sample.of(await draw_sample(tx, command))

    return await once.run(tx, work)


@router.get(
    "/campaigns/{campaign_id}/samples",
    response_model=SampleList,
    summary="Samples that were drawn of a campaign, newest first",
    responses=problems(401, 403, 404),
)
async def of_campaign(campaign_id: UUID, who: Auditor, reading: InReading) -> SampleList:
    await campaigns.get_campaign(reading, who.company_id, campaign_id)
    found = await samples.of_campaign(reading, who.company_id, campaign_id)
    return SampleList(items=[Sample.of(one) for one in found])


@router.post(
    "/runs/{run_id}/samples",
    response_model=Sample,
    status_code=201,
    summary="Draw a sample of a run, before anybody is asked",
    responses=problems(401, 403, 404, 409, 422, 503),
)
async def draw_of_run(
    run_id: UUID,
    body: SampleInput,
    request: Request,
    who: Auditor,
    once: Once,
    neighbours: Annotated[Neighbours, Depends(neighbours_of)],
) -> Response:
    """The auditor says whom to ask: its keys are the `selection` of the campaign that is then sent."""
    aggregator = neighbours.aggregator(request.headers["authorization"].partition(" ")[2])
    await aggregator.run(run_id)
    figures = [unit_of(figure) for figure in await aggregator.every_figure(run_id)]
    command = DrawSample(who.company_id, who.user_id, who.name, body.rule, run_id=run_id, figures=figures)
    # Opened only now: no transaction waits for another service.
    async with database_of(request, who).transaction() as tx:

        async def work() -> Sample:
            return Sample.of(await draw_sample(tx, command))

        return await once.run(tx, work)


@router.get("/samples/{sample_id}", response_model=Sample, summary="One sample", responses=problems(401, 403, 404))
async def sample(sample_id: UUID, who: Auditor, reading: InReading) -> Sample:
    return Sample.of(await samples.get(reading, who.company_id, sample_id))


@router.post(
    "/campaigns/{campaign_id}/answer-copies",
    response_model=CopyOrderList,
    status_code=201,
    summary="Have every answer copied to an auditor's address",
    responses=problems(401, 403, 404, 409, 422),
)
async def order(campaign_id: UUID, body: CopiesInput, who: Auditor, tx: InTransaction, once: Once) -> Response:
    """Also of answers that are there already. Mailed by the mailer with the signed receipt; no person passes it on."""

    async def work() -> CopyOrderList:
        command = OrderCopies(
            who.company_id, campaign_id, who.user_id, who.name, body.address, body.language, body.sample_id
        )
        await order_copies(tx, command)
        found = await samples.copy_orders(tx, who.company_id, campaign_id)
        return CopyOrderList(items=[CopyOrder.of(one) for one in found])

    return await once.run(tx, work)


@router.get(
    "/campaigns/{campaign_id}/answer-copies",
    response_model=CopyOrderList,
    summary="Where copies of the answers go",
    responses=problems(401, 403, 404),
)
async def orders(campaign_id: UUID, who: Auditor, reading: InReading) -> CopyOrderList:
    await campaigns.get_campaign(reading, who.company_id, campaign_id)
    found = await samples.copy_orders(reading, who.company_id, campaign_id)
    return CopyOrderList(items=[CopyOrder.of(one) for one in found])


@router.post(
    "/campaigns/{campaign_id}/answer-copies/{order_id}/end",
    response_model=CopyOrderList,
    summary="Send no further copies",
    responses=problems(401, 403, 404, 409),
)
async def end(campaign_id: UUID, order_id: UUID, who: Auditor, tx: InTransaction, once: Once) -> Response:
    async def work() -> CopyOrderList:
        await end_copies(tx, EndCopies(who.company_id, campaign_id, order_id, who.name))
        found = await samples.copy_orders(tx, who.company_id, campaign_id)
        return CopyOrderList(items=[CopyOrder.of(one) for one in found])

    return await once.run(tx, work, status=200)
