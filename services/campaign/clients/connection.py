"""One HTTP call to another service: bearer token along, problem documents back as the errors they were."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from shared.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from shared.paging import Page

M = TypeVar("M", bound=BaseModel)
Query = Mapping[str, str | int | bool | Sequence[str] | None]

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
_ERRORS: Mapping[int, type[DomainError]] = MappingProxyType(
    {
        error.status: error
        for error in (Invalid, Unauthenticated, Forbidden, NotFound, Conflict, TooLarge, TooMany, Unavailable)
    }
)


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way through: not held in memory."""

    response: httpx.Response

    @property
    def headers(self) -> dict[str, str]:
        """What a browser needs to know of it."""
        kept = ("content-type", "content-disposition")
        return {name: self.response.headers[name] for name in kept if name in self.response.headers}

    def chunks(self) -> AsyncIterator[bytes]:
        return self.response.aiter_bytes()

    async def close(self) -> None:
        await self.response.aclose()


@dataclass(frozen=True, slots=True)
class Connection:
    """Calls under `/<service>/api/v1` in the name of whoever holds `token`."""

    http: httpx.AsyncClient
    service: str
    token: str
    address: str = ""
    """`http://host:port` where the service has one of its own; else the client's base address."""
    language: str = ""
    """Sent as `Accept-Language`: some services explain in the reader's language."""

    async def call(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: BaseModel | Mapping[str, Any] | None = None,
        key: str | None = None,
        files: Any = None,
        seconds: float | None = None,
    ) -> Any:
        """The JSON answer, None when there is none. `key` is the Idempotency-Key; `seconds` replaces the usual time limit."""
        headers = {"Authorization": f"Bearer {self.token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        if self.language:
            headers["Accept-Language"] = self.language
        json = body.model_dump(mode="json") if isinstance(body, BaseModel) else body
        params = {name: value for name, value in (query or {}).items() if value is not None}
        try:
            response = await self.http.request(
                method,
                f"{self.address}/{self.service}/api/v1{path}",
                params=params,
                headers=headers,
                json=json,
                files=files,
                timeout=TIMEOUT if seconds is None else httpx.Timeout(seconds, connect=3.0),
            )
        except httpx.TransportError as error:
            raise self._no_answer(error) from None
        if response.is_error:
            raise _error(self.service, response)
        return from_json(response.content) if response.content else None

    async def download(self, path: str, query: Query | None = None, *, seconds: float = 60.0) -> Download:
        """A file, as it comes; whoever asked closes it."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language or "en"}
        request = self.http.build_request(
            "GET",
            f"{self.address}/{self.service}/api/v1{path}",
            params={name: value for name, value in (query or {}).items() if value is not None},
            headers=headers,
            timeout=httpx.Timeout(seconds, connect=3.0),
        )
        try:
            response = await self.http.send(request, stream=True)
            if response.is_error:
                await response.aread()
        except httpx.TransportError as error:
            raise self._no_answer(error) from None
        if response.is_error:
            raise _error(self.service, response)
        return Download(response)

    def _no_answer(self, error: Exception) -> Unavailable:
        return Unavailable(
            "The service {service} does not answer at the moment ({why}). Nothing was changed; try again shortly.",
            code="service_unavailable",
            service=self.service,
            why=type(error).__name__,
        )

    async def get(self, model: type[M], path: str, query: Query | None = None) -> M:
        return self.read(model, await self.call("GET", path, query=query))

    async def page(self, model: type[M], path: str, query: Query | None = None) -> Page[M]:
        return self.read(Page[model], await self.call("GET", path, query=query))  # type: ignore[valid-type]  # a class at run time

    def read(self, model: type[M], answer: Any) -> M:
        """The answer as the model we know; another shape means that the two services do not fit together."""
        try:
            return model.model_validate(answer)
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
            raise Unavailable(
                "The service {service} answered in a form that this version does not know (at {place}). Run all services "
                "in the same version.",
                code="service_version",
                service=self.service,
                place=place,
            ) from None


def connect(internal_url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """The HTTP client that all connections of a process share; `transport` lets a test put applications in its place."""
    return httpx.AsyncClient(
        base_url=internal_url, timeout=TIMEOUT, transport=transport, follow_redirects=False, verify=_authorities()
    )


@cache
def _authorities() -> ssl.SSLContext:
    """Read once a process: it takes a twentieth of a second."""
    return httpx.create_ssl_context()


def _error(service: str, response: httpx.Response) -> DomainError:
    try:
        document = response.json()
        detail, code = str(document["detail"]), str(document["code"])
    except (ValueError, KeyError, TypeError):
        document, detail, code = {}, f"The service {service} answered {response.status_code}.", "service_failed"
    known = _ERRORS.get(response.status_code, Invalid if response.status_code < 500 else Unavailable)
    params: dict[str, Any] = {"text": detail}
    if "errors" in document:
        params["errors"] = document["errors"]
    retry_after = response.headers.get("retry-after", "")
    if retry_after.isdigit():
        params["retry_after"] = int(retry_after)
    # The text came ready made: it goes in as a value, so that braces inside it stay what they are.
    return known("{text}", code=code, **params)
