"""What a list of reconciliations may be filtered by: read from its address, and said in words above the list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from services.campaign.console import wording
from services.campaign.console.lists import ActiveFilter, ListState
from services.campaign.console.typed_amounts import amount_of
from services.campaign.console.visit import Visit
from services.campaign.domain.progress import ReconciliationState
from services.campaign.repository.listing import FLAGS, ReconciliationFilter
from shared import formats
from shared.clock import end_of_day, istanbul_date, start_of_day
from shared.money import to_minor
from shared.text import N_, NN_

NAMES = ("state", "q", "min", "max", "from", "to", "mark", "answered", "due", "period")
STATES = {key: tuple(ReconciliationState(state) for state in states or ()) for key, _, states in wording.TABS}
MOST_DAYS = 366
SEARCH = N_("Search: “%(text)s”")
LEAST = N_("Amount at least %(amount)s TL")
MOST = N_("Amount at most %(amount)s TL")
SINCE = N_("Status since %(day)s")
UNTIL = N_("Status until %(day)s")
ANSWERED = NN_("Answered in the last %(count)d day", "Answered in the last %(count)d days")
DUE = N_("Last day to answer: today")
OF_PERIOD = N_("Period %(period)s")


def read(visit: Visit, state: ListState, campaign_id: UUID | None) -> ReconciliationFilter:
    """What the address asks for; what makes no sense is left aside."""
    said, now = state.filters, visit.console.clock.now()
    first, last, days = _day(said.get("from")), _day(said.get("to")), _number(said.get("answered"))
    return ReconciliationFilter(
        campaign_id=campaign_id,
        states=STATES.get(said.get("state", ""), ()),
        search=state.q,
        flags=(said["mark"],) if said.get("mark") in FLAGS else (),
        least_minor=_amount(said.get("min")),
        most_minor=_amount(said.get("max")),
        since=start_of_day(first) if first else None,
        until=end_of_day(last) if last else None,
        answered_since=_days_ago(now, days) if days else None,
        ends_on=istanbul_date(now) if said.get("due") == "today" else None,
        period=_period(said.get("period")),
    )


def active(visit: Visit, state: ListState) -> list[ActiveFilter]:
    """The filters in words; the state has its tab and is not among them."""
    words = dict(_words(visit, state))
    return [ActiveFilter(text, state.address(**{name: None})) for name, text in words.items()]


def _words(visit: Visit, state: ListState) -> Iterator[tuple[str, str]]:
    said = state.filters
    if state.q:
        yield "q", visit.text(SEARCH, text=state.q)
    for name, text in (("min", LEAST), ("max", MOST)):
        amount = amount_of(said.get(name, ""))
        if amount is not None:
            yield name, visit.text(text, amount=formats.number(amount, visit.language))
    for name, text in (("from", SINCE), ("to", UNTIL)):
        day = _day(said.get(name))
        if day:
            yield name, visit.text(text, day=formats.day(day))
    if said.get("mark") in FLAGS:
        yield "mark", visit.text(wording.MARKS[said["mark"]])
    days = _number(said.get("answered"))
    if days:
        yield "answered", visit.text(ANSWERED, count=days)
    if said.get("due") == "today":
        yield "due", visit.text(DUE)
    if _period(said.get("period")):
        yield "period", visit.text(OF_PERIOD, period=formats.period(said["period"], visit.language))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return min(int(text), MOST_DAYS) if text and text.isascii() and text.isdigit() and len(text) < 5 else 0


def _days_ago(now: datetime, days: int) -> datetime:
    return start_of_day(istanbul_date(now) - timedelta(days=days))


def _amount(text: str | None) -> int | None:
    amount = amount_of(text or "")
    return None if amount is None else to_minor(amount)


def _period(text: str | None) -> str:
    try:
        return date.fromisoformat(f"{text}-01").strftime("%Y-%m") if text else ""
    except ValueError:
        return ""
