"""The personal link: `<id>.<tag>`, opened neither by the database nor by the bus nor by the key alone.

The id is 128 random bits that `responses` stores; the tag is a key version and an HMAC-SHA256 over the id, so that a guess is
refused from the address alone, before any database is asked (design §7, reliability-security.md §2.6). A code that opens the page
beside its link is derived with the same key from a random nonce: only the nonce is stored and travels.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode

from shared.keys import KeyRing

_ID_BYTES = 16
_TAG_BYTES = 16
_ID_LENGTH = 22
_TAG_LENGTH = 22


def new_link_id() -> str:
    """128 random bits, 22 URL-safe characters."""
    return _text(secrets.token_bytes(_ID_BYTES))


class LinkSigner:
    """Derives and checks the tag of a link id."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def token(self, link_id: str) -> str:
        """`<id>.<version><tag>`: what stands in the address. Never log it."""
        version = self._keys.current
        return f"{link_id}.{version}-{self._tag(version, link_id)}"

    def url(self, public_url: str, link_id: str) -> str:
        return f"{public_url.rstrip('/')}/m/{self.token(link_id)}"

    def open(self, token: str) -> str | None:
        """The link id of a genuine token, else None; the same time for every wrong one of the right shape."""
        link_id, _, signed = token.partition(".")
        version_text, _, tag = signed.partition("-")
        if len(link_id) != _ID_LENGTH or len(tag) != _TAG_LENGTH or not version_text.isascii():
            return None
        version = int(version_text) if version_text.isdigit() and len(version_text) < 4 else 0
        known = self._keys.get(version) is not None
        expected = self._tag(version if known else self._keys.current, link_id)
        genuine = hmac.compare_digest(expected.encode(), tag.encode("utf-8", "replace"))
        return link_id if genuine and known else None

    def new_nonce(self) -> str:
        """What a code is derived from: the version of the key that derives it, and 128 random bits."""
        return f"{self._keys.current}-{new_link_id()}"

    def code(self, link_id: str, nonce: str) -> str:
        """Six digits that belong to this link and nonce. Whoever has the bus, or a database, but not the key, cannot tell them.

        ValueError for a nonce whose key is not here (any more).
        """
        version_text, _, _ = nonce.partition("-")
        key = self._keys.get(int(version_text)) if version_text.isdigit() and len(version_text) < 4 else None
        if key is None:
            raise ValueError("the key of this code is not here")
        digest = hmac.digest(key, f"code|{link_id}|{nonce}".encode(), "sha256")
        return f"{int.from_bytes(digest[:16]) % 1_000_000:06d}"

    def _tag(self, version: int, link_id: str) -> str:
        message = f"link|{version}|{link_id}".encode("utf-8", "replace")
        return _text(hmac.digest(self._keys[version], message, "sha256")[:_TAG_BYTES])


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
