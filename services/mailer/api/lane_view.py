"""Whether mail of a company can leave at the moment, why not, and when the rest will have left."""

from typing import Any
from uuid import UUID

from services.mailer.api.edge import MailerEdge, Reader
from services.mailer.domain.limits import HOUR, MINUTE, Limits
from services.mailer.domain.wording import reason_words
from services.mailer.repository import gates, overview, progress
from services.mailer.schemas import (
    CampaignMail,
    DecisionView,
    Eta,
    LaneStatus,
    LaneView,
    LimitsView,
    Usage,
)
from services.mailer.use_cases.outlook import Estimate, LaneNow, estimate, lane_now
from shared.database import Reading


def limits_view(limits: Limits) -> LimitsView:
    return LimitsView(
        connections=limits.connections,
        per_connection=limits.per_connection,
        per_minute=limits.per_minute,
        per_hour=limits.per_hour,
        per_day=limits.per_day,
    )


def _lane_fields(lane: LaneNow, reader: Reader) -> dict[str, Any]:
    return {
        "state": lane.state,
        "reason": lane.reason,
        "message": reader.say(reason_words(lane.reason)),
        "detail": lane.detail,
        "retry_at": lane.retry_at,
    }


async def lane_of(reading: Reading, company_id: UUID, mailer: MailerEdge, reader: Reader) -> LaneView:
    """The lane that the company's mail takes now."""
    return LaneView(**_lane_fields(await lane_now(reading, company_id, mailer.platform_lane), reader))


def _eta(found: Estimate, reader: Reader) -> Eta:
    return Eta(at=found.at, reason=found.reason, message=reader.say(reason_words(found.reason)), in_time=found.in_time)


async def _decisions(reading: Reading, company_id: UUID, campaign_id: UUID) -> list[DecisionView]:
    return [
        DecisionView(decision=row.decision, at=row.at, by_id=row.by_id, by_name=row.by_name, messages=row.messages)
        for row in await gates.decided(reading, company_id, campaign_id)
    ]


async def lane_status(reading: Reading, company_id: UUID, mailer: MailerEdge, reader: Reader) -> LaneStatus:
    """The lane with what waits for it."""
    lane = await lane_now(reading, company_id, mailer.platform_lane)
    queue = await progress.waiting(reading, gates.behind(company_id, gates.ALL_MAIL))
    found = await estimate(reading, company_id, lane, queue, stopped=False, platform=mailer.platform_lane)
    now = reading.clock.now()
    return LaneStatus(
        **_lane_fields(lane, reader),
        server="none" if lane.server is None else "own" if lane.own else "platform",
        paused=lane.paused,
        limits=limits_view(lane.limits) if lane.own else None,
        used=Usage(minute=lane.usage.within(MINUTE, now), hour=lane.usage.within(HOUR, now), day=lane.usage.today)
        if lane.own
        else None,
        waiting=queue.mails - queue.sending,
        sending=queue.sending,
        per_minute=await progress.per_minute(reading, company_id),
        eta=_eta(found, reader),
        decisions=await _decisions(reading, company_id, gates.ALL_MAIL),
    )


async def campaign_mail(
    reading: Reading, company_id: UUID, campaign_id: UUID, mailer: MailerEdge, reader: Reader
) -> CampaignMail:
    """The mails of one campaign."""
    those = gates.behind(company_id, campaign_id)
    lane = await lane_now(reading, company_id, mailer.platform_lane)
    gate = await gates.of(reading, company_id, campaign_id)
    paused = lane.paused or (gate is not None and gate.paused)
    counts = await progress.counts(reading, those)
    queue = await progress.waiting(reading, those)
    found = await estimate(reading, company_id, lane, queue, stopped=paused, platform=mailer.platform_lane)
    return CampaignMail(
        campaign_id=campaign_id,
        paused=paused,
        withdrawn_at=gate.withdrawn_at if gate is not None else None,
        counts=counts,
        total=sum(counts.values()),
        needs_decision=await progress.how_many(reading, those & overview.undecided()),
        waiting=queue.mails - queue.sending,
        sent=counts["sent"],
        per_minute=await progress.per_minute(reading, company_id, campaign_id),
        eta=_eta(found, reader),
        decisions=await _decisions(reading, company_id, campaign_id),
    )
