"""One request and its answer, whoever waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

IDEMPOTENCY_KEY = "idempotency-key"
LONGEST_WAIT = 30.0


class ApiProblem(Exception):
    """The service refused: `code` is stable, `detail` says what happened, what it means and what to do."""

    def __init__(self, status: int, code: str, detail: str, errors: Any = None) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors


@dataclass(frozen=True)
class Prepared:
    """A request that may be sent several times; a key that it carries is the same each time."""

    method: str
    path: str
    more: Mapping[str, Any]
    headers: Mapping[str, str]

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does no more than once."""
        return self.method in ("GET", "PUT", "DELETE") or IDEMPOTENCY_KEY in self.headers

    def parts(self, access: Mapping[str, str]) -> dict[str, Any]:
        return {"method": self.method, "url": self.path, "headers": {**access, **self.headers}, **self.more}

    def wait(self, answer: httpx.Response, attempt: int, tries: int) -> float | None:
        """Seconds until the next try, or None when this answer is the one that counts."""
        # 429 and 503 say that nothing was changed, so that even what is not repeatable may be sent again.
        if answer.status_code not in (429, 503) or attempt == tries:
            return None
        asked = answer.headers.get("retry-after", "")
        return min(float(asked) if asked.isdigit() else pause(attempt), LONGEST_WAIT)


def prepare(
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | None = None,
    headers: Mapping[str, Any] | None = None,
    json: Any = None,
    files: Any = None,
    fields: Mapping[str, Any] | None = None,
    content: bytes | None = None,
    content_type: str | None = None,
) -> Prepared:
    """What was left out is not sent."""
    given = {name.lower(): str(value) for name, value in (headers or {}).items() if value is not None}
    if headers is not None and method == "POST":
        takes_key = any(name.lower() == IDEMPOTENCY_KEY for name in headers)
        if takes_key and IDEMPOTENCY_KEY not in given:
            given[IDEMPOTENCY_KEY] = uuid4().hex
    more: dict[str, Any] = {}
    if query:
        more["params"] = {name: _plain(value) for name, value in query.items() if value is not None}
    if json is not None:
        more["json"] = json
    if files is not None:
        more["files"] = [
            (name, one) for name, some in files.items() for one in (some if isinstance(some, list) else [some])
        ]
        more["data"] = {name: _plain(value) for name, value in (fields or {}).items() if value is not None}
    if content is not None:
        more["content"] = content
        given["content-type"] = content_type or "application/octet-stream"
    return Prepared(method, path, more, given)


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def pause(attempt: int) -> float:
    return 0.5 * 2.0 ** (attempt - 1)


def moment(text: str) -> float:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def quoted(value: str | int) -> str:
    """A value as a part of a path."""
    return quote(str(value), safe="")


def read(answer: httpx.Response, answers: str) -> Any:
    """The good answer, or `ApiProblem`."""
    if answer.is_error:
        raise problem_of(answer)
    if answers == "bytes":
        return answer.content
    return answer.json() if answers == "json" and answer.content else None


def problem_of(answer: httpx.Response) -> ApiProblem:
    try:
        told = answer.json()
        return ApiProblem(answer.status_code, str(told["code"]), str(told["detail"]), told.get("errors"))
    except (ValueError, KeyError, TypeError):
        return ApiProblem(answer.status_code, "unknown", answer.text[:500])
