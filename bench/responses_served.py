"""What `bench.responses` measures, each in a process of its own: the public application as it is deployed, and its bare peer.

python -m bench.responses_served page PORT     settings from the environment
python -m bench.responses_served bare PORT     the same database by MUTABAKAT_RESPONSES_DATABASE_URL
python -m bench.responses_served bare_answers PORT     an empty one
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Annotated
from uuid import uuid4

import asyncpg
import uvloop
from fastapi import FastAPI, Form, Path
from starlette.responses import HTMLResponse

from services.host import server
from services.responses.build import build
from services.responses.settings import ResponsesSettings
from shared.clock import SystemClock
from shared.logging import set_up_logging
from shared.supervise import supervise
from shared.telemetry import Metrics


async def page(port: int) -> None:
    service = build(ResponsesSettings(), clock=SystemClock(), metrics=Metrics())
    assert service.public_app is not None
    stop = asyncio.Event()
    loops = [asyncio.create_task(supervise(loop.name, loop.body, stop)) for loop in service.loops]
    await server(service.public_app, "127.0.0.1", port).serve()
    stop.set()
    await asyncio.gather(*loops)


async def bare(port: int) -> None:
    """FastAPI with one route that fetches one row by its key and answers with a page of the same size."""
    url = os.environ["MUTABAKAT_RESPONSES_DATABASE_URL"].replace("+asyncpg", "")
    pool = await asyncpg.create_pool(url, min_size=8, max_size=16)
    app = FastAPI(openapi_url=None)

    @app.get("/m/{token}")
    async def show(token: Annotated[str, Path()]) -> HTMLResponse:
        row = await pool.fetchrow(
            "SELECT l.address, p.documents FROM links l JOIN statement_parts p ON p.reconciliation_id = l.reconciliation_id "
            "WHERE l.link_id = $1 AND p.part = 1",
            token[:22],
        )
        return HTMLResponse(row["documents"] if row else "", status_code=200 if row else 404)

    await server(app, "127.0.0.1", port).serve()


async def bare_answers(port: int) -> None:
    """FastAPI with one route that stores a form in one row and answers with a page of the size of ours."""
    url = os.environ["MUTABAKAT_RESPONSES_DATABASE_URL"].replace("+asyncpg", "")
    pool = await asyncpg.create_pool(url, min_size=8, max_size=16)
    await pool.execute(
        "CREATE TABLE answers (id uuid PRIMARY KEY, link text, state text, at timestamptz DEFAULT now())"
    )
    app = FastAPI(openapi_url=None)
    page = "<p>Thank you.</p>" * 200

    @app.get("/m/{token}")
    async def show(token: Annotated[str, Path()]) -> HTMLResponse:
        return HTMLResponse(token)

    @app.post("/m/{token}/send")
    async def send(token: Annotated[str, Path()], state: Annotated[str, Form()]) -> HTMLResponse:
        await pool.execute("INSERT INTO answers (id, link, state) VALUES ($1, $2, $3)", uuid4(), token[:22], state)
        return HTMLResponse(page)

    await server(app, "127.0.0.1", port).serve()


if __name__ == "__main__":
    set_up_logging("WARNING")
    uvloop.run({"page": page, "bare": bare, "bare_answers": bare_answers}[sys.argv[1]](int(sys.argv[2])))
