"""What comes in is what the published schema says: no number for a moment, nothing but true and false for either."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.http.values import Moment, Number, Truth


def test_a_moment_is_no_number() -> None:
    moments = TypeAdapter[datetime](Moment)
    assert moments.validate_python("2026-11-27T09:30:00Z") == datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    for number in ("0.5", "1795771800", "-3", "1e3", " 7 "):
        with pytest.raises(ValidationError):
            moments.validate_python(number)


def test_true_is_no_number() -> None:
    numbers = TypeAdapter[int](Number)
    assert numbers.validate_python(1) == 1
    with pytest.raises(ValidationError):
        numbers.validate_python(True)


def test_true_is_true() -> None:
    truths = TypeAdapter[bool](Truth)
    assert [truths.validate_python(one) for one in (True, False)] == [True, False]
    for other in (0, 1, "true", "yes"):
        with pytest.raises(ValidationError):
            truths.validate_python(other)
