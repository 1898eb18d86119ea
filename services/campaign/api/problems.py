"""How errors look in the published API description."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from shared.http.problems import MEDIA_TYPE

_SAYS = {
    401: "Nobody, or nobody we can believe, is asking.",
    403: "The account or key has not the right for this.",
    404: "There is no such thing, or it belongs to another company.",
    409: "The state has moved on; `code` says how.",
    412: "Somebody else edited it meanwhile; the text names who and when.",
    422: "Not well formed or not allowed; `code` says what.",
    429: "Too often; see `Retry-After`.",
    503: "Something that is needed does not answer; nothing was changed.",
}


class Problem(BaseModel):
    """RFC 9457. `code` is stable, `detail` says what happened, what it means and what to do."""

    type: str
    title: str
    status: int
    code: str
    detail: str


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem documents that an operation may answer with."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": _SAYS[status], "model": Problem, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }
