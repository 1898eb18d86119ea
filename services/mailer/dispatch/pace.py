"""How a lane works, and what it works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.mailer.domain.schedule import Steps
from services.mailer.letters.letter import Company


@dataclass(frozen=True, slots=True)
class Pace:
    """Connections, how many messages at once, how long it waits for what."""

    connections: int
    batch: int
    poll: float
    idle: float
    recycle_after: int
    lease: timedelta
    busy: timedelta
    breaker: Steps
    company_per_day: int = 0
    """Most mails of one company and day; 0: no such cap."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed message, and in whose name it is written."""

    message: Any
    company: Company
