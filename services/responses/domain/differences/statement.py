"""The documents of a statement as one of the two books."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from services.responses.domain.differences.documents import Booked
from shared.contracts.kinds import DocumentKind, Side
from shared.money import TRY, to_minor

_RETURNS = (DocumentKind.SALES_RETURN, DocumentKind.PURCHASE_RETURN)


def booked(parts: Iterable[str]) -> list[Booked]:
    """From the parts of a statement, as canonical JSON lists."""
    return [_document(value) for part in parts for value in json.loads(part)]


def _document(value: dict[str, Any]) -> Booked:
    original = value["original"]
    return Booked(
        number=value["number"],
        date=date.fromisoformat(value["date"]),
        side=Side(value["side"]),
        kurus=to_minor(Decimal(value["amount"]["amount"])),
        is_return=value["kind"] in _RETURNS,
        currency=original["currency"] if original else TRY,
        original_minor=to_minor(Decimal(original["amount"])) if original else None,
    )
