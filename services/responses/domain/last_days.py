"""The last day to answer as it is by now. The letter that was sent names the first one and stays as it was frozen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from shared.clock import istanbul_date
from shared.contracts.values import Letter


@lru_cache(maxsize=256)
def last_day(closes_at: datetime) -> date:
    """The inclusive day in Istanbul that is over at `closes_at`."""
    return istanbul_date(closes_at - timedelta(microseconds=1))


def extended(letter: Letter, closes_at: datetime) -> Letter:
    """What a mail says from now on: the same, with the day that counts."""
    day = last_day(closes_at)
    return letter if day == letter.valid_until else letter.model_copy(update={"valid_until": day})
