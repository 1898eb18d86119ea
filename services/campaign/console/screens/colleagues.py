"""What was given to whoever is signed in, who looks after an account, and notes among colleagues."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from services.campaign.console.visit import Visit
from services.campaign.repository import colleagues
from services.campaign.use_cases.colleagues import Assign, WriteNote, assign, write_note
from shared.errors import NotFound
from shared.text import N_

AREA = "campaigns"
GIVEN = N_("%(who)s looks after this account from now on.")
RELEASED = N_("Nobody looks after this account any more.")
WRITTEN = N_("The note was kept.")


async def show(visit: Visit) -> Response:
    async with visit.reading() as reading:
        found = await colleagues.mine(reading, visit.me.company_id, visit.me.user_id)
    return visit.page("assigned.html", {"rows": found, "most": colleagues.MOST_ASSIGNED}, area=AREA)


async def give(visit: Visit) -> Response:
    """To a colleague, or to nobody."""
    reconciliation_id, wanted = visit.request.path_params["reconciliation_id"], visit.field("user")
    try:
        user_id = UUID(wanted) if wanted else None
    except ValueError:
        raise NotFound("There is no such user.", code="user_not_found") from None
    async with visit.transaction() as tx:
        made = await assign(tx, Assign(visit.me.company_id, reconciliation_id, user_id, visit.me.name))
    said = visit.text(GIVEN, who=made.user_name) if made else visit.text(RELEASED)
    return visit.say(visit.go("reconciliation", reconciliation_id=reconciliation_id), "success", said)


async def note(visit: Visit) -> Response:
    reconciliation_id = visit.request.path_params["reconciliation_id"]
    command = WriteNote(visit.me.company_id, reconciliation_id, visit.me.name, visit.field("note"))
    async with visit.transaction() as tx:
        await write_note(tx, command)
    response = visit.go("reconciliation", reconciliation_id=reconciliation_id)
    return visit.say(response, "success", visit.text(WRITTEN))
