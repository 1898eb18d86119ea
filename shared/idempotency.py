"""Writes that may be repeated: the same `Idempotency-Key` gets the same answer, the work is done once.

The key's row is part of the very transaction that does the work. Whoever comes second waits for the first to commit (a lock on
PostgreSQL, the single writer on SQLite) and is given its answer; when the first fails, nothing was kept and the second does
the work. Answers are kept for 24 hours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy import Column, Integer, MetaData, String, Table, Text, Uuid, delete, select, update

from shared.database import Transaction, UtcDateTime, insert_statement
from shared.errors import Conflict

KEPT = timedelta(hours=24)


def idempotency_table(metadata: MetaData) -> Table:
    """One row per key and company."""
    return Table(
        "idempotency_keys",
        metadata,
        Column("company_id", Uuid, primary_key=True),
        Column("key", String(200), primary_key=True),
        Column("fingerprint", String(64), nullable=False),
        Column("status", Integer, nullable=False, server_default="0"),
        Column("body", Text, nullable=False, server_default=""),
        Column("created_at", UtcDateTime, nullable=False, index=True),
    )


class OnceOnly:
    """The key of one request; without a key the work is simply done."""

    def __init__(self, table: Table, key: str | None, company_id: UUID, fingerprint: bytes) -> None:
        self._table = table
        self._key = key
        self._company_id = company_id
        self._fingerprint = hashlib.sha256(fingerprint).hexdigest()

    async def run(
        self, tx: Transaction, work: Callable[[], Awaitable[BaseModel | None]], *, status: int = 201
    ) -> Response:
        """Do `work` once and answer with its result; `status` is the answer's code."""
        if self._key is None:
            return _response(status, await work(), replayed=False)
        columns = self._table.c
        mine = (columns.company_id == self._company_id) & (columns.key == self._key)
        now = tx.clock.now()
        await tx.execute(delete(self._table).where(mine, columns.created_at < now - KEPT))
        values = {
            "company_id": self._company_id,
            "key": self._key,
            "fingerprint": self._fingerprint,
            "created_at": now,
        }
        insert = insert_statement(tx.dialect, self._table).on_conflict_do_nothing().returning(columns.key)
        if await tx.first(insert, values) is None:
            row = await tx.first(select(columns.fingerprint, columns.status, columns.body).where(mine))
            if row is None or row.fingerprint != self._fingerprint:
                raise Conflict(
                    "This Idempotency-Key was used for a different request. Use a new key for a new request.",
                    code="idempotency_key_reused",
                )
            return _stored(row.status, row.body)
        response = _response(status, await work(), replayed=False)
        body = bytes(response.body).decode()
        await tx.execute(update(self._table).where(mine).values(status=status, body=body))
        return response


async def forget_old_keys(tx: Transaction, table: Table) -> None:
    """Housekeeping: drop answers nobody may ask for any more."""
    await tx.execute(delete(table).where(table.c.created_at < tx.clock.now() - KEPT))


def _response(status: int, result: BaseModel | None, *, replayed: bool) -> Response:
    body = b"" if result is None else result.model_dump_json(by_alias=True).encode()
    return Response(body, status_code=status, media_type="application/json" if body else None, headers=_mark(replayed))


def _stored(status: int, body: str) -> Response:
    return Response(
        body.encode(),
        status_code=status,
        media_type="application/json" if body else None,
        headers=_mark(True),
    )


def _mark(replayed: bool) -> dict[str, Any]:
    return {"Idempotent-Replayed": "true"} if replayed else {}
