"""The conversation with a counterparty on the page of its request, and what a disagreement came down to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from services.campaign.console.visit import Visit
from services.campaign.domain.reconciliations import Entry, Reconciliation, StatusEntry
from services.campaign.use_cases.conversation import MarkRead, Resolve, WriteMessage, mark_read, resolve, write_message
from shared.errors import NotFound, Unavailable
from shared.text import N_

SENT = N_("The message stands on the page and is mailed to each recipient with their link.")
READ = N_("Marked as read.")
SETTLED = N_("What the disagreement came down to was kept.")
OPEN_AGAIN = N_("The disagreement is open again.")
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the screen shows it."""

    ours: bool
    who: str
    address: str
    text: str
    at: datetime


async def thread(visit: Visit, row: Reconciliation, history: Sequence[StatusEntry]) -> dict[str, Any]:
    """What was said so far. What was just written stands here already, although the other service may not have it yet."""
    mine = [one for one in history if one.entry is Entry.MESSAGE]
    try:
        found = await visit.responses.messages(row.reconciliation_id)
    except (Unavailable, NotFound):
        return {"said": [_own(one) for one in mine], "said_missing": True, "seen_until": None}
    said = [Said(one.ours, one.who, one.address, one.text, one.written_at) for one in found]
    seen_until = max((one.at for one in said if not one.ours), default=None)
    kept = {(one.text, one.at) for one in said if one.ours}
    said += [_own(one) for one in mine if (one.explanation, one.at) not in kept]
    return {"said": sorted(said, key=lambda one: one.at), "said_missing": False, "seen_until": seen_until}


def _seen_until(visit: Visit) -> datetime:
    """The newest message of theirs that stood on the screen; whatever came later nobody has read."""
    with suppress(ValueError):
        if (seen := datetime.fromisoformat(visit.field("seen_until"))).tzinfo is not None:
            return seen
    return BEFORE_ALL


def _own(entry: StatusEntry) -> Said:
    return Said(True, entry.who, "", entry.explanation, entry.at)


def _back(visit: Visit, said: str) -> Response:
    place = visit.path("reconciliation", reconciliation_id=visit.request.path_params["reconciliation_id"])
    return visit.say(visit.go_to(f"{place}?tab=messages"), "success", said)


async def write(visit: Visit) -> Response:
    wanted, text = visit.request.path_params["reconciliation_id"], str(visit.form.get("text", ""))
    command = WriteMessage(visit.me.company_id, wanted, visit.me.name, text, _seen_until(visit))
    async with visit.transaction() as tx:
        await write_message(tx, command)
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
    async with visit.transaction() as tx:
        row = await resolve(tx, command)
    return _back(visit, visit.text(SETTLED if row.resolution else OPEN_AGAIN))
