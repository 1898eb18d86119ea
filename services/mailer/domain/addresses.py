"""When two e-mail addresses are the same mailbox, as far as we may assume it."""

from __future__ import annotations

import string
from contextlib import suppress

_FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def folded(address: str) -> str:
    """The address for comparing: A–Z lowered and nothing else, so that no language's rules get in; the domain in ASCII.

    Before the @ letter case could matter by the standard; no provider that counts lets it, and a person who was written to as
    `Info@` is not reached as `info@` either.
    """
    name, at, domain = address.strip().rpartition("@")
    if not domain.isascii():
        with suppress(UnicodeError):
            domain = domain.encode("idna").decode("ascii")
    return f"{name}{at}{domain}".translate(_FOLD)


def masked(address: str) -> str:
    """For logs: the first letter and the domain."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}"
