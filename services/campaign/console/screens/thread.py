"""What was said so far between us and a counterparty, as the page of its request shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.campaign.console.visit import Visit
from services.campaign.domain.reconciliations import Entry, Reconciliation, StatusEntry
from shared.errors import NotFound, Unavailable


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the screen shows it."""

    ours: bool
    who: str
    address: str
    text: str
    at: datetime


async def thread(visit: Visit, row: Reconciliation, history: Sequence[StatusEntry]) -> dict[str, Any]:
    """What was said so far. What was just written stands here already, although the other service may not have it yet."""
    mine = [one for one in history if one.entry is Entry.MESSAGE]
    try:
        found = await visit.responses.messages(row.reconciliation_id)
    except (Unavailable, NotFound):
        return {"said": [_own(one) for one in mine], "said_missing": True, "seen_until": None}
    said = [Said(one.ours, one.who, one.address, one.text, one.written_at) for one in found]
    seen_until = max((one.at for one in said if not one.ours), default=None)
    kept = {(one.text, one.at) for one in said if one.ours}
    said += [_own(one) for one in mine if (one.explanation, one.at) not in kept]
    return {"said": sorted(said, key=lambda one: one.at), "said_missing": False, "seen_until": seen_until}


def _own(entry: StatusEntry) -> Said:
    return Said(True, entry.who, "", entry.explanation, entry.at)
