"""API keys: listing, making, revoking. Only administrators, and only people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.campaign.api.problems import problems
from services.campaign.domain.api_keys import ApiKey as Key
from services.campaign.repository import api_keys
from services.campaign.schemas.api_keys import ApiKey, ApiKeyInput, ApiKeyList, NewApiKey
from services.campaign.use_cases.api_keys import CreateApiKey, RevokeApiKey, create_api_key, revoke_api_key
from shared.database import Reading
from shared.http.dependencies import Administrator, InReading, InTransaction

router = APIRouter(prefix="/api-keys", tags=["access"])


@router.get("", response_model=ApiKeyList, summary="List the company's API keys", responses=problems(401, 403))
async def list_api_keys(who: Administrator, reading: InReading) -> ApiKeyList:
    found = await api_keys.list_keys(reading, who.company_id)
    return ApiKeyList(items=[ApiKey.model_validate(_values(key, reading)) for key in found])


@router.post(
    "", response_model=NewApiKey, status_code=201, summary="Make an API key", responses=problems(401, 403, 409, 422)
)
async def make_api_key(body: ApiKeyInput, who: Administrator, tx: InTransaction, response: Response) -> NewApiKey:
    """The key is in this answer and nowhere else. No `Idempotency-Key`: its answer would have to be kept."""
    created = await create_api_key(tx, CreateApiKey(who, body.name, tuple(body.scopes), body.expires_at))
    response.headers["Cache-Control"] = "no-store"
    return NewApiKey.model_validate({**_values(created.key, tx), "key": created.plain})


@router.post(
    "/{key_id}/revoke", response_model=ApiKey, summary="Revoke an API key", responses=problems(401, 403, 404, 422)
)
async def revoke(key_id: UUID, who: Administrator, tx: InTransaction) -> ApiKey:
    """It opens nothing any more: here at once, at the other services within five seconds."""
    return ApiKey.model_validate(_values(await revoke_api_key(tx, RevokeApiKey(who, key_id)), tx))


def _values(key: Key, reading: Reading) -> dict[str, Any]:
    return {**asdict(key), "state": key.state(reading.clock.now()).value}
