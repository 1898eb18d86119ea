"""Reasons why no answer is awaited any more; they may be here before the statement is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.responses.models import cancelled_campaigns, closings
from shared.database import Transaction


async def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.insert_or_ignore(closings, sorted(rows, key=lambda row: (row["reconciliation_id"], row["reason"])))


async def cancel_campaigns(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.insert_or_ignore(cancelled_campaigns, sorted(rows, key=lambda row: row["campaign_id"]))
