"""Passwords, sessions and the counting of sign-ins: the numbers (reliability-security.md §4.2)."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from datetime import timedelta

from shared.errors import Invalid
from shared.limits import Limit
from shared.text import fold

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
FEWEST_DIFFERENT = 5

SESSION_IDLE = timedelta(minutes=30)
SESSION_LONGEST = timedelta(hours=12)
SESSION_TOUCH = timedelta(minutes=1)
"""How exact the time of last use is: a busy session is not written on every request."""
ATTEMPTS_KEPT = timedelta(days=1)
"""How long a count of sign-ins says something: the longest window of a limit."""
TOKEN_LIFETIME = timedelta(hours=1)

SETUP_CODE_LIFETIME = timedelta(days=7)
INVITATION_LIFETIME = timedelta(days=7)


PER_ACCOUNT = Limit("account", 10)
PER_NETWORK = Limit("network", 50)
OVERALL = Limit("overall", 500)
"""Failed sign-ins in a quarter of an hour."""


def check_password(password: str, *, not_like: tuple[str, ...] = ()) -> None:
    """Length decides, not composition; what stands on the same form is no password."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            "The password has fewer than {shortest} characters. Take a longer one; several words are fine.",
            code="password_too_short",
            shortest=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(
            "The password has more than {longest} characters. Take a shorter one.",
            code="password_too_long",
            longest=LONGEST_PASSWORD,
        )
    folded = fold(password)
    if len(set(folded)) < FEWEST_DIFFERENT or any(folded == fold(text) for text in not_like):
        raise Invalid(
            "The password is easily guessed: it repeats a few characters, or is the name or address on the same form. Take "
            "another one.",
            code="password_easily_guessed",
        )


def sha256_hex(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def new_session_id() -> str:
    """256 random bits, URL-safe; only the hash is stored."""
    return secrets.token_urlsafe(32)


def new_setup_code() -> str:
    """80 random bits as `ABCD-EFGH-IJKL-MNOP`, to be typed from a terminal."""
    text = b32encode(secrets.token_bytes(10)).decode()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def setup_code_hash(code: str) -> str:
    """The hash of a code as typed: case, spaces and hyphens do not matter."""
    return sha256_hex("".join(character for character in code.upper() if character.isalnum()))
