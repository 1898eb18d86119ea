"""The address to which a mail that cannot be delivered comes back: `bounce+TOKEN@…`, one for each message.

The token names the message and is signed, so that nobody can report a message as undeliverable who has not seen that very mail's
envelope. It is written in base32 because relays have been seen to lower-case what stands before the @.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterable
from uuid import UUID

from shared.keys import KeyRing

_TAG_BYTES = 10
_TOKEN_BYTES = 1 + 16 + _TAG_BYTES
TOKEN_LENGTH = 44
"""Characters of a token; 64 are allowed before the @."""


class ReturnPaths:
    """Makes and reads return paths under one address of the platform."""

    def __init__(self, address: str, keys: KeyRing) -> None:
        self._name, _, self._domain = address.partition("@")
        # Secrets at rest and return paths share a key file, and no key.
        self._keys = {version: hmac.digest(key, b"return path", "sha256") for version, key in keys if version < 256}
        self._current = keys.current
        token = f"([A-Za-z2-7]{{{TOKEN_LENGTH}}})"
        self._pattern = re.compile(rf"(?i)(?<![^\s<>,;:\"]){re.escape(self._name)}\+{token}@")

    def of_message(self, message_id: UUID) -> str:
        """The return path of this message."""
        signed = bytes([self._current]) + message_id.bytes
        token = b32encode(signed + self._tag(self._current, signed)).decode().rstrip("=").lower()
        return f"{self._name}+{token}@{self._domain}"

    def message_in(self, texts: Iterable[str]) -> UUID | None:
        """The message of the first genuine return path in these header values."""
        for text in texts:
            for found in self._pattern.finditer(text):
                message_id = self._opened(found[1])
                if message_id is not None:
                    return message_id
        return None

    def _opened(self, token: str) -> UUID | None:
        try:
            content = b32decode(token.upper() + "=" * (-len(token) % 8))
        except ValueError:
            return None
        signed, tag = content[:-_TAG_BYTES], content[-_TAG_BYTES:]
        if len(content) != _TOKEN_BYTES or signed[0] not in self._keys:
            return None
        return UUID(bytes=signed[1:]) if hmac.compare_digest(tag, self._tag(signed[0], signed)) else None

    def _tag(self, version: int, signed: bytes) -> bytes:
        return hmac.digest(self._keys[version], signed, "sha256")[:_TAG_BYTES]
