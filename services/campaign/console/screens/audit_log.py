"""The log of who did what when: filtered, paged, exported; there is no form to change it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from starlette.responses import Response

from services.campaign.console import deed_words, list_files
from services.campaign.console.list_columns import Column, Say, shown
from services.campaign.console.lists import ListState
from services.campaign.console.visit import Visit
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.repository import audit_log
from services.campaign.repository.audit_log import Entry, Wanted
from services.campaign.use_cases.audit_log import note
from shared.clock import ISTANBUL
from shared.errors import NotFound
from shared.files.sheets import CellKind
from shared.paging import cut
from shared.text import N_

AREA = "smtp"
FILTERS = ("q", "deed", "who", "from", "to")
EXPORTS = ("xlsx", "csv", "pdf")
TITLE = N_("Audit log")
KEYS = ("at", "who", "deed", "subject", "details")
AT_ONCE = 500


def _state(visit: Visit) -> ListState:
    return ListState.read(visit.path("audit_log"), visit.request.query_params, filters=FILTERS, columns=KEYS)


def _columns(visit: Visit) -> list[Column]:
    return [
        Column("at", N_("Time"), CellKind.MOMENT, lambda one, _: one.at, "", True),
        Column("who", N_("Who"), CellKind.TEXT, lambda one, say: one.who or say(N_("by itself")), "", True),
        Column("deed", N_("What"), CellKind.TEXT, _deed, "", True),
        Column("subject", N_("To what"), CellKind.TEXT, lambda one, _: one.subject, "", True),
        Column("details", N_("Details"), CellKind.TEXT, lambda one, _: _details(visit, one), "", True),
    ]


def _deed(one: Entry, say: Say) -> str:
    return say(deed_words.DEEDS[Deed(one.deed)]) if one.deed in set(Deed) else one.deed


def _wanted(visit: Visit, state: ListState) -> Wanted:
    deed = state.filters.get("deed", "")
    return Wanted(
        company_id=visit.me.company_id,
        deeds=(deed,) if deed in set(Deed) else (),
        who=state.filters.get("who", ""),
        q=state.q,
        since=_midnight(state.filters.get("from", "")),
        until=_midnight(state.filters.get("to", ""), days=1),
    )


def _midnight(text: str, *, days: int = 0) -> datetime | None:
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return datetime.combine(day, time(), ISTANBUL).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


async def show(visit: Visit) -> Response:
    state = _state(visit)
    cursor = state.cursor or ""
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else None
    async with visit.reading() as reading:
        wanted = _wanted(visit, state)
        found = await audit_log.page_of_entries(reading, wanted, before=before, limit=state.limit + 1)
        known = await audit_log.people_in(reading, visit.me.company_id)
    entries, last = cut(found, state.limit)
    values = {
        "page": "audit_log",
        "list": state,
        "entries": entries,
        "next": str(last.id) if last else None,
        "people": known,
        "deeds": deed_words.DEEDS,
        "columns": shown(state.columns, _columns(visit)),
        "possible": _columns(visit),
        "export": lambda kind: visit.path("audit_log_export", kind=kind),
    }
    return visit.list_page("audit_log.html", values, area=AREA)


def _details(visit: Visit, entry: Entry) -> str:
    return deed_words.details(entry.details, visit.console.pages.translations.get(visit.language))


async def export(visit: Visit) -> Response:
    """What the filter finds. Taking it away is itself written down."""
    if visit.request.path_params["kind"] not in EXPORTS:
        raise NotFound("There is no such page.", code="page_not_found")
    state = _state(visit)
    async with visit.transaction() as tx:
        await note(tx, Actor.of(visit.me.principal), Deed.LOG_EXPORTED)
    columns = shown(state.columns, _columns(visit))
    words = [visit.text(deed_words.DEEDS[Deed(one)]) for one in _wanted(visit, state).deeds]
    words += [said for name in ("who", "q", "from", "to") if (said := state.filters.get(name))]
    return await list_files.export(visit, _rows(visit, state), columns, title=visit.text(TITLE), about=words)


async def _rows(visit: Visit, state: ListState) -> AsyncIterator[Sequence[Entry]]:
    async with visit.reading() as reading:
        batch: list[Entry] = []
        async for one in audit_log.all_entries(reading, _wanted(visit, state)):
            batch.append(one)
            if len(batch) == AT_ONCE:
                yield batch
                batch = []
    if batch:
        yield batch
