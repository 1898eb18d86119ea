"""What an operation takes once is refused when it comes twice; what it takes several times is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Query

from shared.http.problems import install_problems
from shared.http.repeated import each_once

inner = APIRouter()


@dataclass(frozen=True, slots=True)
class Wish:
    keys: Annotated[tuple[str, ...], Query(alias="key")] = ()
    search: Annotated[str | None, Query(alias="q")] = None


@inner.get("/rows")
async def rows(
    wish: Annotated[Wish, Depends()], state: Annotated[list[str] | None, Query()] = None, limit: int = 50
) -> int:
    return len(wish.keys) + len(state or ()) + limit


def application() -> FastAPI:
    app = FastAPI(dependencies=[Depends(each_once)])
    install_problems(app)
    outer = APIRouter(prefix="/api")
    outer.include_router(inner)
    app.include_router(outer)
    return app


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("limit=1&key=a&key=b&state=x&state=y", []),
        ("limit=1&other=1&other=2", []),
        ("limit=1&limit=1", ["query.limit"]),
        ("q=a&limit=3&q=b&limit=4", ["query.q", "query.limit"]),
    ],
)
async def test_each_is_given_once_where_it_is_taken_once(query: str, wrong: list[str]) -> None:
    transport = httpx.ASGITransport(app=application())
    async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as http:
        answer = await http.get(f"/api/rows?{query}")
    assert answer.status_code == (422 if wrong else 200), answer.text
    if wrong:
        assert [(one["place"], one["code"]) for one in answer.json()["errors"]] == [
            (name, "repeated") for name in wrong
        ]
