"""One way to write a value, so that it can be hashed: the same value is always the same text."""

from __future__ import annotations

import json
from typing import Any

# Made once: `json.dumps` makes an encoder at each call that asks for anything but its defaults.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and plain characters: the same value is always the same text."""
    return _ENCODER.encode(value)
