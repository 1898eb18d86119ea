"""What a company's mail has ahead of it: the lane it takes, what that lane may do, and when the rest will have left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.mailer.domain.eta import Outlook, ahead, finished_at
from services.mailer.domain.limits import Limits, Usage, room, tomorrow
from services.mailer.domain.servers import PLATFORM, Server
from services.mailer.domain.window import Window
from services.mailer.repository import allowance, configurations, gates, lanes, policies, progress
from services.mailer.repository.progress import Waiting
from shared.clock import end_of_day
from shared.database import Reading

OPEN, RESTING, PAUSED, NO_SERVER, LIMITED, CLOSED = "open", "resting", "paused", "no_server", "limited", "closed"


@dataclass(frozen=True, slots=True)
class PlatformLane:
    """The deployment's own server, as far as an estimate needs it."""

    server: Server | None
    limits: Limits
    company_per_day: int


@dataclass(frozen=True, slots=True)
class LaneNow:
    """The lane that a company's mail takes, and what keeps it at this moment. `server` None: there is none."""

    server: Server | None
    own: bool
    limits: Limits
    usage: Usage
    window: Window | None
    paused: bool
    """By a person of the company."""
    state: str
    reason: str = ""
    detail: str = ""
    retry_at: datetime | None = None


async def lane_now(reading: Reading, company_id: UUID, platform: PlatformLane) -> LaneNow:
    """Everything about the lane of a company."""
    row = (await configurations.of_company(reading, company_id)).get(configurations.ACTIVE)
    server = configurations.server_of(row) if row is not None else platform.server
    window = policies.window_of(await policies.of(reading, company_id))
    gate = await gates.of(reading, company_id, gates.ALL_MAIL)
    paused = gate is not None and gate.paused
    if server is None:
        return LaneNow(None, False, platform.limits, Usage(), window, paused, NO_SERVER, "no_server")
    limits = configurations.limits_of(row) if row is not None else platform.limits
    now = await reading.database_time()
    usage = await allowance.usage(reading, server.account_id, now) if limits.metered else Usage()
    found = LaneNow(server, row is not None, limits, usage, window, paused, OPEN)
    if paused:
        return _kept(found, PAUSED, "paused")
    trouble = await lanes.get(reading, server.id)
    used = await _company_used(reading, company_id, found, platform)
    return _with_obstacle(found, trouble, company_full=used is not None and used >= platform.company_per_day, now=now)


async def _company_used(reading: Reading, company_id: UUID, lane: LaneNow, platform: PlatformLane) -> int | None:
    """What the company has used of its day on the platform's server; None where there is no cap."""
    if lane.own or not platform.company_per_day:
        return None
    return await allowance.company_used(reading, company_id)


def _with_obstacle(lane: LaneNow, trouble: Any, *, company_full: bool, now: datetime) -> LaneNow:
    """The first thing that keeps mail back; what only a person can end comes before what ends by itself."""
    if trouble is not None and (trouble.paused or (trouble.retry_at and trouble.retry_at > now)):
        # What the platform's server says is for whoever runs it, not for every company.
        detail = trouble.detail if lane.own else ""
        return _kept(lane, PAUSED if trouble.paused else RESTING, trouble.reason, trouble.retry_at, detail)
    if lane.window is not None and not lane.window.is_open(now):
        return _kept(lane, CLOSED, "outside_window", lane.window.next_open(now))
    if company_full:
        return _kept(lane, LIMITED, "company_limit", tomorrow(now))
    free = room(lane.limits, lane.usage, now)
    return lane if free.mails else _kept(lane, LIMITED, "limit_reached", free.again_at)


def _kept(lane: LaneNow, state: str, reason: str, retry_at: datetime | None = None, detail: str = "") -> LaneNow:
    return replace(lane, state=state, reason=reason, detail=detail, retry_at=retry_at)


@dataclass(frozen=True, slots=True)
class Estimate:
    """`at` None: `reason` says why. `in_time`: before the earliest last day to answer among them ends."""

    at: datetime | None
    reason: str = ""
    in_time: bool | None = None


async def estimate(
    reading: Reading, company_id: UUID, lane: LaneNow, queue: Waiting, *, stopped: bool, platform: PlatformLane
) -> Estimate:
    """When the last of `queue` will have left; `stopped`: a person has paused it."""
    if stopped or lane.paused:
        return Estimate(None, "paused")
    if not queue.mails:
        return Estimate(None, "nothing_waits")
    if lane.server is None or lane.state == PAUSED:
        return Estimate(None, lane.reason)
    now = await reading.database_time()
    mails = await progress.before(reading, company_id, max(queue.last_due or now, now))
    if not lane.own:
        mails = ahead(mails, await progress.others_on_platform(reading, company_id, now))
    outlook = Outlook(
        now=now,
        limits=lane.limits,
        usage=lane.usage,
        window=lane.window,
        rests_until=lane.retry_at,
        speed=await progress.speed(reading, PLATFORM if not lane.own else lane.server.id, lane.limits.connections),
    )
    at = finished_at(outlook, mails, not_before=queue.last_due)
    if at is None:
        return Estimate(None, "speed_unknown")
    used = await _company_used(reading, company_id, lane, platform)
    if used is not None:
        own_day = replace(outlook.limits, per_minute=None, per_hour=None, per_day=platform.company_per_day)
        mine = await progress.before(reading, company_id, max(queue.last_due or now, now))
        # What is on its way is in both figures.
        capped = replace(outlook, limits=own_day, usage=Usage(today=used - queue.sending))
        at = max(at, finished_at(capped, mine) or at)
    return Estimate(at, in_time=queue.first_deadline is None or at <= end_of_day(queue.first_deadline))
