"""Secrets at rest: AES-256-GCM, each bound to the place where it belongs.

`v1.<key>.<nonce>.<ciphertext>`; the additional data names the place, so that a ciphertext copied to another row does not open
(mailer.md §5.1). Nothing here ever puts a secret into an exception or a log.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.keys import KeyRing

_VERSION = "v1"


class SecretUnreadable(Exception):
    """A stored secret does not open: its key is gone or the row was tampered with."""


class Sealer:
    """Seals and opens secrets with a key ring; `place` says whose secret it is and which."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def seal(self, secret: str, place: str) -> str:
        nonce = token_bytes(12)
        sealed = AESGCM(self._keys[self._keys.current]).encrypt(nonce, secret.encode(), place.encode())
        return f"{_VERSION}.{self._keys.current}.{_text(nonce)}.{_text(sealed)}"

    def open(self, sealed: str, place: str) -> str:
        """The secret again. Raises `SecretUnreadable`."""
        try:
            version, key_id, nonce, ciphertext = sealed.split(".")
            key = self._keys.get(int(key_id))
            if version != _VERSION or key is None:
                raise ValueError
            return AESGCM(key).decrypt(_bytes(nonce), _bytes(ciphertext), place.encode()).decode()
        except (ValueError, InvalidTag):
            raise SecretUnreadable("A stored secret cannot be opened with the keys that are here.") from None

    def is_current(self, sealed: str) -> bool:
        """Whether the newest key sealed it."""
        return sealed.startswith(f"{_VERSION}.{self._keys.current}.")


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
