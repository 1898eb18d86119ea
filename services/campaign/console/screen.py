"""One line of the site: an address, who may come there, and what they see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from services.campaign.console.visit import Visit

Handler = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Screen:
    """`needs` is a scope, or None for what is open to everybody."""

    method: str
    path: str
    name: str
    show: Handler
    needs: str | None
