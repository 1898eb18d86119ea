"""The reconciliations of a campaign, their histories, and sending one again (S-53…S-56)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.campaign.api.problems import problems
from services.campaign.api.versions import Seen, tagged
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reach import reach_of
from services.campaign.domain.turns import etag
from services.campaign.repository import reconciliations as rows
from services.campaign.repository.campaigns import get_campaign
from services.campaign.repository.listing import Listing, ReconciliationFilter
from services.campaign.schemas import (
    MailEntry,
    MailHistory,
    Reached,
    ReachedRecipients,
    Reconciliation,
    RemindingInput,
    ResendInput,
    StatusEntry,
    StatusHistory,
)
from services.campaign.use_cases.reconciliations import Resend, resend
from services.campaign.use_cases.reminding import SetReminding, set_reminding
from shared.http.dependencies import InReading, InTransaction, Once, Reader, Writer
from shared.paging import Cursor, Limit, Page

router = APIRouter(tags=["reconciliations"])


@router.get(
    "/campaigns/{campaign_id}/reconciliations",
    response_model=Page[Reconciliation],
    summary="The reconciliations of a campaign, by title",
    responses=problems(401, 404, 422),
)
async def of_campaign(
    campaign_id: UUID,
    who: Reader,
    reading: InReading,
    cursor: Cursor = None,
    limit: Limit = 50,
    state: Annotated[list[ReconciliationState] | None, Query(description="Only these states.")] = None,
    q: Annotated[
        str,
        Query(max_length=200, description="Words of title, tax number, address or code; or how a reference begins."),
    ] = "",
) -> Page[Reconciliation]:
    await get_campaign(reading, who.company_id, campaign_id)
    wanted = ReconciliationFilter(campaign_id=campaign_id, states=state or (), search=q)
    found = await Listing(reading, who.company_id, wanted).page(limit=limit, cursor=cursor)
    return Page[Reconciliation](items=[Reconciliation.model_validate(one) for one in found.rows], next=found.after)


@router.get(
    "/reconciliations/{reconciliation_id}",
    response_model=Reconciliation,
    summary="One reconciliation",
    responses=problems(401, 404),
)
async def reconciliation(
    reconciliation_id: UUID, who: Reader, reading: InReading, response: Response
) -> Reconciliation:
    """The `ETag` is what an action sends back as `If-Match`."""
    found = await rows.get_reconciliation(reading, who.company_id, reconciliation_id)
    response.headers["ETag"] = etag(found.version)
    return Reconciliation.model_validate(found)


@router.get(
    "/reconciliations/{reconciliation_id}/status-history",
    response_model=StatusHistory,
    summary="Its status history",
    responses=problems(401, 404),
)
async def status_history(reconciliation_id: UUID, who: Reader, reading: InReading) -> StatusHistory:
    """Every state, answer and notice, oldest first."""
    await rows.get_reconciliation(reading, who.company_id, reconciliation_id)
    entries = await rows.status_entries(reading, who.company_id, reconciliation_id)
    return StatusHistory(items=[StatusEntry.model_validate(entry) for entry in entries])


@router.get(
    "/reconciliations/{reconciliation_id}/mail-history",
    response_model=MailHistory,
    summary="Its e-mail history",
    responses=problems(401, 404),
)
async def mail_history(reconciliation_id: UUID, who: Reader, reading: InReading) -> MailHistory:
    """To which addresses it went, and what the mail server said, oldest first."""
    await rows.get_reconciliation(reading, who.company_id, reconciliation_id)
    entries = await rows.mail_entries(reading, who.company_id, reconciliation_id)
    return MailHistory(items=[MailEntry.model_validate(entry) for entry in entries])


@router.get(
    "/reconciliations/{reconciliation_id}/recipients",
    response_model=ReachedRecipients,
    summary="Whom it reached",
    responses=problems(401, 404),
)
async def recipients(reconciliation_id: UUID, who: Reader, reading: InReading) -> ReachedRecipients:
    """Each recipient with the fate of the latest mail to it: whoever is lost can be replaced by one of the others."""
    one = await rows.get_reconciliation(reading, who.company_id, reconciliation_id)
    entries = await rows.mail_entries(reading, who.company_id, reconciliation_id)
    return ReachedRecipients(items=[Reached.model_validate(reach) for reach in reach_of(one.recipients, entries)])


@router.post(
    "/reconciliations/{reconciliation_id}/resend",
    response_model=Reconciliation,
    summary="Mail the link again",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def send_again(
    reconciliation_id: UUID, body: ResendInput, who: Writer, tx: InTransaction, once: Once, seen: Seen
) -> Response:
    """The same figures and, unless a new one is asked for, the same link, to all recipients or to some."""
    command = Resend(
        who.company_id,
        reconciliation_id,
        who.name,
        tuple(dict.fromkeys(body.addresses)),
        body.seen_send_number,
        new_link=body.new_link,
        seen_version=seen,
    )

    async def work() -> Reconciliation:
        return Reconciliation.model_validate(await resend(tx, command))

    return tagged(await once.run(tx, work, status=200))


@router.put(
    "/reconciliations/{reconciliation_id}/reminding",
    status_code=204,
    summary="Whether this counterparty is reminded",
    responses=problems(401, 403, 404),
)
async def reminding(reconciliation_id: UUID, body: RemindingInput, who: Writer, tx: InTransaction) -> None:
    """Of this request and of every later one: some do not like it, and some answer by telephone."""
    await set_reminding(tx, SetReminding(who.company_id, reconciliation_id, body.wanted, who.name))
