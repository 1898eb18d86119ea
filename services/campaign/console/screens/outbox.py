"""The outbox: every mail with its state in words, what the server said and what to do about it, and the lane of all of them."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Sequence
from functools import partial
from types import MappingProxyType

from starlette.responses import Response

from services.campaign.clients.mailer import Message, MessageCounts
from services.campaign.console import list_files
from services.campaign.console.list_columns import shown
from services.campaign.console.lists import ActiveFilter, ListState, Tab
from services.campaign.console.mail_columns import COLUMNS, KEYS
from services.campaign.console.pages import own_path
from services.campaign.console.refusals import advice
from services.campaign.console.screens import views
from services.campaign.console.visit import Visit
from shared.paging import Page
from shared.text import N_, NN_

AREA = "outbox"
OUTBOX = N_("Outbox")
AT_ONCE = 1000
TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("", N_("All"), ()),
    ("waiting", N_("Waiting to leave"), ("queued", "claimed", "transmitting", "deferred", "held")),
    ("sent", N_("Sent"), ("sent",)),
    ("lost", N_("Did not arrive"), ("failed", "bounced")),
    ("uncertain", N_("Uncertain"), ("uncertain",)),
    ("ended", N_("Withdrawn or too late"), ("cancelled", "expired")),
)
STATES = MappingProxyType({key: states for key, _, states in TABS})
COLOURS = MappingProxyType(
    {"sent": "green", "failed": "red", "bounced": "red", "uncertain": "yellow", "held": "yellow", "deferred": "yellow"}
)
TO_ADDRESS = N_("To %(address)s")
UNDECIDED = N_("Waits for a decision")
PAUSED = NN_(
    "All mail is paused: %(count)d e-mail is held back.",
    "All mail is paused: %(count)d e-mails are held back.",
)
RESUMED = NN_("Mail goes on: %(count)d e-mail is released.", "Mail goes on: %(count)d e-mails are released.")
SENT_AGAIN = N_("The e-mail to %(address)s is sent once more, with the same link.")
SETTLED = N_("The e-mail to %(address)s counts as sent.")


def _list_state(visit: Visit) -> ListState:
    return ListState.read(
        visit.path("outbox"), visit.request.query_params, filters=("state", "address", "needs_decision"), columns=KEYS
    )


async def _page(visit: Visit, state: ListState, limit: int, cursor: str | None) -> Page[Message]:
    said = state.filters
    return await visit.mailer.messages(
        states=STATES.get(said.get("state", ""), ()),
        address=said.get("address", ""),
        needs_decision=said.get("needs_decision") == "1",
        limit=limit,
        cursor=cursor,
    )


async def show(visit: Visit) -> Response:
    state = _list_state(visit)
    client = visit.mailer
    page, counts, lane = await gather(
        _page(visit, state, state.limit, state.cursor),
        client.message_counts(),
        client.lane(),
    )
    async with visit.reading() as reading:
        offered = await views.offered(visit, reading, views.MAILS, state)
    values = {
        "list": state,
        "mails": page.items,
        "next": page.next,
        "tabs": _tabs(visit, state, counts),
        "lane": lane,
        "undecided": counts.needs_decision,
        "colours": COLOURS,
        "active_filters": _active(visit, state),
        "views": offered,
        "list_name": views.MAILS,
        "advice": partial(_advice, visit),
        "columns": shown(state.columns, COLUMNS),
        "possible": COLUMNS,
        "export": lambda kind: visit.path("outbox_file", kind=kind),
    }
    return visit.list_page("outbox.html", values, area=AREA)


async def export(visit: Visit) -> Response:
    """What the filter finds, as a file."""
    state = _list_state(visit)

    async def ask(cursor: str | None) -> tuple[Sequence[Message], str | None]:
        page = await _page(visit, state, AT_ONCE, cursor)
        return page.items, page.next

    tab = next((label for key, label, _ in TABS if key and key == state.filters.get("state")), "")
    words = [*([visit.text(tab)] if tab else []), *(one.text for one in _active(visit, state))]
    columns = shown(state.columns, COLUMNS)
    return await list_files.export(visit, list_files.every(ask), columns, title=visit.text(OUTBOX), about=words)


def _tabs(visit: Visit, state: ListState, counts: MessageCounts) -> list[Tab]:
    current = state.filters.get("state", "")

    def count(states: Sequence[str]) -> int:
        return sum(counts.counts.get(name, 0) for name in states) if states else counts.total

    return [
        Tab(visit.text(label), state.address(state=key), count(states), key == current) for key, label, states in TABS
    ]


def _active(visit: Visit, state: ListState) -> list[ActiveFilter]:
    found = []
    if state.filters.get("address"):
        text = visit.text(TO_ADDRESS, address=state.filters["address"])
        found.append(ActiveFilter(text, state.address(address=None)))
    if state.filters.get("needs_decision") == "1":
        found.append(ActiveFilter(visit.text(UNDECIDED), state.address(needs_decision=None)))
    return found


def _advice(visit: Visit, reason: str, reply: str) -> str:
    """What to do about a mail that did not arrive; the code stands in front of what the server said."""
    code = reply[:3]
    return visit.text(advice(int(code) if code.isascii() and code.isdigit() else 0, reason, reply))


async def raw(visit: Visit) -> Response:
    """The mail itself, with the personal link masked."""
    return visit.pass_on(await visit.mailer.raw_message(visit.request.path_params["message_id"]))


async def pause(visit: Visit) -> Response:
    """Stop all mail of the company, or let it go on."""
    paused = visit.field("paused") == "1"
    moved = await visit.mailer.pause_lane(paused=paused)
    return visit.say(visit.go("outbox"), "success", visit.text(PAUSED if paused else RESUMED, count=moved))


async def decide(visit: Visit) -> Response:
    """What becomes of a mail of which nobody knows whether it left: once more, or counted as sent."""
    message_id, again = visit.request.path_params["message_id"], visit.field("act") == "retry"
    client = visit.mailer
    mail = await (client.retry(message_id) if again else client.settle(message_id))
    text = visit.text(SENT_AGAIN if again else SETTLED, address=mail.address)
    return visit.say(visit.go_to(own_path(visit.request, visit.field("back"))), "success", text)
