"""Rows of API keys."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from services.campaign.domain.api_keys import ApiKey
from services.campaign.models import api_keys
from shared.database import Reading, Transaction

_KEY = [column for column in api_keys.c if column.name != "key_sha256"]


def _key(row: Row[Any]) -> ApiKey:
    values = {column.name: getattr(row, column.name) for column in _KEY}
    return ApiKey(**{**values, "scopes": tuple(values["scopes"].split())})


async def insert_key(tx: Transaction, key: ApiKey, key_sha256: str) -> None:
    values = {column.name: getattr(key, column.name) for column in _KEY}
    await tx.execute(insert(api_keys).values({**values, "scopes": " ".join(key.scopes), "key_sha256": key_sha256}))


async def list_keys(reading: Reading, company_id: UUID) -> list[ApiKey]:
    """Those that were not revoked first, the newest first."""
    query = select(*_KEY).where(api_keys.c.company_id == company_id)
    rows = await reading.all(
        query.order_by(api_keys.c.revoked_at.is_not(None), api_keys.c.created_at.desc(), api_keys.c.key_id)
    )
    return [_key(row) for row in rows]


async def get_key(reading: Reading, company_id: UUID, key_id: UUID) -> ApiKey | None:
    row = await reading.first(select(*_KEY).where(api_keys.c.key_id == key_id, api_keys.c.company_id == company_id))
    return None if row is None else _key(row)


async def makers(reading: Reading, company_id: UUID, ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Those of these ids that are keys', with who made each; the other ones are people's own."""
    rows = await reading.all(
        select(api_keys.c.key_id, api_keys.c.maker_id).where(
            api_keys.c.company_id == company_id, reading.among(api_keys.c.key_id, ids)
        )
    )
    return {row.key_id: row.maker_id or row.key_id for row in rows}


async def find_by_hash(reading: Reading, key_sha256: str) -> ApiKey | None:
    """Before the company is known: the key says whose it is."""
    row = await reading.first(select(*_KEY).where(api_keys.c.key_sha256 == key_sha256))
    return None if row is None else _key(row)


async def count_working(reading: Reading, company_id: UUID, now: datetime) -> int:
    alive = api_keys.c.expires_at.is_(None) | (api_keys.c.expires_at > now)
    query = select(func.count()).where(api_keys.c.company_id == company_id, api_keys.c.revoked_at.is_(None), alive)
    return int(await reading.scalar(query))


async def mark_revoked(tx: Transaction, key_id: UUID, now: datetime, by: str) -> None:
    mine = (api_keys.c.key_id == key_id) & api_keys.c.revoked_at.is_(None)
    await tx.execute(update(api_keys).where(mine).values(revoked_at=now, revoked_by=by))


async def mark_used(tx: Transaction, key_id: UUID, now: datetime) -> None:
    unused = api_keys.c.used_at.is_(None) | (api_keys.c.used_at < now)
    await tx.execute(update(api_keys).where(api_keys.c.key_id == key_id, unused).values(used_at=now))
