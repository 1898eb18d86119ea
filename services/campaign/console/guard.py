"""Keeps other sites from pressing our buttons: where a post comes from, and a token that only our pages have.

Both are checked for every unsafe request (reliability-security.md §4.2): `Sec-Fetch-Site` or `Origin`, and the form's token,
which is bound to the visitor's cookie and looks different on every page.
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

from services.campaign.console.pages import unmasked
from shared.errors import Forbidden
from shared.keys import KeyRing

SAFE = frozenset({"GET", "HEAD"})


class Guard:
    """Makes and checks form tokens with the installation's session key."""

    def __init__(self, keys: KeyRing) -> None:
        self._key = keys[keys.current]

    def token(self, secret: str) -> bytes:
        """The token of the visitor who holds this cookie."""
        return hmac.digest(self._key, b"console form\0" + secret.encode("utf-8", "replace"), hashlib.sha256)

    def check(self, request: Request, secret: str | None, given: str) -> None:
        """Refuse a post that does not come from one of our own pages of this visitor."""
        genuine = secret is not None and hmac.compare_digest(self.token(secret), unmasked(given))
        if not genuine or not _from_here(request):
            raise Forbidden(
                "The form did not come from this console, or your session ended meanwhile. Nothing was changed; open the "
                "page again and repeat it.",
                code="foreign_form",
            )


def _from_here(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host", "")
