"""What was given to whoever is signed in, who looks after an account, and notes among colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from starlette.responses import Response

from services.campaign.console import list_files
from services.campaign.console.assigned_columns import COLUMNS, KEYS
from services.campaign.console.list_columns import shown
from services.campaign.console.lists import ListState
from services.campaign.console.screens import reconciliation
from services.campaign.console.visit import Visit
from services.campaign.domain.colleagues import Assigned
from services.campaign.repository import colleagues
from services.campaign.use_cases.colleagues import Assign, WriteNote, assign, write_note
from shared.errors import Invalid, NotFound
from shared.text import N_

AREA = "campaigns"
GIVEN_TO_ME = N_("Given to me")
GIVEN = N_("%(who)s looks after this account from now on.")
RELEASED = N_("Nobody looks after this account any more.")
WRITTEN = N_("The note was kept.")


def _list_state(visit: Visit) -> ListState:
    return ListState.read(visit.path("assigned"), visit.request.query_params, filters=(), columns=KEYS)


async def show(visit: Visit) -> Response:
    state = _list_state(visit)
    async with visit.reading() as reading:
        found = await colleagues.mine(reading, visit.me.company_id, visit.me.user_id, colleagues.MOST_ASSIGNED)
    values = {
        "list": state,
        "rows": found,
        "most": colleagues.MOST_ASSIGNED,
        "columns": shown(state.columns, COLUMNS),
        "possible": COLUMNS,
        "export": lambda kind: visit.path("assigned_file", kind=kind),
    }
    return visit.page("assigned.html", values, area=AREA)


async def export(visit: Visit) -> Response:
    """All that was given to whoever asks, as a file."""

    async def ask(_: str | None) -> tuple[Sequence[Assigned], str | None]:
        async with visit.reading() as reading:
            return await colleagues.mine(reading, visit.me.company_id, visit.me.user_id), None

    columns = shown(_list_state(visit).columns, COLUMNS)
    title, about = visit.text(GIVEN_TO_ME), [visit.me.name]
    return await list_files.export(visit, list_files.every(ask), columns, title=title, about=about)


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
    text = visit.field("note")
    try:
        async with visit.transaction() as tx:
            await write_note(tx, WriteNote(visit.me.company_id, reconciliation_id, visit.me.name, text))
    except Invalid as error:
        again = reconciliation.Refused({"note": text}, {"note": visit.reason(error)}, error.status)
        return await reconciliation.page(visit, "", again)
    response = visit.go("reconciliation", reconciliation_id=reconciliation_id)
    return visit.say(response, "success", visit.text(WRITTEN))
