"""Companies as the campaign service introduces them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.aggregator.repository import companies
from shared.contracts.campaign import CompanyChanged, CompanyRegistered
from shared.contracts.event import Event
from shared.database import Transaction


async def register_companies(tx: Transaction, events: Sequence[Event[CompanyRegistered]]) -> None:
    """A company may import from now on."""
    await _keep(tx, [_row(tx, event.data, 0) for event in events])


async def change_companies(tx: Transaction, events: Sequence[Event[CompanyChanged]]) -> None:
    """Keep each company's newest card; an older revision changes nothing."""
    await _keep(tx, [_row(tx, event.data, event.data.revision) for event in events])


async def _keep(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    # One statement may not meet the same row twice: of several revisions the highest goes in.
    newest = {row["company_id"]: row for row in sorted(rows, key=lambda row: row["revision"])}
    await companies.keep_newest(tx, list(newest.values()))


def _row(tx: Transaction, card: CompanyRegistered | CompanyChanged, revision: int) -> dict[str, Any]:
    return {
        "company_id": card.company_id,
        "revision": revision,
        "title": card.title,
        "tax_number": card.tax_number,
        "updated_at": tx.clock.now(),
    }
