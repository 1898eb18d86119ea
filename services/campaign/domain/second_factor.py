"""The second factor: who needs one, which codes are good, and the codes for the day the phone is gone."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import pyotp

from services.campaign.domain.credentials import sha256_hex
from services.campaign.domain.roles import Role
from shared.auth import ADMIN, APPROVE, WRITE
from shared.errors import Unauthenticated
from shared.limits import Limit

ISSUER = "Mutabakat"
STEP_SECONDS = 30
DRIFT = (0, -1, 1)
"""A phone's clock may be one step off, either way."""
PER_CODE = Limit("code", 20, timedelta(days=1))
"""Wrong codes in a day, by people who know the password: of a million codes three are right at a time."""
RECOVERY_CODES = 10
_RECOVERY_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS, _GROUP = 4, 4
RECENTLY = timedelta(minutes=10)
"""Whoever signed in so short a time ago is not asked for the password again."""
STEP_LIFETIME = timedelta(minutes=10)
"""From the right password to the right code."""


class Policy(StrEnum):
    """`required`: of roles that send or administer; `optional`: of nobody, but asked of those who have one; `off`: never."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    OFF = "off"

    def demands(self, role: Role) -> bool:
        return self is Policy.REQUIRED and not role.scopes.isdisjoint({WRITE, APPROVE, ADMIN})


class Proof(StrEnum):
    """What a session was opened with besides the password."""

    NONE = ""
    CODE = "code"
    RECOVERY = "recovery"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class FactorStatus:
    """What an account has. `begun`: a key was shown, and no code of it has come back yet."""

    user_id: UUID
    enrolled: bool = False
    begun: bool = False
    confirmed_at: datetime | None = None
    codes_left: int = 0


def new_secret() -> str:
    return pyotp.random_base32()


def enrolment_address(secret: str, email: str) -> str:
    """What the QR code says to the phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def spaced(secret: str) -> str:
    """The key as a person types it."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def step_of(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """The step of time that the code is right for, when it is a later one than was used last; each code is good once."""
    totp, current = pyotp.TOTP(secret, interval=STEP_SECONDS), int(now.timestamp()) // STEP_SECONDS
    good = [
        step
        for step in (current + drift for drift in DRIFT)
        if hmac.compare_digest(totp.generate_otp(step), code) and step > last_step
    ]
    return good[0] if good else None


def is_code(typed: str) -> bool:
    """Six digits of the phone, not a recovery code."""
    return typed.isascii() and typed.isdigit() and len(typed) == 6


def plain(typed: str) -> str:
    """A code as it is compared: without blanks and hyphens, in capitals."""
    return "".join(character for character in typed if character.isalnum()).upper()[:64]


def new_recovery_codes() -> list[str]:
    """Ten codes of 80 random bits, in groups that can be read out."""
    return [
        "-".join("".join(secrets.choice(_RECOVERY_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(code: str) -> str:
    return sha256_hex(plain(code))


def wrong_code() -> Unauthenticated:
    return Unauthenticated(
        "The code is wrong, too old, or was used already. Type the one that the app shows now.", code="wrong_code"
    )
