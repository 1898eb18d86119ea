"""How requests travel: a token that is fetched and renewed by itself, safe repetition, problem documents as exceptions.

A write gets an `Idempotency-Key` where the operation takes one, so that repeating it after a lost answer does nothing twice.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any, TypeAlias

import httpx

from mutabakat_client import request
from mutabakat_client.request import ApiProblem, Prepared

__all__ = ["ApiProblem", "AsyncTransport", "File", "Transport", "request"]

File: TypeAlias = tuple[str, bytes] | tuple[str, bytes, str]
"""Name, content and, where it matters, its type."""
TOKEN_PATH = "/campaign/api/v1/token"  # noqa: S105  # an address
TRIES = 4
AHEAD = 60.0
"""Seconds before its end from which a token is renewed."""


class _Access:
    """An API key, or an account whose token is renewed."""

    def __init__(self, api_key: str | None, email: str | None, password: str | None) -> None:
        if api_key is None and (email is None or password is None):
            raise ValueError("give an api_key, or email and password")
        self._account = None if api_key is not None else {"email": email, "password": password}
        self._token = api_key or ""
        self._until = float("inf") if api_key is not None else 0.0

    @property
    def stale(self) -> bool:
        return time.time() > self._until - AHEAD

    def wanted(self) -> Any:
        return self._account

    def keep(self, answer: httpx.Response) -> None:
        if answer.status_code != 200:
            raise request.problem_of(answer)
        told = answer.json()
        self._token, self._until = told["access_token"], request.moment(told["expires_at"])

    def forget(self) -> bool:
        """After a refusal: whether asking for another token may help."""
        if self._account is None or self._until == 0.0:
            return False
        self._until = 0.0
        return True

    def header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}


class Transport:
    """Waits for each answer."""

    def __init__(self, http: httpx.Client, *, api_key: str | None, email: str | None, password: str | None) -> None:
        self._http = http
        self._access = _Access(api_key, email, password)

    def call(self, method: str, path: str, *, answers: str, **more: Any) -> Any:
        prepared = request.prepare(method, path, **more)
        for attempt in range(1, TRIES + 1):
            if self._access.stale:
                self._access.keep(self._http.post(TOKEN_PATH, json=self._access.wanted()))
            try:
                answer = self._http.send(self._built(prepared))
            except httpx.TransportError:
                if attempt == TRIES or not prepared.repeatable:
                    raise
                time.sleep(request.pause(attempt))
                continue
            if answer.status_code == 401 and attempt == 1 and self._access.forget():
                continue
            wait = prepared.wait(answer, attempt, TRIES)
            if wait is None:
                return request.read(answer, answers)
            time.sleep(wait)
        raise AssertionError("the last try ends in an answer or an exception")

    def _built(self, prepared: Prepared) -> httpx.Request:
        return self._http.build_request(**prepared.parts(self._access.header()))

    def close(self) -> None:
        self._http.close()


class AsyncTransport:
    """Awaits each answer."""

    def __init__(
        self, http: httpx.AsyncClient, *, api_key: str | None, email: str | None, password: str | None
    ) -> None:
        self._http = http
        self._access = _Access(api_key, email, password)
        self._renewing = asyncio.Lock()

    async def call(self, method: str, path: str, *, answers: str, **more: Any) -> Any:
        prepared = request.prepare(method, path, **more)
        for attempt in range(1, TRIES + 1):
            async with self._renewing:
                if self._access.stale:
                    self._access.keep(await self._http.post(TOKEN_PATH, json=self._access.wanted()))
            try:
                answer = await self._http.send(self._http.build_request(**prepared.parts(self._access.header())))
            except httpx.TransportError:
                if attempt == TRIES or not prepared.repeatable:
                    raise
                await asyncio.sleep(request.pause(attempt))
                continue
            if answer.status_code == 401 and attempt == 1 and self._access.forget():
                continue
            wait = prepared.wait(answer, attempt, TRIES)
            if wait is None:
                return request.read(answer, answers)
            await asyncio.sleep(wait)
        raise AssertionError("the last try ends in an answer or an exception")

    async def close(self) -> None:
        await self._http.aclose()
