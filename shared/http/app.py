"""The application factory: errors as problem+json, a limit on bodies, a request id, metrics; nothing of any service.

Resources start in the service, never in an application's lifespan: lifespans of mounted applications do not run
(architecture.md §6.4).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import Depends, FastAPI
from sqlalchemy import Table

from shared.api_keys import ApiKeys
from shared.auth import Principal, TokenVerifier
from shared.database import Database
from shared.http.described import Examples, describe
from shared.http.limits import BodyLimit
from shared.http.problems import install_problems
from shared.http.repeated import each_once
from shared.http.requests import RequestLog
from shared.telemetry import Metrics

DEFAULT_BODY_LIMIT = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Edge:
    """What the dependencies of an application need; lies in `app.state.edge`."""

    service: str
    database: Database
    verifier: TokenVerifier | None
    idempotency: Table | None
    api_keys: ApiKeys | None = None
    """Lets the bearers of API keys in, where programs may come with one."""
    standing: Callable[[Principal], Awaitable[None]] | None = None
    """Raises `Unauthenticated` when the person has lost since what their token says. Only where it can be known."""


def create_app(
    edge: Edge,
    *,
    title: str,
    description: str,
    metrics: Metrics,
    body_limit: int = DEFAULT_BODY_LIMIT,
    large_paths: Sequence[tuple[str, int]] = (),
    documented: bool = True,
    examples: Examples = MappingProxyType({}),
) -> FastAPI:
    """An application without routes. `large_paths`: (place, bytes) as `BodyLimit` has them, where bigger bodies are taken.
    `examples` go into the published description."""
    app = FastAPI(
        title=title,
        description=description,
        version="1",
        openapi_url="/openapi.json" if documented else None,
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(each_once)] if documented else [],
    )
    app.state.edge = edge
    install_problems(app)
    describe(app, examples)
    app.add_middleware(BodyLimit, default=body_limit, larger=tuple(large_paths))
    app.add_middleware(RequestLog, app_name=title, metrics=metrics)
    return app
