"""Values as they travel: what pydantic would guess from less is refused, so that what is published is what is taken."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _day(value: Any) -> Any:
    if (isinstance(value, str) and not _DAY.fullmatch(value)) or isinstance(value, int | float):
        raise ValueError("write a day like 2026-11-30")
    return value


Day = Annotated[date, BeforeValidator(_day)]
"""`2026-11-30`; numbers are no days, although a library may count them from 1970."""
