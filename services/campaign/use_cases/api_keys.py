"""API keys: made and revoked by administrators, exchanged by their bearers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from services.campaign.domain.api_keys import (
    MOST_KEYS,
    USE_TOUCH,
    ApiKey,
    KeyState,
    checked_expiry,
    checked_key_name,
    checked_scopes,
    require_person,
)
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.repository import api_keys
from services.campaign.use_cases.audit_log import note
from shared.api_keys import SHOWN, api_key_hash, is_well_formed, new_api_key, unknown_key
from shared.auth import Principal
from shared.database import Reading, Transaction
from shared.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    who: Principal
    name: str
    scopes: tuple[str, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class RevokeApiKey:
    who: Principal
    key_id: UUID


@dataclass(frozen=True, slots=True)
class CreatedKey:
    """`plain` is shown once and kept nowhere."""

    key: ApiKey
    plain: str


async def create_api_key(tx: Transaction, command: CreateApiKey) -> CreatedKey:
    """Errors: `needs_a_person`, `name_missing`, `scopes_missing`, `scope_not_yours`, `key_expiry_in_the_past`,
    `too_many_keys`."""
    who, now, plain = command.who, tx.clock.now(), new_api_key()
    require_person(who)
    key = ApiKey(
        key_id=uuid4(),
        company_id=who.company_id,
        name=checked_key_name(command.name),
        shown=plain[:SHOWN],
        scopes=checked_scopes(command.scopes, who.scopes),
        created_at=now,
        created_by=who.name,
        maker_id=who.user_id,
        expires_at=checked_expiry(command.expires_at, now),
        used_at=None,
        revoked_at=None,
        revoked_by=None,
    )
    if await api_keys.count_working(tx, who.company_id, now) >= MOST_KEYS:
        raise Conflict(
            "The company has {most} keys that work already. Revoke those that nobody uses any more.",
            code="too_many_keys",
            most=MOST_KEYS,
        )
    await api_keys.insert_key(tx, key, api_key_hash(plain))
    await note(tx, Actor.of(who), Deed.API_KEY_MADE, key.name, scopes=sorted(key.scopes))
    return CreatedKey(key, plain)


async def revoke_api_key(tx: Transaction, command: RevokeApiKey) -> ApiKey:
    """From now on it opens nothing. Revoking again changes nothing. Errors: `api_key_not_found`."""
    found = await _key(tx, command)
    await api_keys.mark_revoked(tx, command.key_id, tx.clock.now(), command.who.name)
    if found.revoked_at is None:
        await note(tx, Actor.of(command.who), Deed.API_KEY_REVOKED, found.name)
    return await _key(tx, command)


async def bearer_of(reading: Reading, plain: str, key_id: str = "") -> tuple[ApiKey, bool]:
    """The key that somebody came with, and whether its use wants noting (`note_use`). Errors: `api_key_invalid`."""
    found = await api_keys.find_by_hash(reading, api_key_hash(plain)) if is_well_formed(plain) else None
    now = reading.clock.now()
    if found is None or found.state(now) is not KeyState.ACTIVE or (key_id and key_id != str(found.key_id)):
        raise unknown_key()
    return found, found.used_at is None or now - found.used_at >= USE_TOUCH


async def note_use(tx: Transaction, key: ApiKey) -> None:
    await api_keys.mark_used(tx, key.key_id, tx.clock.now())


async def _key(reading: Reading, command: RevokeApiKey) -> ApiKey:
    found = await api_keys.get_key(reading, command.who.company_id, command.key_id)
    if found is None:
        raise NotFound("There is no such API key.", code="api_key_not_found")
    return found
