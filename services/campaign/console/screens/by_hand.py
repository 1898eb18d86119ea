"""Noting an answer that came by telephone, and closing an account's request by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.domain.reconciliations import Reconciliation
from services.campaign.domain.turns import ChangedMeanwhile
from services.campaign.repository import reconciliations
from services.campaign.use_cases.by_hand import CloseByHand, NoteAnswer, close_by_hand, note_answer
from shared.clock import ISTANBUL
from shared.contracts.responses import Answer
from shared.errors import Invalid
from shared.text import N_

AREA = "campaigns"
NOTED = N_("Noted: told by telephone.")
NO_ANSWER = N_("Choose what was said.")
NO_MOMENT = N_("Day and time of the call are missing.")
CLOSE = N_("Close this account’s request?")
CLOSE_TEXT = N_(
    "Nothing more is awaited from %(title)s: unsent e-mails stay here, and its page says that it was withdrawn."
)
CLOSE_BUTTON = N_("Close by hand")
CLOSED = N_("The request to %(title)s is closed.")


@dataclass(frozen=True, slots=True)
class CallForm:
    """The call as typed; the moment as the browser's own `2026-11-24T12:00`, in Istanbul."""

    answer: str
    said_by: str
    said_at: str
    explanation: str
    version: str

    def moment(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.said_at).replace(tzinfo=ISTANBUL)
        except ValueError:
            return None


async def _row(visit: Visit) -> Reconciliation:
    async with visit.reading() as reading:
        wanted = visit.request.path_params["reconciliation_id"]
        return await reconciliations.get_reconciliation(reading, visit.me.company_id, wanted)


async def show_phone(visit: Visit) -> Response:
    row = await _row(visit)
    now = visit.console.clock.now().astimezone(ISTANBUL)
    typed = CallForm(
        row.phone_answer, row.phone_said_by, f"{now:%Y-%m-%dT%H:%M}", row.phone_explanation, str(row.version)
    )
    return _phone_page(visit, row, typed, {})


def _phone_page(visit: Visit, row: Reconciliation, typed: CallForm, errors: dict[str, str]) -> Response:
    values = {"row": row, "values": typed, "errors": errors}
    return visit.page("phone.html", values, area=AREA, status=422 if errors else 200)


async def keep_phone(visit: Visit) -> Response:
    row = await _row(visit)
    typed = CallForm(**{name: visit.field(name) for name in CallForm.__slots__})
    said_at, errors = typed.moment(), {}
    if typed.answer not in set(Answer):
        errors["answer"] = visit.text(NO_ANSWER)
    if said_at is None:
        errors["said_at"] = visit.text(NO_MOMENT)
    if errors or said_at is None:
        return _phone_page(visit, row, typed, errors)
    command = NoteAnswer(
        visit.me.company_id,
        row.reconciliation_id,
        visit.me.name,
        Answer(typed.answer),
        typed.said_by,
        said_at,
        typed.explanation,
        visit.seen_version(),
    )
    try:
        async with visit.transaction() as tx:
            await note_answer(tx, command)
    except (Invalid, ChangedMeanwhile) as error:
        said = by_field(error, visit.console.pages.translations.get(visit.language))
        return _phone_page(visit, row, typed, said)
    response = visit.go("reconciliation", reconciliation_id=row.reconciliation_id)
    return visit.say(response, "success", visit.text(NOTED))


async def ask_close(visit: Visit) -> Response:
    return _close_page(visit, await _row(visit), "", {})


def _close_page(visit: Visit, row: Reconciliation, reason: str, errors: dict[str, str]) -> Response:
    values = {
        "title": visit.text(CLOSE),
        "lines": [visit.text(CLOSE_TEXT, title=row.title)],
        "reason": reason,
        "errors": errors,
        "hidden": [("version", visit.field("version") or str(row.version))],
        "action": visit.path("close_by_hand", reconciliation_id=row.reconciliation_id),
        "button": visit.text(CLOSE_BUTTON),
        "dangerous": True,
        "back": visit.path("reconciliation", reconciliation_id=row.reconciliation_id),
    }
    return visit.page("reason.html", values, area=AREA, status=422 if errors else 200)


async def close(visit: Visit) -> Response:
    reason, wanted = visit.field("reason"), visit.request.path_params["reconciliation_id"]
    command = CloseByHand(visit.me.company_id, wanted, visit.me.name, reason, visit.seen_version())
    try:
        async with visit.transaction() as tx:
            row = await close_by_hand(tx, command)
    except Invalid as error:
        return _close_page(visit, await _row(visit), reason, {"reason": visit.reason(error)})
    response = visit.go("reconciliation", reconciliation_id=wanted)
    return visit.say(response, "success", visit.text(CLOSED, title=row.title))
