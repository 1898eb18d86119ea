"""API keys: what a program may do with one, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.campaign.domain.company_card import checked_name
from shared.auth import ADMIN, SCOPES, Principal
from shared.errors import Forbidden, Invalid

LONGEST_NAME = 80
MOST_KEYS = 100
"""Keys of one company that work at the same time."""
KEY_TOKEN_LIFETIME = timedelta(minutes=5)
"""A token outlives the revocation of its key by so much at most, for whoever exchanged it and kept it."""
USE_TOUCH = timedelta(minutes=1)
"""How exact the time of last use is."""
ENDS_SOON = timedelta(days=14)


class KeyState(StrEnum):
    """What a key is good for now."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as lists show it: without the key."""

    key_id: UUID
    company_id: UUID
    name: str
    shown: str
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    maker_id: UUID | None
    expires_at: datetime | None
    used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None

    def state(self, now: datetime) -> KeyState:
        if self.revoked_at is not None:
            return KeyState.REVOKED
        return KeyState.EXPIRED if self.expires_at is not None and self.expires_at <= now else KeyState.ACTIVE

    def ends_soon(self, now: datetime) -> bool:
        """Whoever runs the program should make a new key in time."""
        return self.state(now) is KeyState.ACTIVE and self.expires_at is not None and self.expires_at - now <= ENDS_SOON

    @property
    def principal(self) -> Principal:
        """The program as the services' internal APIs know it: by its key's name, where a person's would stand."""
        return Principal(self.key_id, self.company_id, self.name, frozenset(self.scopes), program=True)


def checked_key_name(text: str) -> str:
    name = checked_name(text)
    if len(name) > LONGEST_NAME:
        raise Invalid(
            "The key's name has more than {longest} characters. Take a shorter one.",
            code="key_name_too_long",
            longest=LONGEST_NAME,
        )
    return name


def checked_scopes(wanted: Iterable[str], giver: frozenset[str]) -> tuple[str, ...]:
    """The key's rights in their usual order. Nobody gives a program what they do not have themselves."""
    chosen = set(wanted)
    if not chosen:
        raise Invalid("Choose at least one right; without any the key opens nothing.", code="scopes_missing")
    for scope in chosen:
        if scope not in SCOPES:
            raise Invalid(
                "There is no right {scope!r}. There are: {known}.",
                code="scope_unknown",
                scope=scope[:40],
                known=", ".join(SCOPES),
            )
        if scope not in giver:
            raise Forbidden(
                "You cannot give the right {scope!r}, which you do not have yourself.",
                code="scope_not_yours",
                scope=scope,
            )
    return tuple(scope for scope in SCOPES if scope in chosen)


def checked_expiry(until: datetime | None, now: datetime) -> datetime | None:
    if until is not None and until <= now:
        raise Invalid("The key would have expired already. Choose a later time.", code="key_expiry_in_the_past")
    return until


def check_gives(who: Principal, scopes: frozenset[str]) -> None:
    """A key makes people only with rights that it has itself, and no administrator. Errors: `needs_a_person`."""
    if ADMIN in scopes or not scopes <= who.scopes:
        require_person(who)


def require_person(who: Principal) -> None:
    """What only people do: a leaked key must not make itself successors."""
    if who.program:
        raise Forbidden(
            "An API key cannot do this. A person with the right to administer does it, in the console or with their own "
            "token.",
            code="needs_a_person",
        )
