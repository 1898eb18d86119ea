"""The console's application: what is the same for every screen of `site`.

A screen is open to nobody unless its line in `site` says so: without a session one is sent to sign in, without the right one
gets 403, and every post passes the guard before a screen sees it.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from itsdangerous import URLSafeTimedSerializer
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.campaign.clients.neighbours import Neighbours
from services.campaign.console.failures import failure_page
from services.campaign.console.guard import SAFE, Guard
from services.campaign.console.pages import Pages
from services.campaign.console.screen import Screen
from services.campaign.console.screens import imports
from services.campaign.console.site import SCREENS
from services.campaign.console.site.security import OPEN_BEFORE_ENROLLING
from services.campaign.console.static_files import StaticFiles
from services.campaign.console.visit import Console, Visit, Visitor
from services.campaign.domain.audit_log import Actor
from services.campaign.domain.second_factor import Proof
from services.campaign.door import Door
from services.campaign.oidc import Provider
from services.campaign.repository import companies
from services.campaign.settings import CampaignSettings
from services.campaign.use_cases.audit_log import note
from services.campaign.webhook_delivery import Webhooks
from shared.auth import APPROVE
from shared.database import Database
from shared.errors import Forbidden, TooLarge
from shared.keys import KeyRing
from shared.pdf import PdfTemplate

BAD_REQUEST = 400
LIST_DOCUMENT = Path(__file__).parent / "list.typ"
LARGEST_DOCUMENT = 20 * 1024 * 1024
LARGEST_IMPORT = 200 * 1024 * 1024
LARGEST_PASTE = 8 * 1024 * 1024
LARGE_PATHS = (("/console/imports", LARGEST_IMPORT),)
"""For `create_app(large_paths=…)` of the application that mounts the console."""


def create_console(
    database: Database,
    door: Door,
    neighbours: Neighbours,
    webhooks: Webhooks,
    settings: CampaignSettings,
    wake_files: Callable[[], None],
    provider: Provider | None = None,
    static: StaticFiles | None = None,
) -> Starlette:
    """The application to mount at `/console` of the campaign service's own."""
    keys = KeyRing.read(settings.keys, "session.key")
    static = static or StaticFiles()
    console = Console(
        database=database,
        door=door,
        neighbours=neighbours,
        webhooks=webhooks,
        pages=Pages(static),
        guard=Guard(keys),
        flashes=URLSafeTimedSerializer(keys[keys.current], salt="console flash"),
        steps=URLSafeTimedSerializer(keys[keys.current], salt="console sign-in"),
        provider=provider,
        clock=database.clock,
        address=settings.console_url.rstrip("/"),
        wake_files=wake_files,
        lists=PdfTemplate(LIST_DOCUMENT.read_bytes(), largest=LARGEST_DOCUMENT),
        secure=settings.console_url.startswith("https://"),
    )

    async def served(request: Request) -> Response:
        return static.answer(request, request.path_params["version"], request.path_params["name"])

    routes = [Route("/static/{version}/{name:path}", served, name="static")]
    for screen in SCREENS:
        methods = [screen.method]
        routes.append(Route(screen.path, _endpoint(console, screen), name=screen.name, methods=methods))

    async def not_allowed(request: Request, error: Exception) -> Response:
        visit = await _visit(console, request)
        return failure_page(visit, error)

    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: not_allowed},
        middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)],
    )
    app.state.console = console
    app.state.screens = {route.name: route for route in routes}
    return app


def _endpoint(console: Console, screen: Screen) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        # The metrics name a request by its template; mounted plain applications do not say it by themselves.
        request.scope["route"] = _Named(f"/console{screen.path}")
        visit = await _visit(console, request)
        try:
            response = await _admit(visit, screen) or await _done(visit, screen)
        except Exception as error:  # noqa: BLE001  # the last place that can still answer with a page
            response = failure_page(visit, error)
        _remember(visit, response)
        return response

    return endpoint


@dataclass(frozen=True, slots=True)
class _Named:
    path: str


async def _visit(console: Console, request: Request) -> Visit:
    session_id = request.cookies.get(console.session_cookie)
    session = await console.door.session_of(session_id) if session_id else None
    if session is None or session_id is None:
        return Visit(request, console, request.cookies.get(console.visitor_cookie) or secrets.token_urlsafe(24))
    must_enrol = session.proof is Proof.NONE and console.door.second_factor.demands(session.user.role)
    waiting = session.approvals if APPROVE in session.user.role.scopes else 0
    visitor = Visitor(
        session.user, session.company_title, session.companies, session.created_at, must_enrol, approvals=waiting
    )
    return Visit(request, console, session_id, visitor)


async def _admit(visit: Visit, screen: Screen) -> Response | None:
    """A response that sends the visitor elsewhere, or None when they may go on."""
    if screen.needs is None:
        return None
    if visit.visitor is None:
        async with visit.across_companies.reading() as reading:
            if await companies.is_empty(reading):
                return visit.go("setup")
        here = visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else "")
        back = urlencode({"back": here}) if visit.request.method in SAFE else ""
        return visit.go_to(visit.path("sign_in") + (f"?{back}" if back else ""))
    if visit.visitor.must_enrol and screen.name not in OPEN_BEFORE_ENROLLING:
        return visit.go("security")
    if not visit.may(screen.needs):
        raise Forbidden("Your account does not have the right to do this.", code="forbidden")
    return None


async def _done(visit: Visit, screen: Screen) -> Response:
    """What the screen answers, written into the log where its line in `site` says so."""
    response = await _act(visit, screen)
    if screen.deed is not None and visit.visitor is not None and response.status_code < BAD_REQUEST:
        subject = " ".join(str(value) for value in visit.request.path_params.values())
        async with visit.transaction() as tx:
            await note(tx, Actor.of(visit.me.principal), screen.deed, subject)
    return response


async def _act(visit: Visit, screen: Screen) -> Response:
    if visit.request.method in SAFE:
        return await screen.show(visit)
    announced = visit.request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > LARGEST_IMPORT:
        raise TooLarge("The file is too large. Import it in several parts.", code="too_large")
    async with visit.request.form(max_files=imports.MOST_FILES, max_fields=2000, max_part_size=LARGEST_PASTE) as form:
        visit.form = form
        known = visit.request.cookies.get(visit.console.visitor_cookie) if visit.visitor is None else visit.secret
        visit.console.guard.check(visit.request, known, visit.field("form_token"))
        return await screen.show(visit)


def _remember(visit: Visit, response: Response) -> None:
    """Give a visitor without session the cookie that their forms' tokens are bound to."""
    console = visit.console
    if visit.visitor is None and console.visitor_cookie not in visit.request.cookies:
        response.set_cookie(
            console.visitor_cookie,
            visit.secret,
            path=console.cookie_path(visit.request),
            secure=console.secure,
            httponly=True,
            samesite="lax",
        )
