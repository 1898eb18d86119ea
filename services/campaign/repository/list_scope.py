"""In which of a company's campaigns a filter can find something, by what is known of each without a look at its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, between, select

from services.campaign.models import campaigns, reconciliations, tallies
from services.campaign.repository.list_filters import LAST, PERIOD, REFERENCE, ReconciliationFilter
from services.campaign.repository.tallies import LISTED, MOMENTS, Tally, tally_at
from shared.contracts.values import Kind
from shared.database import Reading
from shared.text import fold

_PREFIX = REFERENCE.upper()


@dataclass(frozen=True, slots=True)
class Asking:
    """A campaign, and its reconciliations by state. None of them changed before `first_at` or after `last_at`."""

    campaign_id: UUID
    description: str
    kind: Kind
    period: str
    valid_until: date
    states: dict[str, Tally]
    first_at: datetime
    last_at: datetime


class Scope:
    """Of the campaigns of a company those in which a filter can find something."""

    def __init__(self, every: Sequence[Asking], found: Sequence[Asking]) -> None:
        self._every = every
        self._found = found
        self.campaigns: Sequence[UUID] = sorted(one.campaign_id for one in found)
        self.whole = len(found) == len(every)
        self.states: dict[str, Tally] = defaultdict(Tally)
        for one in found:
            for state, tally in one.states.items():
                self.states[state] += tally
        self.found = {one.campaign_id: one for one in found}
        self.of_company = sum(tally.reconciliations for one in every for tally in one.states.values())

    @property
    def asked_about(self) -> tuple[list[Kind], list[str]]:
        """What the company has asked about at all, and the periods, the newest first."""
        return sorted({one.kind for one in self._every}), sorted({one.period for one in self._every}, reverse=True)

    def total(self, states: Collection[str] = ()) -> Tally:
        """Of those in these states; of all without any."""
        return sum((tally for state, tally in self.states.items() if not states or state in states), Tally())

    def rows(self, states: Collection[str] = ()) -> int:
        return self.total(states).reconciliations

    def references(self) -> list[ColumnElement[bool]]:
        """Between which references its rows lie: they begin with the period, and a list by reference with them."""
        if self.whole or not self._found:
            return []
        periods = [one.period for one in self._found]
        return [between(reconciliations.c.reference, f"{_PREFIX}{min(periods)}", f"{_PREFIX}{max(periods)}{LAST}")]

    def up_to(self, reference: str, *, down: bool) -> Scope:
        """What of it a list by reference meets before it is past this one; `down`: coming from the last of them."""
        period = reference.removeprefix(_PREFIX)[: len("2026-10")]
        return Scope(
            self._every, [one for one in self._found if (one.period >= period if down else one.period <= period)]
        )


async def scope_of(reading: Reading, company_id: UUID, wanted: ReconciliationFilter) -> Scope:
    """Where to look for what is wanted. What it leaves out cannot fit."""
    every = await _every(reading, company_id)
    search = PERIOD.match(fold(wanted.search))

    def may_hold(one: Asking) -> bool:
        return (
            (wanted.campaign_id is None or one.campaign_id == wanted.campaign_id)
            and (wanted.since is None or one.last_at >= wanted.since)
            and (wanted.until is None or one.first_at < wanted.until)
            and (wanted.ends_on is None or one.valid_until == wanted.ends_on)
            and (not wanted.period or one.period == wanted.period)
            and (search is None or one.period.startswith(search[1]))
        )

    return Scope(every, [one for one in every if may_hold(one)])


async def _every(reading: Reading, company_id: UUID) -> list[Asking]:
    mine, of = tallies.c, campaigns.c
    about = (of.campaign_id, of.description, of.kind, of.period, of.valid_until)
    query = select(*about, mine.state, *LISTED, *MOMENTS).join(campaigns, of.campaign_id == mine.campaign_id)
    every: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in await reading.all(query.where(mine.company_id == company_id).group_by(*about, mine.state)):
        if row.reconciliations:
            every[row.campaign_id].append(row)
    return [_asking(rows) for rows in every.values()]


def _asking(rows: Sequence[Row[Any]]) -> Asking:
    one = rows[0]
    return Asking(
        campaign_id=one.campaign_id,
        description=one.description,
        kind=Kind(one.kind),
        period=one.period,
        valid_until=one.valid_until,
        states={row.state: tally_at(row, 6) for row in rows},
        first_at=min(row.first_at for row in rows),
        last_at=max(row.last_at for row in rows),
    )
