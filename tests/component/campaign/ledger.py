"""An HTTP application that answers as the aggregator's published API does, for the client's side of that contract."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse

from services.campaign.clients.connection import connect
from services.campaign.clients.neighbours import Neighbours
from services.campaign.domain.figures import Figure, Run
from shared.http.problems import problem
from tests.component.campaign.world import World


class Ledger:
    """One run with its figures; remembers what it was asked."""

    def __init__(self, run: Run, figures: list[Figure]) -> None:
        self.asked: list[str] = []
        self.down = False
        app = FastAPI()
        known = {run.id}

        @app.get("/aggregator/api/v1/runs/{run_id}")
        async def one_run(run_id: UUID) -> JSONResponse:
            if self.down:
                raise httpx.ConnectError("refused")
            if run_id not in known:
                return problem(404, "run_not_found", "There is no run {braces} like this.")
            return JSONResponse(run.model_dump(mode="json"))

        @app.post("/aggregator/api/v1/runs")
        async def sum_again() -> JSONResponse:
            again = run.model_copy(update={"id": uuid4()})
            known.add(again.id)
            return JSONResponse(again.model_dump(mode="json"), status_code=201)

        @app.get("/aggregator/api/v1/runs/{run_id}/figures")
        async def page(
            run_id: UUID, limit: int, cursor: int = 0, key: Annotated[list[str] | None, Query()] = None
        ) -> JSONResponse:
            self.asked.append(f"{cursor}+{limit}" + (f" keys={len(key)}" if key else ""))
            found = [one for one in figures if key is None or one.key in key]
            part = found[cursor : cursor + limit]
            following = str(cursor + limit) if len(found) > cursor + limit else None
            return JSONResponse({"items": [one.model_dump(mode="json") for one in part], "next": following})

        self.app = app

    async def join(self, world: World) -> None:
        """Let the service find this one where its settings say the aggregator is."""
        state = world.service.internal_app.state
        await state.neighbours.http.aclose()
        state.neighbours = Neighbours(connect("http://internal.test", transport=httpx.ASGITransport(self.app)))
