"""Corrected figures: the books have changed since a request was sent, and the counterparty is asked anew."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.campaign.api.campaigns import neighbours_of
from services.campaign.api.problems import problems
from services.campaign.api.versions import tagged
from services.campaign.clients.corrections import figures_now
from services.campaign.repository.mails import mail_counts
from services.campaign.schemas import Campaign, CorrectionInput, Warned
from services.campaign.use_cases.correcting import Correct, correct, to_correct
from shared.http.dependencies import Once, Writer, database_of

router = APIRouter(tags=["campaigns"])


@router.post(
    "/campaigns/{campaign_id}/corrections",
    response_model=Campaign,
    status_code=201,
    summary="Ask again with corrected figures",
    responses=problems(401, 403, 404, 409, 422, 503),
)
async def correct_figures(
    campaign_id: UUID, body: CorrectionInput, request: Request, who: Writer, once: Once
) -> Response:
    """A new campaign with the figures that the books show now. The requests that it corrects are closed as superseded: their
    pages say so. Where the company's rule asks for approval, all of that waits for it."""
    database = database_of(request, who)
    async with database.reading() as reading:
        before, wanted = await to_correct(reading, who.company_id, campaign_id, body.reconciliation_ids)
    aggregator = neighbours_of(request).aggregator(request.headers["authorization"].partition(" ")[2])
    run, figures = await figures_now(aggregator, before.run_id, {one.figure_key for one in wanted})
    command = Correct(
        who.company_id, campaign_id, who.user_id, who.name, run, figures, wanted, body.description, body.valid_until
    )
    # Opened only now: no transaction waits for another service.
    async with database.transaction() as tx:

        async def work() -> Campaign:
            made = await correct(tx, command)
            mails = await mail_counts(tx, who.company_id, made.campaign.campaign_id)
            return Campaign.complete(made.campaign, mails, [Warned.model_validate(one) for one in made.warnings])

        return tagged(await once.run(tx, work))
