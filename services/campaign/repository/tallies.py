"""How many reconciliations of a campaign are in which state, and their sums: added up from changes, never counted anew.

Counting 200,000 rows takes longer than a page may. Every change of a state is written here in its own transaction, as rows that
are only ever added, so that two that change the same campaign need not wait for each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, func, select

from services.campaign.models import tallies
from shared.bulk import insert_rows
from shared.database import Database, Reading, Transaction

MOST_CHANGES = 40
"""A campaign with more rows than this has them added up; there are twelve states at most."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Amounts in kuruş; balances apart by who owes whom. Of the `addresses` that are asked the last three say what became of the
    latest mail to each; of the others it is not known yet."""

    reconciliations: int = 0
    purchases_minor: int = 0
    sales_minor: int = 0
    receivable_minor: int = 0
    payable_minor: int = 0
    addresses: int = 0
    reached: int = 0
    undelivered: int = 0
    uncertain: int = 0

    # Written out: a launch adds some ten thousand of them.
    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.reconciliations + other.reconciliations,
            self.purchases_minor + other.purchases_minor,
            self.sales_minor + other.sales_minor,
            self.receivable_minor + other.receivable_minor,
            self.payable_minor + other.payable_minor,
            self.addresses + other.addresses,
            self.reached + other.reached,
            self.undelivered + other.undelivered,
            self.uncertain + other.uncertain,
        )

    def __neg__(self) -> Tally:
        return Tally(
            -self.reconciliations,
            -self.purchases_minor,
            -self.sales_minor,
            -self.receivable_minor,
            -self.payable_minor,
            -self.addresses,
            -self.reached,
            -self.undelivered,
            -self.uncertain,
        )


NAMES = tuple(field.name for field in fields(Tally))
Place = tuple[UUID, UUID, str]
"""Company, campaign, state."""
SUMS = tuple(func.sum(tallies.c[name]).label(name) for name in NAMES)
LISTED = SUMS[: NAMES.index("addresses")]
"""Those that lists add up."""
MOMENTS = (func.min(tallies.c.first_at).label("first_at"), func.max(tallies.c.last_at).label("last_at"))
"""When something came into a state for the first and the last time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Those of a campaign that are in a state. None of them came into it before `first_at` or after `last_at`; it need not hold
    the other way round, since who has left it is not taken out of these."""

    tally: Tally
    first_at: datetime
    last_at: datetime


def tally_of(known: Mapping[str, Any]) -> Tally:
    """What one reconciliation adds to its state. One whose statement was refused asks nobody."""
    balance = known["balance_minor"]
    return Tally(
        1,
        known["purchases_minor"],
        known["sales_minor"],
        max(balance, 0),
        max(-balance, 0),
        known["addresses"] if known.get("refused_at") is None else 0,
        known.get("reached", 0),
        known.get("undelivered", 0),
        known.get("uncertain", 0),
    )


async def came(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Reconciliations were made."""
    changes: dict[Place, Tally] = defaultdict(Tally)
    moments: dict[Place, set[datetime]] = defaultdict(set)
    for row in rows:
        place = (row["company_id"], row["campaign_id"], row["state"])
        changes[place] += tally_of(row)
        moments[place].add(row["state_at"])
    await _insert(
        tx, {place: Standing(tally, min(moments[place]), max(moments[place])) for place, tally in changes.items()}
    )


async def moved(tx: Transaction, changes: Mapping[Place, Tally], at: datetime) -> None:
    """Reconciliations went from some states into others: what each of these gained or lost. One that lost as much as it gained
    has others in it all the same."""
    await _insert(tx, {place: Standing(tally, at, at) for place, tally in changes.items()})


async def _insert(tx: Transaction, changes: Mapping[Place, Standing]) -> None:
    await insert_rows(tx, tallies, [_row(place, standing) for place, standing in changes.items()])


def _row(place: Place, standing: Standing) -> dict[str, Any]:
    company_id, campaign_id, state = place
    counted = dict(zip(NAMES, astuple(standing.tally), strict=True))
    moments = {"first_at": standing.first_at, "last_at": standing.last_at}
    return {"company_id": company_id, "campaign_id": campaign_id, "state": state, **counted, **moments}


async def standings(
    reading: Reading, company_id: UUID, campaign_ids: Sequence[UUID] | None = None
) -> dict[UUID, dict[str, Standing]]:
    """Of these campaigns, or of all of the company, by state; states without any are absent."""
    of = tallies.c
    those: list[ColumnElement[bool]] = [of.company_id == company_id]
    if campaign_ids is not None:
        those.append(of.campaign_id.in_(campaign_ids))
    query = select(of.campaign_id, of.state, *SUMS, *MOMENTS)
    found: dict[UUID, dict[str, Standing]] = defaultdict(dict)
    for row in await reading.all(query.where(*those).group_by(of.campaign_id, of.state)):
        tally = Tally(*(int(value) for value in row[2 : 2 + len(NAMES)]))
        if tally.reconciliations:
            found[row.campaign_id][row.state] = Standing(tally, row.first_at, row.last_at)
    return found


async def by_state(
    reading: Reading, company_id: UUID, campaign_ids: Sequence[UUID] | None = None
) -> dict[UUID, dict[str, Tally]]:
    """How many, and their sums; as `standings`."""
    found = await standings(reading, company_id, campaign_ids)
    tallied = {one: {state: standing.tally for state, standing in states.items()} for one, states in found.items()}
    return defaultdict(dict, tallied)


def tally_at(row: Row[Any], place: int) -> Tally:
    """What lists add up, in the columns of a row from this one on."""
    return Tally(*(int(value) for value in row[place : place + len(LISTED)]))


def _tally(row: Row[Any]) -> Tally:
    return Tally(*(int(getattr(row, name)) for name in NAMES))


async def add_up(database: Database) -> int:
    """Put the rows of campaigns with many into one a state, a campaign to a transaction; how many campaigns had many."""
    of = tallies.c
    async with database.reading() as reading:
        grown = await reading.all(
            select(of.company_id, of.campaign_id)
            .group_by(of.company_id, of.campaign_id)
            .having(func.count() > MOST_CHANGES)
        )
    for one in grown:
        company_id, campaign_id = one.company_id, one.campaign_id
        async with database.transaction() as tx:
            mine = (of.company_id == company_id) & (of.campaign_id == campaign_id)
            taken = (await tx.execute(delete(tallies).where(mine).returning(*tallies.c))).all()
            sums: dict[Place, Tally] = defaultdict(Tally)
            moments: dict[Place, set[datetime]] = defaultdict(set)
            for row in taken:
                place = (company_id, campaign_id, row.state)
                sums[place] += _tally(row)
                moments[place] |= {row.first_at, row.last_at}
            left = {place: tally for place, tally in sums.items() if tally.reconciliations}
            await _insert(
                tx, {one: Standing(tally, min(moments[one]), max(moments[one])) for one, tally in left.items()}
            )
    return len(grown)
