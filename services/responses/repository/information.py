"""What companies tell people about their data, version by version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.responses.models import information_texts
from shared.database import Reading, Transaction

OTHERWISE = "tr"
"""The language that every version has."""


@dataclass(frozen=True, slots=True)
class InformationText:
    version: int
    texts: Mapping[str, str]
    published_at: datetime

    def in_language(self, language: str) -> tuple[str, str]:
        """The language that there is a text in, and the text."""
        chosen = language if language in self.texts else OTHERWISE
        return chosen, self.texts.get(chosen, "")


async def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    await tx.insert_or_ignore(information_texts, sorted(rows, key=lambda row: (row["company_id"], row["version"])))


async def newest(reading: Reading, company_id: UUID) -> InformationText | None:
    columns = information_texts.c
    row = await reading.first(
        select(columns.version, columns.texts, columns.published_at)
        .where(columns.company_id == company_id)
        .order_by(columns.version.desc())
        .limit(1)
    )
    return None if row is None else InformationText(row.version, json.loads(row.texts), row.published_at)
