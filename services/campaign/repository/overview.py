"""How the month stands in each of somebody's companies (an accounting office's clients on one page)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.people import Membership
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.roles import Role
from services.campaign.models import campaigns, tallies
from services.campaign.repository import people
from shared.database import Reading
from shared.text import fold

_WAITING = frozenset(
    state.value
    for state in (
        ReconciliationState.PREPARING,
        ReconciliationState.QUEUED,
        ReconciliationState.SENT,
        ReconciliationState.UNDELIVERED,
        ReconciliationState.UNCERTAIN,
        ReconciliationState.OPENED,
    )
)


@dataclass(frozen=True, slots=True)
class CompanyStanding:
    """One company: its running campaigns and what is open in them. `due`: the first last day of those campaigns."""

    company_id: UUID
    title: str
    role: Role
    running: int = 0
    waiting: int = 0
    disagreed: int = 0
    undelivered: int = 0
    due: date | None = None


async def standings(reading: Reading, user_id: UUID) -> list[CompanyStanding]:
    """All companies of this person, by title."""
    mine = await people.companies_of(reading, user_id)
    found = {one.company_id: CompanyStanding(one.company_id, one.title, one.role) for one in mine}
    for row in await reading.all(
        select(campaigns.c.company_id, func.count().label("running"), func.min(campaigns.c.valid_until).label("due"))
        .where(
            campaigns.c.company_id.in_([one.company_id for one in mine]),
            campaigns.c.state == CampaignState.RUNNING.value,
        )
        .group_by(campaigns.c.company_id)
    ):
        found[row.company_id] = replace(found[row.company_id], running=row.running, due=row.due)
    by_state = (
        select(tallies.c.company_id, tallies.c.state, func.sum(tallies.c.reconciliations).label("many"))
        .join(campaigns, campaigns.c.campaign_id == tallies.c.campaign_id)
        .where(
            tallies.c.company_id.in_([one.company_id for one in mine]),
            campaigns.c.state == CampaignState.RUNNING.value,
        )
        .group_by(tallies.c.company_id, tallies.c.state)
    )
    for row in await reading.all(by_state):
        before, state, count = found[row.company_id], row.state, int(row.many)
        found[row.company_id] = replace(
            before,
            waiting=before.waiting + (count if state in _WAITING else 0),
            disagreed=before.disagreed + (count if state == ReconciliationState.DISAGREED.value else 0),
            undelivered=before.undelivered + (count if state == ReconciliationState.UNDELIVERED.value else 0),
        )
    return list(found.values())


def matching(mine: Sequence[Membership], words: str) -> list[Membership]:
    """Companies whose title has every word in it; one whose title begins with them comes first."""
    parts = fold(words).split()
    found = [one for one in mine if all(part in fold(one.title) for part in parts)]
    return sorted(found, key=lambda one: not fold(one.title).startswith(fold(words)))
