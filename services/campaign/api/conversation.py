"""Writing to a counterparty on its page, and saying what a disagreement came down to. The thread itself is read from the
responses service (`GET /responses/api/v1/messages`), which keeps it."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from services.campaign.api.problems import problems
from services.campaign.api.versions import Seen, tagged
from services.campaign.schemas import MessageInput, MessageSent, ReadInput, Reconciliation, ResolutionInput
from services.campaign.use_cases.conversation import MarkRead, Resolve, WriteMessage, mark_read, resolve, write_message
from shared.http.dependencies import InTransaction, Once, Writer

router = APIRouter(prefix="/reconciliations", tags=["reconciliations"])


@router.post(
    "/{reconciliation_id}/messages",
    response_model=MessageSent,
    status_code=201,
    summary="Write a message to the counterparty",
    responses=problems(401, 403, 404, 409, 422),
)
async def write(reconciliation_id: UUID, body: MessageInput, who: Writer, tx: InTransaction, once: Once) -> Response:
    """It stands on the page, and every recipient is mailed it with their own link. They answer on the page; notes among
    colleagues are something else, and stay here."""

    async def work() -> MessageSent:
        command = WriteMessage(who.company_id, reconciliation_id, who.name, body.text)
        return MessageSent.model_validate(await write_message(tx, command))

    return await once.run(tx, work)


@router.post(
    "/{reconciliation_id}/messages/read",
    response_model=Reconciliation,
    summary="Mark the counterparty's messages as read",
    responses=problems(401, 403, 404),
)
async def read(
    reconciliation_id: UUID, who: Writer, tx: InTransaction, body: ReadInput | None = None
) -> Reconciliation:
    """What came after `until` stays unread: nobody has seen it yet."""
    command = MarkRead(who.company_id, reconciliation_id, who.name, body.until if body else None)
    return Reconciliation.model_validate(await mark_read(tx, command))


@router.put(
    "/{reconciliation_id}/resolution",
    response_model=Reconciliation,
    summary="Say what a disagreement came down to",
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def settle(
    reconciliation_id: UUID, body: ResolutionInput, who: Writer, tx: InTransaction, once: Once, seen: Seen
) -> Response:
    """The answer stays what it is. A later answer of the counterparty stands beside it."""

    async def work() -> Reconciliation:
        command = Resolve(who.company_id, reconciliation_id, who.name, body.code, body.text, seen)
        return Reconciliation.model_validate(await resolve(tx, command))

    return tagged(await once.run(tx, work, status=200))
