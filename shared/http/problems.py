"""Errors as `application/problem+json` (RFC 9457): a stable code for programs, a text that helps for people.

5xx is for bugs and outages only; what went wrong inside is logged, never shown.
"""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from shared.errors import DomainError

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"


def problem(status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> JSONResponse:
    """A problem document: `{type, title, status, code, detail, …}`."""
    body = {
        "type": f"urn:mutabakat:problem:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def install_problems(app: FastAPI) -> None:
    """Let an application answer every error as a problem document."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(SQLAlchemyError, _database_error)
    app.add_exception_handler(OSError, _database_error)
    app.add_exception_handler(Exception, _bug)


async def _domain_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)  # noqa: S101  # registered for this class
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if "retry_after" in error.params:
        headers["Retry-After"] = str(error.params["retry_after"])
    more = {"errors": error.params["errors"]} if "errors" in error.params else {}
    return problem(error.status, error.code, str(error), headers=headers, **more)


async def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # registered for this class
    errors = [
        {"place": ".".join(str(part) for part in item["loc"]), "code": item["type"], "detail": item["msg"]}
        for item in error.errors()
    ]
    return problem(422, "invalid", "The request is not well formed; `errors` names each place.", errors=errors)


class NotHere(HTTPException):
    """405 for a method of a place whose path another route's pattern would take for its own."""

    def __init__(self, *allowed: str) -> None:
        super().__init__(405, headers={"Allow": ", ".join(sorted(allowed))})


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  # registered for this class
    codes = {400: "unreadable", 404: "not_found", 405: "method_not_allowed", 401: "unauthenticated"}
    headers = dict(error.headers or {})
    if error.status_code == 405 and not isinstance(error, NotHere):
        headers["Allow"] = _allowed(request)
    return problem(error.status_code, codes.get(error.status_code, "refused"), str(error.detail), headers=headers)


def _allowed(request: Request) -> str:
    """The methods of all routes of this place: each is registered by itself, and the one that was found knows its own only."""
    methods: set[str] = set()
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        if match is not Match.NONE:
            methods |= set(getattr(route, "methods", None) or ())
    return ", ".join(sorted(methods))


async def _database_error(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, DBAPIError) and not error.connection_invalidated and not _is_outage(error):
        return await _bug(request, error)
    log.error("http.unavailable", path=request.url.path, error=type(error).__name__, exc_info=error)
    return problem(
        503,
        "unavailable",
        "The service cannot reach its database at the moment. Nothing was changed; try again in a few seconds.",
        headers={"Retry-After": "5"},
    )


def _is_outage(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    return any(sign in text for sign in ("locked", "connection", "shutting down", "starting up", "timeout", "disk"))


async def _bug(request: Request, error: Exception) -> JSONResponse:
    log.error("http.failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    return problem(500, "internal_error", "Something went wrong on our side. It was logged; nothing was changed.")
