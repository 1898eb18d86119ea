"""Getting a token: people with address and password, programs with their API key as OAuth 2 clients do it."""

from __future__ import annotations

import base64
import json
from binascii import Error as NotBase64
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.routing import APIRoute

from services.campaign.api.problems import problems
from services.campaign.door import Door
from services.campaign.schemas import ClientCredentials, Token, TokenRequest
from shared.http.dependencies import edge_of

FORM = "application/x-www-form-urlencoded"


def door_of(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


AtTheDoor = Annotated[Door, Depends(door_of)]


class FormOrJson(APIRoute):
    """Takes a form where JSON is declared, and the client of an `Authorization: Basic` header (RFC 6749 §2.3.1)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM:
                fields = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
                return await handle(_as_json(request, _client(request) | fields))
            return await handle(request)

        return handler


router = APIRouter(tags=["access"], route_class=FormOrJson)


@router.post(
    "/token",
    response_model=Token,
    summary="Get a bearer token",
    responses=problems(401, 403, 404, 422, 429),
    openapi_extra={"requestBody": {"content": {FORM: {"schema": {"$ref": "#/components/schemas/ClientCredentials"}}}}},
)
async def token(body: Annotated[TokenRequest, Body()], request: Request, door: AtTheDoor, response: Response) -> Token:
    """Access to all services' APIs for one company: an hour with the rights of a person's role there, or five minutes with an
    API key's.

    A key is a bearer itself; whoever has no OAuth 2 client has no need to exchange it.
    """
    if isinstance(body, ClientCredentials):
        access_token, expires_at = await door.key_token(body.client_secret.get_secret_value(), body.client_id)
    else:
        client = door.client_of(request)
        password = body.password.get_secret_value()
        access_token, expires_at = await door.token(body.email, password, client, body.company, body.code)
    response.headers["Cache-Control"] = "no-store"
    return Token(access_token=access_token, expires_at=expires_at, expires_in=_seconds(expires_at, request))


def _seconds(until: datetime, request: Request) -> int:
    return max(int((until - edge_of(request).database.clock.now()).total_seconds()), 0)


def _client(request: Request) -> dict[str, str]:
    """Client id and secret of a Basic header, if there is one."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(text, validate=True).decode("utf-8", "replace").partition(":")
    except (NotBase64, ValueError):
        return {}
    return {"client_id": unquote_plus(client_id), "client_secret": unquote_plus(secret)}


def _as_json(request: Request, fields: dict[str, str]) -> Request:
    body = json.dumps(fields).encode()
    headers = [
        (name, value) for name, value in request.scope["headers"] if name not in (b"content-type", b"content-length")
    ]
    scope = {**request.scope, "headers": [*headers, (b"content-type", b"application/json")]}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)
