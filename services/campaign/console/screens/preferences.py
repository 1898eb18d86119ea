"""Language and appearance: kept in cookies of this browser, for visitors without an account too."""

from __future__ import annotations

from starlette.responses import Response

from services.campaign.console.pages import LANGUAGE_COOKIE, LANGUAGES, THEME_COOKIE, THEMES, own_path
from services.campaign.console.visit import Visit

ONE_YEAR = 365 * 24 * 3600


async def keep(visit: Visit) -> Response:
    """Keep what was chosen and go back to where it was chosen."""
    response = visit.go_to(own_path(visit.request, visit.field("back")))
    for cookie, value, known in (
        (LANGUAGE_COOKIE, visit.field("language"), LANGUAGES),
        (THEME_COOKIE, visit.field("theme"), THEMES),
    ):
        if value in known:
            response.set_cookie(
                cookie,
                value,
                max_age=ONE_YEAR,
                path=visit.console.cookie_path(visit.request),
                secure=visit.console.secure,
                httponly=True,
                samesite="lax",
            )
    return response
