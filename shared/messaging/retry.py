"""When to try again: exponential, capped, with jitter so that what failed together does not return together."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """`first · 2^(attempt-1)` seconds up to `longest`, spread over the upper half."""

    first: float = 1.0
    longest: float = 3600.0

    def after(self, attempts: int) -> timedelta:
        full = min(self.first * 2 ** max(0, min(attempts, 40) - 1), self.longest)
        return timedelta(seconds=full * random.uniform(0.5, 1.0))  # noqa: S311  # spread, not secrecy
