"""What a visitor carries on after the door: a signed part of the address, for this link and level, for a short time.

No cookie (design §7): the pass stands behind the link, `/m/<token>~<pass>`, and every page that is shown renews it.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

from shared.clock import Clock
from shared.keys import KeyRing

_TAG_BYTES = 16


class Passes:
    """Gives and checks passes with `form.key`."""

    def __init__(self, keys: KeyRing, clock: Clock, lifetime: timedelta) -> None:
        self._keys = keys
        self._clock = clock
        self._lifetime = lifetime

    def give(self, link_id: str, level: str) -> str:
        ends = int((self._clock.now() + self._lifetime).timestamp())
        return f"{ends:x}-{self._tag(self._keys.current, link_id, level, ends)}"

    def holds(self, text: str, link_id: str, level: str) -> bool:
        """Whether it is a pass of this link and level that has not ended."""
        end, _, tag = text.partition("-")
        try:
            ends = int(end[:12], 16)
        except ValueError:
            return False
        if ends <= self._clock.now().timestamp():
            return False
        shown = tag.encode("utf-8", "replace")
        return any(
            hmac.compare_digest(self._tag(version, link_id, level, ends).encode(), shown) for version, _ in self._keys
        )

    def _tag(self, version: int, link_id: str, level: str, ends: int) -> str:
        message = f"pass|{link_id}|{level}|{ends}".encode()
        digest = hmac.new(self._keys[version], message, sha256).digest()[:_TAG_BYTES]
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
