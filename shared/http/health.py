"""Liveness, readiness and metrics of one process, whichever services it hosts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.telemetry import Metrics

Check = Callable[[], Awaitable[str | None]]
"""None when all is well, else what is wrong in one sentence."""


def add_health(app: FastAPI, checks: Mapping[str, Check], metrics: Metrics) -> None:
    """`/healthz`: the process answers. `/readyz`: it can do its work. `/metrics`: Prometheus."""

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        results = {name: await _result(check) for name, check in checks.items()}
        ready = not any(results.values())
        body = {
            "status": "ready" if ready else "not ready",
            "checks": {k: v or "ok" for k, v in results.items()},
        }
        return JSONResponse(body, status_code=200 if ready else 503)

    @app.get("/metrics", include_in_schema=False)
    async def metrics_page() -> Response:
        await metrics.refresh()
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


async def _result(check: Check) -> str | None:
    try:
        return await check()
    except Exception as error:  # noqa: BLE001  # a check that cannot run is a check that failed
        return f"{type(error).__name__}: {error}"
