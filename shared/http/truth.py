"""`true` and `false` in the body of a request are neither 0, 1 nor `"yes"`, and no numbers: as the published schema has it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Strict

Truth = Annotated[bool, Strict()]


def _no_truth(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("is true or false, where a number is asked for")
    return value


Number = Annotated[int, BeforeValidator(_no_truth)]
