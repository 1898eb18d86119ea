"""In which of a company's campaigns a filter can find something, by what is known of each without a look at its rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, between, func, select

from services.campaign.models import campaigns, reconciliations, tallies
from services.campaign.repository.list_filters import LAST, PERIOD, REFERENCE, ReconciliationFilter
from services.campaign.repository.list_sums import together
from services.campaign.repository.tallies import LISTED, MOMENTS, Tally, tally_at
from shared.contracts.values import Kind
from shared.database import Reading
from shared.text import fold

_PREFIX = REFERENCE.upper()


@dataclass(frozen=True, slots=True)
class Asking:
    """A campaign with reconciliations. None of them changed before `first_at` or after `last_at`."""

    campaign_id: UUID
    description: str
    kind: Kind
    period: str
    valid_until: date
    reconciliations: int
    first_at: datetime
    last_at: datetime


class Scope:
    """Of the campaigns of a company those in which a filter can find something."""

    def __init__(self, every: Sequence[Asking], found: Sequence[Asking], states: Mapping[str, Tally]) -> None:
        """`states`: what there is in the campaigns that were found."""
        self._every = every
        self.found = {one.campaign_id: one for one in found}
        self.campaigns: Sequence[UUID] = sorted(self.found, key=attrgetter("int"))
        self.whole = len(found) == len(every)
        self.states = states
        self.of_company = sum(one.reconciliations for one in every)

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
        if self.whole or not self.found:
            return []
        periods = [one.period for one in self.found.values()]
        return [between(reconciliations.c.reference, f"{_PREFIX}{min(periods)}", f"{_PREFIX}{max(periods)}{LAST}")]

    def up_to(self, reference: str, *, down: bool) -> Scope:
        """What of it a list by reference meets before it is past this one; `down`: coming from the last of them."""
        period = reference.removeprefix(_PREFIX)[: len("2026-10")]
        met = [one for one in self.found.values() if (one.period >= period if down else one.period <= period)]
        return Scope(self._every, met, self.states)


async def scope_of(reading: Reading, company_id: UUID, wanted: ReconciliationFilter) -> Scope:
    """Where to look for what is wanted. What it leaves out cannot fit."""
    every, states = await _known(reading, company_id)
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

    found = [one for one in every if may_hold(one)]
    if len(found) < len(every):
        states = await _states(reading, company_id, [one.campaign_id for one in found]) if found else {}
    return Scope(every, found, states)


_ABOUT = (
    campaigns.c.campaign_id,
    campaigns.c.description,
    campaigns.c.kind,
    campaigns.c.period,
    campaigns.c.valid_until,
)


async def _known(reading: Reading, company_id: UUID) -> tuple[list[Asking], dict[str, Tally]]:
    """The campaigns, and what there is in all of them. Some have hundreds."""
    mine = tallies.c
    those = mine.company_id == company_id
    many = select(mine.campaign_id, func.sum(mine.reconciliations).label("many"), *MOMENTS).where(those)
    summed = many.group_by(mine.campaign_id).subquery()
    each = select(*_ABOUT, summed.c.many, summed.c.first_at, summed.c.last_at)
    each = each.join(summed, campaigns.c.campaign_id == summed.c.campaign_id)
    states = select(mine.state, *LISTED).where(those).group_by(mine.state)
    rows = await reading.all(together(each, states))
    every = [_asking(row) for row in rows if row.campaign_id is not None and row.many]
    return every, _states_in([row for row in rows if row.state is not None], len(each.selected_columns) + 1)


async def _states(reading: Reading, company_id: UUID, campaign_ids: Sequence[UUID]) -> dict[str, Tally]:
    mine = tallies.c
    those = (mine.company_id == company_id) & reading.among(mine.campaign_id, campaign_ids)
    return _states_in(await reading.all(select(mine.state, *LISTED).where(those).group_by(mine.state)), 1)


def _states_in(rows: Sequence[Row[Any]], place: int) -> dict[str, Tally]:
    """`place`: of a tally's first column."""
    tallied = {row.state: tally_at(row, place) for row in rows}
    return {state: tally for state, tally in tallied.items() if tally.reconciliations}


def _asking(row: Row[Any]) -> Asking:
    return Asking(
        campaign_id=row.campaign_id,
        description=row.description,
        kind=Kind(row.kind),
        period=row.period,
        valid_until=row.valid_until,
        reconciliations=int(row.many),
        first_at=row.first_at,
        last_at=row.last_at,
    )
