"""The conversation with a counterparty on the page of its request, and what a disagreement came down to."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from starlette.responses import Response

from services.campaign.console.refusals import by_field
from services.campaign.console.screens import reconciliation
from services.campaign.console.visit import Visit
from services.campaign.domain.turns import ChangedMeanwhile
from services.campaign.use_cases.conversation import MarkRead, Resolve, WriteMessage, mark_read, resolve, write_message
from shared.errors import Conflict, Invalid
from shared.text import N_

SENT = N_("The message stands on the page and is mailed to each recipient with their link.")
READ = N_("Marked as read.")
SETTLED = N_("What the disagreement came down to was kept.")
OPEN_AGAIN = N_("The disagreement is open again.")
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def _seen_until(visit: Visit) -> datetime:
    """The newest message of theirs that stood on the screen; whatever came later nobody has read."""
    with suppress(ValueError):
        if (seen := datetime.fromisoformat(visit.field("seen_until"))).tzinfo is not None:
            return seen
    return BEFORE_ALL


def _back(visit: Visit, said: str) -> Response:
    place = visit.path("reconciliation", reconciliation_id=visit.request.path_params["reconciliation_id"])
    return visit.say(visit.go_to(f"{place}?tab=messages"), "success", said)


async def write(visit: Visit) -> Response:
    wanted, text = visit.request.path_params["reconciliation_id"], str(visit.form.get("text", ""))
    command = WriteMessage(visit.me.company_id, wanted, visit.me.name, text, _seen_until(visit))
    try:
        async with visit.transaction() as tx:
            await write_message(tx, command)
    except (Invalid, Conflict) as error:
        again = reconciliation.Refused({"text": text}, {"text": visit.reason(error)}, error.status)
        return await reconciliation.page(visit, "messages", again)
    return _back(visit, visit.text(SENT))


async def read(visit: Visit) -> Response:
    wanted = visit.request.path_params["reconciliation_id"]
    async with visit.transaction() as tx:
        await mark_read(tx, MarkRead(visit.me.company_id, wanted, visit.me.name, _seen_until(visit)))
    return _back(visit, visit.text(READ))


async def settle(visit: Visit) -> Response:
    """A code and a word, or nothing: then it is open again."""
    wanted = visit.request.path_params["reconciliation_id"]
    code, text = visit.field("code"), visit.field("word")
    command = Resolve(visit.me.company_id, wanted, visit.me.name, code, text, visit.seen_version())
    try:
        async with visit.transaction() as tx:
            row = await resolve(tx, command)
    except (Invalid, Conflict, ChangedMeanwhile) as error:
        errors = by_field(error, visit.console.pages.translations.get(visit.language))
        again = reconciliation.Refused({"code": code, "word": text}, errors, error.status)
        return await reconciliation.page(visit, "", again)
    return _back(visit, visit.text(SETTLED if row.resolution else OPEN_AGAIN))
