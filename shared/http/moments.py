"""Moments in addresses: a date and a time, and not a number, which would be read as seconds since 1970."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator


def _no_number(value: Any) -> Any:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return value
        raise ValueError("is a number; a moment is written like 2026-11-27T09:30:00Z")
    return value


Moment = Annotated[datetime, BeforeValidator(_no_number)]
