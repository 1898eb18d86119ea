"""E-mails that a person writes to a counterparty by hand."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.campaign.api.campaigns import neighbours_of
from services.campaign.api.problems import problems
from services.campaign.clients.known_contacts import known_contacts
from services.campaign.repository.reconciliations import get_reconciliation
from services.campaign.schemas import WrittenMail, WrittenMailInput
from services.campaign.use_cases.writing import WriteMail, write_mail
from shared.http.dependencies import Once, Writer, database_of

router = APIRouter(prefix="/reconciliations", tags=["reconciliations"])


@router.post(
    "/{reconciliation_id}/mails",
    response_model=WrittenMail,
    status_code=201,
    summary="Write an e-mail to a counterparty",
    responses=problems(401, 403, 404, 409, 422),
)
async def write(reconciliation_id: UUID, body: WrittenMailInput, request: Request, who: Writer, once: Once) -> Response:
    """Plain text in the company's letter frame, without link and figures: it asks nothing and changes no state. To recipients of
    the request and contacts of its account cards; limits, pauses and addresses that are held back count as for every mail."""
    database = database_of(request, who)
    async with database.reading() as reading:
        row = await get_reconciliation(reading, who.company_id, reconciliation_id)
    contacts = {}
    if set(body.addresses) - {recipient.address for recipient in row.recipients}:
        token = request.headers["authorization"].partition(" ")[2]
        contacts = await known_contacts(neighbours_of(request).accounts(token), row)
    command = WriteMail(
        who.company_id, reconciliation_id, who.name, body.subject, body.text, tuple(body.addresses), contacts
    )
    async with database.transaction() as tx:

        async def work() -> WrittenMail:
            told = await write_mail(tx, command)
            return WrittenMail(
                id=told.mail_id,
                subject=told.subject,
                text=told.text,
                addresses=[recipient.address for recipient in told.recipients],
            )

        return await once.run(tx, work)
