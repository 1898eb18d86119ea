"""A calendar month. Figures are always of one month, also for firms with a special fiscal year (domain.md §2.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shared.errors import Invalid

_TEXT = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`Period.parse("2026-10")`; ordered by time; `str()` gives the same text back."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (_FIRST_YEAR <= self.year <= _LAST_YEAR and 1 <= self.month <= 12):
            raise _no_period(f"{self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2026-10`. Raises `Invalid` with the code `invalid_period`."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise _no_period(text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Period:
        return cls(day.year, day.month)

    @classmethod
    def of_number(cls, number: int) -> Period:
        """202610, as the database keeps it."""
        return cls(*divmod(number, 100))

    @property
    def number(self) -> int:
        return self.year * 100 + self.month

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.shifted(1).first_day - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    def shifted(self, months: int) -> Period:
        """The period so many months later, or earlier when negative."""
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def _no_period(text: str) -> Invalid:
    return Invalid(
        "“{text}” is no period. Write year and month, for example 2026-10.", code="invalid_period", text=text
    )
