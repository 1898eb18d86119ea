"""What a list of reconciliations is filtered by, and in which campaigns it may find something."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, between, func, literal_column, select

from services.campaign.domain.progress import ReconciliationState
from services.campaign.models import campaigns, reconciliations
from services.campaign.repository import tallies
from services.campaign.repository.tallies import Standing, Tally
from shared.database import Reading
from shared.text import fold

of = reconciliations.c
LAST = "\uffff"
REFERENCE = "m-"
"""How every reference begins, and hardly a name."""
PERIOD = re.compile(r"m-(\d{4}-\d\d|[\d-]{0,6}$)")
"""How it goes on: with the period that its campaign asks about."""
FLAGS: Mapping[str, ColumnElement[bool]] = MappingProxyType(
    {
        name: literal_column(f"reconciliations.{condition}")
        for name, condition in {
            "undelivered": "undelivered > 0",
            "outdated": "outdated_at IS NOT NULL",
            "conflict": "answer_conflict",
            "late": "answer_late",
            "notice": "notice <> ''",
            "difference": "difference_minor > 0",
            "unread": "unread_messages > 0",
        }.items()
    }
)
"""What a reconciliation may be marked with: as the index of these says it word for word, or SQLite does not see that it fits."""


@dataclass(frozen=True, slots=True)
class ReconciliationFilter:
    """What is empty or None does not matter. Amounts in kuruş: one of the sides or the balance lies between them.

    `search`: every word stands in what its counterparty is called, or it begins the reference.
    """

    campaign_id: UUID | None = None
    states: Collection[ReconciliationState] = ()
    search: str = ""
    flags: Sequence[str] = ()
    least_minor: int | None = None
    most_minor: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    answered_since: datetime | None = None
    ends_on: date | None = None
    period: str = ""
    only: Collection[UUID] | None = None

    @property
    def plain(self) -> bool:
        """Whether the tallies know its sums: nothing but campaigns and states is asked for."""
        return replace(self, campaign_id=None, states=(), period="", ends_on=None) == EVERYTHING

    @property
    def everything(self) -> bool:
        return self == EVERYTHING


EVERYTHING = ReconciliationFilter()


class Scope:
    """Of the campaigns of a company those in which a filter can find something, by what the tallies know of them."""

    def __init__(self, every: Mapping[UUID, Mapping[str, Standing]], campaign_ids: Collection[UUID]) -> None:
        self.campaigns: Sequence[UUID] = sorted(campaign_ids)
        self.whole = len(self.campaigns) == len(every)
        self.states: dict[str, Tally] = defaultdict(Tally)
        for one in self.campaigns:
            for state, standing in every[one].items():
                self.states[state] += standing.tally
        self.of_company = sum(one.tally.reconciliations for states in every.values() for one in states.values())

    def total(self, states: Collection[str] = ()) -> Tally:
        """Of those in these states; of all without any."""
        return sum((tally for state, tally in self.states.items() if not states or state in states), Tally())

    def rows(self, states: Collection[str] = ()) -> int:
        return self.total(states).reconciliations


async def scope_of(reading: Reading, company_id: UUID, wanted: ReconciliationFilter) -> Scope:
    """Where to look for what is wanted. What it leaves out cannot fit."""
    every = await tallies.standings(reading, company_id)
    found = set(every) if wanted.campaign_id is None else {wanted.campaign_id} & set(every)
    if wanted.since is not None:
        found = {one for one in found if max(standing.last_at for standing in every[one].values()) >= wanted.since}
    if wanted.until is not None:
        found = {one for one in found if min(standing.first_at for standing in every[one].values()) < wanted.until}
    search = PERIOD.match(fold(wanted.search))
    if wanted.ends_on is not None or wanted.period or search:
        mine = select(campaigns.c.campaign_id).where(campaigns.c.company_id == company_id)
        if wanted.ends_on is not None:
            mine = mine.where(campaigns.c.valid_until == wanted.ends_on)
        if wanted.period:
            mine = mine.where(campaigns.c.period == wanted.period)
        if search:
            mine = mine.where(between(campaigns.c.period, search[1], search[1] + LAST))
        found &= set(await reading.scalars(mine))
    return Scope(every, found)


async def references_of(reading: Reading, company_id: UUID, scope: Scope) -> list[ColumnElement[bool]]:
    """Between which references the rows of these campaigns lie: they begin with the period, and a list by reference with them."""
    if scope.whole:
        return []
    period = campaigns.c.period
    mine = (campaigns.c.company_id == company_id) & reading.among(campaigns.c.campaign_id, scope.campaigns)
    ends = await reading.first(select(func.min(period).label("first"), func.max(period).label("last")).where(mine))
    if ends is None or ends.first is None:
        return []
    prefix = REFERENCE.upper()
    return [between(of.reference, f"{prefix}{ends.first}", f"{prefix}{ends.last}{LAST}")]
