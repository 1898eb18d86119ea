"""What a list of reconciliations is filtered by."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column

from services.campaign.domain.progress import ReconciliationState
from services.campaign.models import reconciliations

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
