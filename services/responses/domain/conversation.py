"""What is written on the conversation about a request, by either side: plain text with a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.limits import Limit

LONGEST_TEXT = 4000
LONGEST_NAME = 120
PACE = (
    Limit("message_link", 10, timedelta(hours=1)),
    Limit("message_request", 40, timedelta(days=1)),
    Limit("message_network", 60, timedelta(hours=1)),
)
"""Of one link, about one request, from one network."""


@dataclass(frozen=True, slots=True)
class Message:
    """`ours`: of the asking company. `address` and `link_id` only where it is not."""

    message_id: UUID
    company_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    ours: bool
    who: str
    address: str
    link_id: str
    text: str
    written_at: datetime
