"""What a person of the company notes or ends by hand: an answer by telephone, a closing with its reason."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from services.campaign.api.problems import problems
from services.campaign.api.versions import Seen, tagged
from services.campaign.schemas import ClosingInput, PhoneAnswerInput, Reconciliation
from services.campaign.use_cases.by_hand import CloseByHand, NoteAnswer, close_by_hand, note_answer
from shared.http.dependencies import InTransaction, Once, Writer

router = APIRouter(prefix="/reconciliations", tags=["reconciliations"])
_ANSWERS = problems(401, 403, 404, 409, 412, 422)


@router.put(
    "/{reconciliation_id}/phone-answer",
    response_model=Reconciliation,
    summary="Note what was said by telephone",
    responses=_ANSWERS,
)
async def phone_answer(
    reconciliation_id: UUID, body: PhoneAnswerInput, who: Writer, tx: InTransaction, once: Once, seen: Seen
) -> Response:
    """Nothing more is awaited and reminders stop. Your word, never evidence of theirs: an answer on the page replaces it."""
    command = NoteAnswer(
        who.company_id, reconciliation_id, who.name, body.answer, body.said_by, body.said_at, body.explanation, seen
    )

    async def work() -> Reconciliation:
        return Reconciliation.model_validate(await note_answer(tx, command))

    return tagged(await once.run(tx, work, status=200))


@router.post("/{reconciliation_id}/close", response_model=Reconciliation, summary="Close by hand", responses=_ANSWERS)
async def close(
    reconciliation_id: UUID, body: ClosingInput, who: Writer, tx: InTransaction, once: Once, seen: Seen
) -> Response:
    """Unsent mails stay unsent, and its pages say that the request was withdrawn. What was answered cannot be closed."""

    async def work() -> Reconciliation:
        command = CloseByHand(who.company_id, reconciliation_id, who.name, body.reason, seen)
        return Reconciliation.model_validate(await close_by_hand(tx, command))

    return tagged(await once.run(tx, work, status=200))
