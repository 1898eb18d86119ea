"""The published description of an API says everything that an operation may answer with, and how it is asked.

What follows from the way every application here is made (problem documents, a limit on bodies, tokens, keys of repeated requests)
is added in one place, so that no operation can forget it; what an operation says itself stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from shared.http.problems import MEDIA_TYPE

_SAYS: Mapping[int, str] = {
    400: "The body cannot be read: not JSON, or not in the named character set.",
    401: "Nobody, or nobody we can believe, is asking.",
    403: "The account or key has not the right for this.",
    404: "There is no such thing, or it belongs to another company.",
    409: "The state has moved on, or the `Idempotency-Key` was used for something else; `code` says which.",
    412: "Somebody else edited it meanwhile; the text names who and when.",
    413: "The body is too large.",
    415: "Not a kind of file that is taken here.",
    422: "Not well formed (`code` is `invalid`, `errors` names each place) or not allowed (`code` says what).",
    429: "Too often; see `Retry-After`.",
    503: "Something that is needed does not answer; nothing was changed. See `Retry-After`.",
}
_TEXT = {"type": "string"}
_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable, `detail` says what happened, what it means and what to do.",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "items": {"type": "object", "description": "One place that is wrong.", "additionalProperties": True},
        },
    },
    "required": ["type", "title", "status", "code", "detail"],
}
_NAME = "ProblemDocument"
_METHODS = frozenset({"get", "put", "post", "delete", "patch"})


@dataclass(frozen=True, slots=True)
class Example:
    """How an operation is asked and what a good answer looks like; `None`: there is no body."""

    request: Any = None
    response: Any = None


Examples = Mapping[str, Example]
"""By `METHOD /path`."""


_EVERYWHERE: Examples = {
    "POST /api/v1/system/messages/retry": Example({"box": "inbox"}, {"messages": 3}),
    "POST /api/v1/system/messages/{event_id}/discard": Example({"box": "inbox", "note": "Kayıt elle düzeltildi."}),
}
"""Of what every service has (`shared/http/system.py`)."""


def describe(app: FastAPI, examples: Examples) -> None:
    """Complete the application's OpenAPI document whenever it is made."""
    made = app.openapi

    def complete() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(made(), examples)
        assert app.openapi_schema is not None  # noqa: S101  # made a moment ago
        return app.openapi_schema

    app.openapi = complete  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def _complete(document: dict[str, Any], examples: Examples) -> None:
    used = False
    examples = {**_EVERYWHERE, **examples}
    for path, operations in document.get("paths", {}).items():
        for method, operation in operations.items():
            if method in _METHODS:
                used = True
                _answers(path, operation)
                _example(operation, examples.get(f"{method.upper()} {path}", Example()))
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    if used:
        schemas[_NAME] = dict(_PROBLEM)


def _answers(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    parameters = operation.get("parameters", [])
    wanted = {503}
    if operation.get("security"):
        wanted |= {401, 403, 429}
    if "{" in path:
        wanted.add(404)
    if parameters or "requestBody" in operation:
        wanted.add(422)
    if "requestBody" in operation:
        wanted |= {400, 413}
    if any(one["in"] == "header" and one["name"].lower() == "idempotency-key" for one in parameters):
        wanted.add(409)
    said = {int(status) for status in responses if status.isdigit() and int(status) >= 400}
    for status in sorted(wanted | said):
        entry = responses.setdefault(str(status), {})
        if str(status) == "422" or "description" not in entry:
            entry["description"] = _SAYS.get(status, entry.get("description", "Refused."))
        entry["content"] = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_NAME}"}}}


def _example(operation: dict[str, Any], example: Example) -> None:
    if example.request is not None:
        for content in operation["requestBody"]["content"].values():
            content["example"] = example.request
    if example.response is not None:
        good = next(status for status in operation["responses"] if status.startswith("2"))
        operation["responses"][good]["content"]["application/json"]["example"] = example.response
