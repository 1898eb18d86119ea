"""What endpoints ask for: a transaction, a reading, who is asking, and the promise to do a write once.

The transaction commits before the response is sent: with FastAPI's default scope a failed commit would still answer 200
(architecture.md §8 point 2).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from shared.api_keys import is_api_key
from shared.auth import Principal
from shared.database import Database, Reading, Transaction
from shared.errors import Unauthenticated
from shared.http.app import Edge
from shared.idempotency import OnceOnly


def edge_of(request: Request) -> Edge:
    edge: Edge = request.app.state.edge
    return edge


_bearer = HTTPBearer(auto_error=False, description="A token from POST /campaign/api/v1/token, or an API key (`mbk_…`).")


async def _principal(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> Principal:
    edge = edge_of(request)
    if credentials is None or edge.verifier is None:
        raise Unauthenticated("This needs an API key or a token from /campaign/api/v1/token, as a bearer.")
    if edge.api_keys is not None and is_api_key(credentials.credentials):
        return await edge.api_keys.principal(credentials.credentials)
    principal = edge.verifier.verify(credentials.credentials)
    if edge.standing is not None:
        await edge.standing(principal)
    return principal


def database_of(request: Request, principal: Principal) -> Database:
    """The database as far as it is the company's that is asking."""
    return edge_of(request).database.of(principal.company_id)


async def _transaction(
    request: Request, principal: Annotated[Principal, Depends(_principal)]
) -> AsyncIterator[Transaction]:
    async with database_of(request, principal).transaction() as tx:
        yield tx


async def _reading(request: Request, principal: Annotated[Principal, Depends(_principal)]) -> AsyncIterator[Reading]:
    async with database_of(request, principal).reading() as reading:
        yield reading


async def _across_transaction(request: Request) -> AsyncIterator[Transaction]:
    async with edge_of(request).database.transaction() as tx:
        yield tx


async def _across_reading(request: Request) -> AsyncIterator[Reading]:
    async with edge_of(request).database.reading() as reading:
        yield reading


def requires(scope: str) -> object:
    """A dependency that lets only principals with this scope in and hands them to the endpoint."""

    async def authorised(principal: Annotated[Principal, Depends(_principal)]) -> Principal:
        principal.require(scope)
        return principal

    return Depends(authorised)


InTransaction = Annotated[Transaction, Depends(_transaction, scope="function")]
InReading = Annotated[Reading, Depends(_reading, scope="function")]
TransactionAcross = Annotated[Transaction, Depends(_across_transaction, scope="function")]
"""For what belongs to no company or to several: `tests/architecture/test_isolation.py` lists who may, and why."""
ReadingAcross = Annotated[Reading, Depends(_across_reading, scope="function")]
Reader = Annotated[Principal, requires("read")]
Writer = Annotated[Principal, requires("write")]
Approver = Annotated[Principal, requires("approve")]
Auditor = Annotated[Principal, requires("audit")]
Administrator = Annotated[Principal, requires("admin")]
Sealer = Annotated[Principal, requires("seal")]


async def _once(
    request: Request,
    principal: Annotated[Principal, Depends(_principal)],
    idempotency_key: Annotated[
        str | None,
        Header(max_length=200, description="Repeat a write safely: the same key gets the same answer."),
    ] = None,
) -> OnceOnly:
    table = edge_of(request).idempotency
    if table is None:
        raise RuntimeError("this application keeps no idempotency keys")
    body = await request.body() if not request.headers.get("content-type", "").startswith("multipart/") else b""
    fingerprint = b"\0".join([request.method.encode(), request.url.path.encode(), request.url.query.encode(), body])
    return OnceOnly(table, idempotency_key, principal.company_id, fingerprint)


Once = Annotated[OnceOnly, Depends(_once)]
