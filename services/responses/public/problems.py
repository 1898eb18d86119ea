"""What is wrong at one field of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """An English msgid with its values."""

    place: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
