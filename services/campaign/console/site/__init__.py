"""Every screen of the console with its address and the right that it needs, in one place."""

from __future__ import annotations

from starlette.responses import Response

from services.campaign.console.screen import Screen
from services.campaign.console.site import (
    auditing,
    books,
    campaigns,
    entrance,
    files,
    lists,
    people,
    reconciliations,
    reports,
    runs,
    security,
    settings,
)
from services.campaign.console.visit import Visit
from shared.auth import READ
from shared.errors import NotFound


async def _front(visit: Visit) -> Response:
    return visit.go("campaigns")


async def _nowhere(_visit: Visit) -> Response:
    raise NotFound("There is no such page.", code="page_not_found")


SCREENS = (
    Screen("GET", "/", "front", _front, READ),
    *entrance.SCREENS,
    *books.SCREENS,
    *runs.SCREENS,
    *campaigns.SCREENS,
    *auditing.SCREENS,
    *files.SCREENS,
    *lists.SCREENS,
    *reconciliations.SCREENS,
    *reports.SCREENS,
    *settings.SCREENS,
    *people.SCREENS,
    *security.SCREENS,
    # Last, because the first line that fits is taken.
    Screen("GET", "/{rest:path}", "nowhere", _nowhere, READ),
)
