"""Decisions of a person that take two transactions, or meet others that move the same messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import Response
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError

from shared.database import Database, Transaction
from shared.http.dependencies import Once

TRIES = 5
DEADLOCK = "40P01"


async def carried_out(
    database: Database,
    once: Once,
    first: Callable[[Transaction], Awaitable[None]] | None,
    then: Callable[[Transaction], Awaitable[BaseModel]],
) -> Response:
    """`first` is committed before `then` begins; a repeated request repeats what is harmless and is answered as before."""
    if first is not None:
        async with database.transaction() as tx:
            await first(tx)
    for attempt in range(TRIES):
        try:
            async with database.transaction() as tx:
                return await once.run(tx, lambda tx=tx: then(tx), status=200)  # type: ignore[misc]  # a default binds it
        except DBAPIError as error:
            # We and the recorder of results took locks crosswise, and we were the ones to let go: again.
            if attempt == TRIES - 1 or _sqlstate(error) != DEADLOCK:
                raise
    raise AssertionError("the last try returns or raises")


def _sqlstate(error: DBAPIError) -> Any:
    return getattr(error.orig, "sqlstate", None)
