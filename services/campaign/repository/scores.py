"""How counterparties answer, over all campaigns: counted by SQL, times and causes only of those that are shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select

from services.campaign.domain.closing import Score
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.results import Times
from services.campaign.models import campaigns, reconciliations
from shared.database import Reading
from shared.text import fold

_OF = reconciliations.c
SHOWN = 100
_ANSWERS = (ReconciliationState.AGREED.value, ReconciliationState.DISAGREED.value)
_COUNTED = (*_ANSWERS, ReconciliationState.EXPIRED.value, ReconciliationState.NO_OBJECTION.value)
"""Ended or answered: whoever still has time is not held to have been silent."""
_ANSWERED = func.sum(case((_OF.state.in_(_ANSWERS), 1), else_=0))
_DISAGREED = func.sum(case((_OF.state == ReconciliationState.DISAGREED.value, 1), else_=0))


async def listing(
    reading: Reading, company_id: UUID, *, search: str = "", limit: int = SHOWN, offset: int = 0
) -> tuple[list[Score], int]:
    """Who answers least first, of equal ones those with more requests; and how many there are in all."""
    where: list[ColumnElement[bool]] = [_OF.company_id == company_id, _OF.state.in_(_COUNTED)]
    if search.strip():
        where.append(_OF.title_folded.contains(fold(search), autoescape=True))
    counted = (
        select(
            _OF.figure_key,
            func.max(_OF.title).label("title"),
            func.count().label("asked"),
            _ANSWERED.label("answered"),
            _DISAGREED.label("disagreed"),
        )
        .where(*where)
        .group_by(_OF.figure_key)
        .subquery()
    )
    of = counted.c
    total = int(await reading.scalar(select(func.count()).select_from(counted)) or 0)
    rows = await reading.all(
        select(counted)
        .order_by(of.answered * 1000 / of.asked, of.asked.desc(), of.figure_key)
        .limit(limit)
        .offset(offset)
    )
    scores = [Score(row.figure_key, row.title, row.asked, int(row.answered), int(row.disagreed)) for row in rows]
    return await _told(reading, company_id, scores), total


async def of_key(reading: Reading, company_id: UUID, figure_key: str) -> Score | None:
    """One counterparty's; None where it was never asked to an end."""
    row = await reading.first(
        select(
            func.max(_OF.title).label("title"),
            func.count().label("asked"),
            _ANSWERED.label("answered"),
            _DISAGREED.label("disagreed"),
        ).where(_OF.company_id == company_id, _OF.figure_key == figure_key, _OF.state.in_(_COUNTED))
    )
    if row is None or not row.asked:
        return None
    score = Score(figure_key, row.title, row.asked, int(row.answered), int(row.disagreed))
    return (await _told(reading, company_id, [score]))[0]


async def _told(reading: Reading, company_id: UUID, scores: Sequence[Score]) -> list[Score]:
    """With the middle of their times, and the cause that they ticked most often."""
    durations, causes = await _details(reading, company_id, [score.figure_key for score in scores])
    told = []
    for score in scores:
        median = Times.of(durations[score.figure_key]).median
        often = causes[score.figure_key].most_common(1)
        hours = round(median.total_seconds() / 3600) if median is not None else None
        told.append(replace(score, median_hours=hours, cause=often[0][0] if often else ""))
    return told


async def _details(
    reading: Reading, company_id: UUID, keys: Collection[str]
) -> tuple[dict[str, list[timedelta]], dict[str, Counter[str]]]:
    durations: dict[str, list[timedelta]] = defaultdict(list)
    causes: dict[str, Counter[str]] = defaultdict(Counter)
    rows = await reading.all(
        select(_OF.figure_key, _OF.answered_at, _OF.answer_details, campaigns.c.sent_at)
        .join(campaigns, campaigns.c.campaign_id == _OF.campaign_id)
        .where(_OF.company_id == company_id, _OF.figure_key.in_(keys), _OF.answered_at.is_not(None))
    )
    for row in rows:
        durations[row.figure_key].append(row.answered_at - row.sent_at)
        causes[row.figure_key].update(sorted((row.answer_details or {}).get("reasons") or ()))
    return durations, causes
