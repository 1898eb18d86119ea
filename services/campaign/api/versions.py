"""`ETag` out, `If-Match` in: whoever acts on what somebody else has changed since is told so with 412."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import Depends, Header, Response

from services.campaign.domain.turns import etag, seen_version
from shared.errors import Invalid


def _seen(
    if_match: Annotated[
        str | None, Header(description="The ETag of what you looked at; without it, whatever it is by now.")
    ] = None,
) -> int | None:
    return seen_version(if_match)


def _must_see(if_match: Annotated[str, Header(description="The ETag of what you looked at.")]) -> int:
    version = seen_version(if_match)
    if version is None:
        raise Invalid("Name the version that you looked at: If-Match cannot be * here.", code="bad_etag")
    return version


Seen = Annotated[int | None, Depends(_seen)]
MustSee = Annotated[int, Depends(_must_see)]
"""For what may only be done by whoever has looked: approving, editing, extending."""


def tagged(response: Response) -> Response:
    """The answer with the version inside its body as its ETag, also where it is a repeated one."""
    body = json.loads(bytes(response.body))
    response.headers["ETag"] = etag(int(body["version"]))
    return response
