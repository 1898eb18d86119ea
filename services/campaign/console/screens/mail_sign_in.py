"""Signing in to the mail server on a page of the provider: a code to enter there, and a button to say that it was done."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import Response

from services.campaign.clients.mail_server import SignInProgress
from services.campaign.console.visit import Visit
from shared.errors import DomainError

AREA = "smtp"


async def begin(visit: Visit) -> Response:
    """Ask the provider for a code and show it."""
    try:
        started = await visit.mailer.begin_sign_in()
    except DomainError as error:
        if error.status in (401, 403) or error.status >= 500:
            raise
        return visit.say(visit.go("smtp"), "danger", visit.reason(error))
    return _page(visit, started.address, started.user_code)


async def check(visit: Visit) -> Response:
    """Ask whether it was done; the address and the code come back with the form, they are kept nowhere here."""
    address, code = visit.field("address"), visit.field("user_code")
    try:
        progress = await visit.mailer.check_sign_in()
    except DomainError as error:
        if error.status in (401, 403) or error.status >= 500:
            raise
        return visit.say(visit.go("smtp"), "danger", visit.reason(error))
    if progress.state == "waiting" and urlsplit(address).scheme == "https" and code:
        return _page(visit, address, code, progress)
    kind = {"done": "success", "waiting": "info"}.get(progress.state, "warning")
    return visit.say(visit.go("smtp"), kind, progress.message)


def _page(visit: Visit, address: str, code: str, progress: SignInProgress | None = None) -> Response:
    values = {"page": "smtp", "address": address, "code": code, "progress": progress}
    return visit.page("smtp_sign_in.html", values, area=AREA)
