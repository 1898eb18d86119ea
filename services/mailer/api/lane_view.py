"""Whether mail of a company can leave at the moment, and why not."""

from typing import Any
from uuid import UUID

from services.mailer.api.edge import MailerEdge, Reader
from services.mailer.domain.servers import PLATFORM
from services.mailer.domain.wording import reason_words
from services.mailer.repository import configurations, lanes
from services.mailer.schemas import LaneView
from shared.database import Reading


async def lane_of(reading: Reading, company_id: UUID, mailer: MailerEdge, reader: Reader) -> LaneView:
    """The lane that the company's mail takes now."""
    own = (await configurations.of_company(reading, company_id)).get(configurations.ACTIVE)
    if own is None and mailer.platform is None:
        return LaneView(state="no_server", reason="no_server", message=reader.say(reason_words("no_server")))
    row: Any = await lanes.get(reading, own.id if own is not None else PLATFORM)
    if row is None or not (row.paused or (row.retry_at and row.retry_at > reading.clock.now())):
        return LaneView(state="open")
    return LaneView(
        state="paused" if row.paused else "resting",
        reason=row.reason,
        message=reader.say(reason_words(row.reason)),
        # What the platform's server says is for whoever runs it, not for every company.
        detail=row.detail if own is not None else "",
        retry_at=row.retry_at,
    )
