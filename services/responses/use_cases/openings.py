"""Count opened pages without slowing them: gathered in memory for about a second, written together, reported sparingly.

What a crash loses is a hint, never an answer (design §12: `PageOpened`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.responses.repository import links
from shared.contracts.responses import PageOpened
from shared.database import Transaction

MOST_WAITING = 50_000


@dataclass(frozen=True, slots=True)
class Opening:
    """A link was fetched at this time, by a program as far as one can tell."""

    link_id: str
    at: datetime
    probably_machine: bool


class OpeningBuffer:
    """Openings of this process that are not counted yet."""

    def __init__(self) -> None:
        self._waiting: list[Opening] = []

    def add(self, opening: Opening) -> None:
        # While the database is away, hints may be lost; memory may not.
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(opening)

    def take(self) -> list[Opening]:
        taken, self._waiting = self._waiting, []
        return taken

    def put_back(self, openings: Sequence[Opening]) -> None:
        self._waiting = [*openings, *self._waiting][:MOST_WAITING]


async def record_openings(tx: Transaction, openings: Sequence[Opening], *, report_every: timedelta) -> None:
    """Add to the counters, and emit at most one `PageOpened` per link, kind of visitor and `report_every`."""
    by_link: dict[str, list[Opening]] = {}
    for opening in openings:
        by_link.setdefault(opening.link_id, []).append(opening)
    rows = await links.for_report(tx, by_link.keys())
    if not rows:
        return
    await links.count_openings(tx, [_counts(row.link_id, by_link[row.link_id]) for row in rows])
    reported = []
    for row in rows:
        person = _due(by_link[row.link_id], row.reported_at, report_every, machine=False)
        machine = _due(by_link[row.link_id], row.machine_reported_at, report_every, machine=True)
        for due in (person, machine):
            if due is not None:
                _emit(tx, row, due)
        if person or machine:
            reported.append(
                {
                    "link_id": row.link_id,
                    "reported_at": person.at if person else None,
                    "machine_reported_at": machine.at if machine else None,
                }
            )
    await links.mark_reported(tx, reported)


def _counts(link_id: str, openings: Sequence[Opening]) -> dict[str, Any]:
    machines = sum(opening.probably_machine for opening in openings)
    return {
        "link_id": link_id,
        "openings": len(openings) - machines,
        "machine_openings": machines,
        "first_opened_at": min(opening.at for opening in openings),
        "last_opened_at": max(opening.at for opening in openings),
    }


def _due(openings: Sequence[Opening], last: datetime | None, every: timedelta, *, machine: bool) -> Opening | None:
    mine = [opening for opening in openings if opening.probably_machine is machine]
    first = min(mine, key=lambda opening: opening.at, default=None)
    return first if first is not None and (last is None or first.at - last >= every) else None


def _emit(tx: Transaction, row: Any, opening: Opening) -> None:
    event = PageOpened(
        reconciliation_id=row.reconciliation_id,
        campaign_id=row.campaign_id,
        address=row.address,
        opened_at=opening.at,
        probably_machine=opening.probably_machine,
    )
    tx.emit(event, tenant=row.company_id, subject=row.reconciliation_id)
