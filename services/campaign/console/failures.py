"""Errors as pages: what happened, what it means, what to do next."""

from __future__ import annotations

import secrets

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.campaign.console.headers import PAGE_HEADERS
from services.campaign.console.pages import wants_part
from services.campaign.console.visit import Visit
from shared.errors import DomainError, Unauthenticated
from shared.text import N_

log = structlog.get_logger(__name__)

TITLES = {
    401: N_("Please sign in"),
    403: N_("This is not permitted"),
    404: N_("There is no such page"),
    405: N_("This page cannot be used like that"),
    409: N_("This is not possible any more"),
    412: N_("Somebody was faster"),
    413: N_("That is too large"),
    422: N_("This could not be done"),
    429: N_("Too many attempts"),
    503: N_("A part of Mutabakat does not answer"),
}
TEXTS = {
    400: N_("The browser sent something that could not be read. Go back and try again."),
    404: N_("The address may have been mistyped, or what it led to is not there for you."),
    405: N_("Open it from the menu."),
    503: N_("Nothing was changed. Try again in a few seconds."),
}
LOOK_AGAIN = (("campaign", "campaign_id"), ("reconciliation", "reconciliation_id"))
"""Where to see how something stands now, by what the address names."""
UNEXPECTED = N_("Something went wrong on our side")
UNEXPECTED_TEXT = N_("It was logged and nothing was changed. Try again; if it happens again, pass on the reference.")


def failure_page(visit: Visit, error: Exception) -> Response:
    """The page for an error; bugs are logged under a reference that the page names."""
    response = _answer(visit, error)
    if wants_part(visit.request) and visit.request.method == "GET" and response.status_code >= 400:
        # A script asked for a part; let the browser ask for the whole page, which then says what is wrong.
        url = visit.request.url
        return Response(status_code=204, headers={**PAGE_HEADERS, "HX-Redirect": f"{url.path}?{url.query}"})
    return response


def _answer(visit: Visit, error: Exception) -> Response:
    if isinstance(error, Unauthenticated) and visit.visitor is None:
        return visit.go("sign_in")
    if isinstance(error, DomainError):
        text = visit.reason(error)
        response = _page(visit, error.status, TITLES.get(error.status, TITLES[422]), text)
        if "retry_after" in error.params:
            response.headers["Retry-After"] = str(error.params["retry_after"])
        return response
    if isinstance(error, HTTPException):
        status = error.status_code
        text = visit.text(TEXTS.get(status, TEXTS[400]))
        return _page(visit, status, TITLES.get(status, TITLES[422]), text)
    reference = secrets.token_hex(4)
    log.error("console.failed", reference=reference, error=type(error).__name__, exc_info=error)
    if isinstance(error, (SQLAlchemyError, OSError)):
        return _page(visit, 503, TITLES[503], visit.text(TEXTS[503]), reference)
    return _page(visit, 500, UNEXPECTED, visit.text(UNEXPECTED_TEXT), reference)


def _page(visit: Visit, status: int, title: str, text: str, reference: str = "") -> Response:
    signed_in = visit.visitor is not None
    values = {
        "status": status,
        "title": visit.text(title),
        "text": text,
        "reference": reference,
        "back": visit.path("campaigns" if signed_in else "sign_in"),
        "back_label": visit.text(N_("To the reconciliations") if signed_in else N_("To the sign-in page")),
    }
    for screen, name in LOOK_AGAIN if signed_in and status in (409, 412) else ():
        if name in visit.request.path_params:
            values["back"] = visit.path(screen, **{name: visit.request.path_params[name]})
            values["back_label"] = visit.text(N_("Look at it again"))
    return visit.page("problem.html", values, status=status)
