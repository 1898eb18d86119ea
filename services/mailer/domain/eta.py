"""When the last waiting mail will have left: the lane's own rules, played forward.

Honest means: the limits with what is used of them already, the send window, the rest after trouble, the speed that was really
seen, and the others on the lane. Where it depends on a person or on something never seen, there is no estimate but a reason.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.mailer.domain.limits import HOUR, LAPSE, MINUTE, Limits, Usage, tomorrow
from services.mailer.domain.window import Window
from shared.clock import istanbul_date

MOST_PLAYED = 20_000
"""Mails that are played one by one; of longer queues the end is drawn out from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What decides the rest. `speed`: mails a second that the lane manages without any limit; None: never seen."""

    now: datetime
    limits: Limits
    usage: Usage
    window: Window | None = None
    rests_until: datetime | None = None
    speed: float | None = None


def finished_at(outlook: Outlook, mails: int, *, not_before: datetime | None = None) -> datetime | None:
    """When the last of `mails` leaves; `not_before`: the latest moment for which one of them is put off. None: unknown."""
    if mails <= 0:
        return outlook.now
    if outlook.speed is None and outlook.limits.per_minute is None and outlook.limits.per_hour is None:
        return None
    played = min(mails, MOST_PLAYED)
    start = max(outlook.now, outlook.rests_until or outlook.now)
    last = _play(outlook, start, played)
    if played < mails:
        last += (last - start) * ((mails - played) / played)
    if not_before is not None and not_before > last:
        last = not_before
        if outlook.window is not None:
            last = outlook.window.next_open(last)
    return last


def _play(outlook: Outlook, start: datetime, mails: int) -> datetime:
    limits, window = outlook.limits, outlook.window
    step = timedelta(seconds=1 / outlook.speed) if outlook.speed else timedelta()
    if not limits.metered and window is None:
        return start + step * mails
    gates = [
        _Sliding(limit, span, outlook.usage)
        for limit, span in ((limits.per_minute, MINUTE), (limits.per_hour, HOUR))
        if limit is not None
    ]
    day, today = istanbul_date(outlook.now), outlook.usage.today
    moment = start
    for _ in range(mails):
        moment = _next(moment + step, gates, window)
        if limits.per_day is not None:
            if istanbul_date(moment) != day:
                day, today = istanbul_date(moment), 0
            if today >= limits.per_day:
                moment = _next(tomorrow(moment), gates, window)
                day, today = istanbul_date(moment), 0
            today += 1
        for gate in gates:
            gate.take(moment)
    return moment


def _next(moment: datetime, gates: Sequence[_Sliding], window: Window | None) -> datetime:
    """The first moment from then on at which all agree."""
    while True:
        later = max((gate.free_at(moment) for gate in gates), default=moment)
        if window is not None:
            later = window.next_open(later)
        if later == moment:
            return moment
        moment = later


class _Sliding:
    """At most `limit` mails in any span of time."""

    def __init__(self, limit: int, span: timedelta, usage: Usage) -> None:
        self._limit = limit
        self._span = span + LAPSE
        self._taken: deque[datetime] = deque(maxlen=limit)
        for use in usage.recent:
            self._taken.extend([use.at] * min(use.mails, limit))

    def free_at(self, moment: datetime) -> datetime:
        full = len(self._taken) == self._limit
        return max(moment, self._taken[0] + self._span) if full else moment

    def take(self, moment: datetime) -> None:
        self._taken.append(moment)


def ahead(mine: int, others: Sequence[int]) -> int:
    """Mails that leave until `mine` have, where companies take turns."""
    return mine + sum(min(mine, theirs) for theirs in others)
