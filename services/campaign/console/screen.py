"""One line of the site: an address, who may come there, and what they see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from services.campaign.console.visit import Visit
from services.campaign.domain.audit_log import Deed

Handler = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Screen:
    """`needs` is a scope, or None for what is open to everybody.

    `deed`: what is written into the log when it was done. Only for what another service does or hands out; what this service does
    itself is written down by its use cases, in the same transaction.
    """

    method: str
    path: str
    name: str
    show: Handler
    needs: str | None
    deed: Deed | None = None
