"""The console's application: every screen with its address and the right that it needs, and what is the same for all.

A screen is open to nobody unless its line here says so: without a session one is sent to sign in, without the right one
gets 403, and every post passes the guard before a screen sees it.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
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
from services.campaign.console.screens import (
    account_card,
    accounts,
    campaigns,
    company,
    entrance,
    figure,
    import_job,
    imports,
    information,
    ledger,
    mail_server,
    mail_sign_in,
    new_run,
    people,
    preferences,
    reconciliation,
    reminders,
    run_list,
    run_report,
    sending,
    tolerances,
)
from services.campaign.console.static_files import StaticFiles
from services.campaign.console.visit import Console, Visit, Visitor
from services.campaign.door import Door
from services.campaign.repository import companies
from services.campaign.settings import CampaignSettings
from shared.auth import ADMIN, READ, WRITE
from shared.database import Database
from shared.errors import Forbidden, NotFound, TooLarge
from shared.keys import KeyRing

log = structlog.get_logger(__name__)

LARGEST_IMPORT = 200 * 1024 * 1024
LARGEST_PASTE = 8 * 1024 * 1024
LARGE_PATHS = (("/console/imports", LARGEST_IMPORT),)
"""For `create_app(large_paths=…)` of the application that mounts the console."""

Handler = Callable[[Visit], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Screen:
    """One line of the site: `needs` is a scope, or None for what is open to everybody."""

    method: str
    path: str
    name: str
    show: Handler
    needs: str | None


async def _front(visit: Visit) -> Response:
    return visit.go("campaigns")


async def _nowhere(_visit: Visit) -> Response:
    raise NotFound("There is no such page.", code="page_not_found")


SCREENS = (
    Screen("GET", "/", "front", _front, READ),
    Screen("GET", "/setup", "setup", entrance.show_setup, None),
    Screen("POST", "/setup", "setup", entrance.set_up, None),
    Screen("GET", "/sign-in", "sign_in", entrance.show_sign_in, None),
    Screen("POST", "/sign-in", "sign_in", entrance.sign_in, None),
    Screen("POST", "/sign-out", "sign_out", entrance.sign_out, None),
    Screen("POST", "/preferences", "preferences", preferences.keep, None),
    Screen("GET", "/imports", "imports", imports.show, READ),
    Screen("POST", "/imports", "imports", imports.take, WRITE),
    Screen("GET", "/imports/progress", "imports_progress", imports.progress, READ),
    Screen("GET", "/imports/{import_id:uuid}", "import", import_job.show, READ),
    Screen("GET", "/imports/{import_id:uuid}/progress", "import_progress", import_job.progress, READ),
    Screen("POST", "/imports/{import_id:uuid}/confirm", "confirm_import", import_job.confirm, WRITE),
    Screen("POST", "/imports/{import_id:uuid}/cancel", "cancel_import", import_job.cancel, WRITE),
    Screen("GET", "/imports/{import_id:uuid}/report.xlsx", "import_workbook", import_job.workbook, READ),
    Screen("GET", "/accounts", "accounts", accounts.show, READ),
    Screen("GET", "/accounts/export.{kind}", "account_export", accounts.export, READ),
    Screen("POST", "/accounts/changes", "account_changes", accounts.ask_changes, WRITE),
    Screen("POST", "/accounts/change", "account_change", accounts.change, WRITE),
    Screen("GET", "/accounts/card/{code:path}", "account", account_card.show, READ),
    Screen("POST", "/accounts/card/{code:path}", "account", account_card.save, WRITE),
    Screen("POST", "/accounts/contact/{code:path}", "account_contact", account_card.contact, WRITE),
    Screen("GET", "/runs/new", "new_run", new_run.show, READ),
    Screen("POST", "/runs/new", "new_run", new_run.make, WRITE),
    Screen("GET", "/runs/{run_id:uuid}", "run", run_list.show, READ),
    Screen("GET", "/runs/{run_id:uuid}/report", "run_report", run_report.show, READ),
    Screen("GET", "/runs/{run_id:uuid}/figures/{key:path}", "figure", figure.show, READ),
    Screen("POST", "/runs/{run_id:uuid}/selection", "selection", sending.details, WRITE),
    Screen("POST", "/runs/{run_id:uuid}/confirmation", "confirmation", sending.confirm, WRITE),
    Screen("POST", "/runs/{run_id:uuid}/send", "send", sending.send, WRITE),
    Screen("GET", "/campaigns", "campaigns", campaigns.show, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}", "campaign", campaigns.detail, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/progress", "campaign_progress", campaigns.progress, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/cancel", "cancel_campaign", campaigns.ask_cancel, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/cancel", "cancel_campaign", campaigns.cancel, WRITE),
    Screen("GET", "/campaigns/{campaign_id:uuid}/reminders", "reminders", reminders.show, READ),
    Screen("POST", "/campaigns/{campaign_id:uuid}/reminders", "reminders", reminders.save, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/remind", "remind", reminders.send, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/reminding", "reminding", reminders.choose, WRITE),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}", "reconciliation", reconciliation.show, READ),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/resend", "resend", reconciliation.ask_resend, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/resend", "resend", reconciliation.resend, WRITE),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/evidence", "evidence", reconciliation.evidence, READ),
    Screen("GET", "/responses/{response_id:uuid}/receipt", "receipt", reconciliation.receipt, READ),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/ledgers", "ledgers", ledger.show_all, READ),
    Screen("GET", "/ledgers/{ledger_id:uuid}", "ledger", ledger.show, READ),
    Screen("GET", "/ledgers/{ledger_id:uuid}/file", "ledger_file", ledger.file, READ),
    Screen("GET", "/ledgers/{ledger_id:uuid}/comparison.xlsx", "ledger_workbook", ledger.workbook, READ),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/new-link", "new_link", reconciliation.ask_new_link, WRITE),
    Screen(
        "POST", "/reconciliations/{reconciliation_id:uuid}/new-link", "new_link", reconciliation.replace_link, WRITE
    ),
    Screen("POST", "/replies/{reply_id:uuid}/handled", "handle_reply", reconciliation.handle_reply, WRITE),
    Screen("GET", "/settings/smtp", "smtp", mail_server.show, READ),
    Screen("POST", "/settings/smtp", "smtp", mail_server.save, ADMIN),
    Screen("POST", "/settings/smtp/test", "smtp_test", mail_server.test, ADMIN),
    Screen("POST", "/settings/smtp/sign-in", "smtp_sign_in", mail_sign_in.begin, ADMIN),
    Screen("POST", "/settings/smtp/sign-in/check", "smtp_sign_in_check", mail_sign_in.check, ADMIN),
    Screen("GET", "/settings/smtp/cancel", "smtp_cancel", mail_server.ask_cancel, ADMIN),
    Screen("POST", "/settings/smtp/cancel", "smtp_cancel", mail_server.cancel, ADMIN),
    Screen("GET", "/settings/company", "company", company.show, READ),
    Screen("POST", "/settings/company", "company", company.save, ADMIN),
    Screen("GET", "/settings/information", "information", information.show, READ),
    Screen("POST", "/settings/information", "information", information.save, ADMIN),
    Screen("GET", "/settings/tolerances", "tolerances", tolerances.show, READ),
    Screen("POST", "/settings/tolerances", "tolerances", tolerances.save, ADMIN),
    Screen("GET", "/settings/users", "users", people.show, READ),
    Screen("POST", "/settings/users", "users", people.add, ADMIN),
    Screen("GET", "/{rest:path}", "nowhere", _nowhere, READ),
)


def create_console(
    database: Database,
    door: Door,
    neighbours: Neighbours,
    settings: CampaignSettings,
    static: StaticFiles | None = None,
) -> Starlette:
    """The application to mount at `/console` of the campaign service's own."""
    keys = KeyRing.read(settings.keys, "session.key")
    static = static or StaticFiles()
    console = Console(
        database=database,
        door=door,
        neighbours=neighbours,
        pages=Pages(static),
        guard=Guard(keys),
        flashes=URLSafeTimedSerializer(keys[keys.current], salt="console flash"),
        clock=database.clock,
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
    return app


def _endpoint(console: Console, screen: Screen) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        # The metrics name a request by its template; mounted plain applications do not say it by themselves.
        request.scope["route"] = _Named(f"/console{screen.path}")
        visit = await _visit(console, request)
        try:
            response = await _admit(visit, screen) or await _act(visit, screen)
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
    async with console.database.reading() as reading:
        card = await companies.get_company(reading, session.user.company_id)
    return Visit(request, console, session_id, Visitor(session.user, card.title))


async def _admit(visit: Visit, screen: Screen) -> Response | None:
    """A response that sends the visitor elsewhere, or None when they may go on."""
    if screen.needs is None:
        return None
    if visit.visitor is None:
        async with visit.console.database.reading() as reading:
            if await companies.is_empty(reading):
                return visit.go("setup")
        here = visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else "")
        back = urlencode({"back": here}) if visit.request.method in SAFE else ""
        return visit.go_to(visit.path("sign_in") + (f"?{back}" if back else ""))
    if not visit.may(screen.needs):
        raise Forbidden("Your account does not have the right to do this.", code="forbidden")
    return None


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
