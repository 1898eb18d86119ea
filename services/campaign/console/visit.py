"""One request of one visitor: who they are, their form, and the ways to answer them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from services.campaign.clients.accounts import AccountsClient
from services.campaign.clients.aggregator import AggregatorClient
from services.campaign.clients.analysis import AnalysisClient
from services.campaign.clients.campaign_mail import CampaignMailClient
from services.campaign.clients.connection import Download
from services.campaign.clients.imports import ImportsClient
from services.campaign.clients.ledgers import LedgersClient
from services.campaign.clients.mailer import MailerClient
from services.campaign.clients.neighbours import Neighbours
from services.campaign.clients.responses import ResponsesClient
from services.campaign.clients.system import SystemClient
from services.campaign.console import refusals
from services.campaign.console.guard import Guard
from services.campaign.console.headers import PAGE_HEADERS
from services.campaign.console.pages import Flash, Pages, csrf_field, path_to, wants_part
from services.campaign.domain.people import User
from services.campaign.domain.sign_up import SignUp
from services.campaign.door import Door
from services.campaign.oidc import Provider
from services.campaign.webhook_delivery import Webhooks
from shared.auth import ADMIN, APPROVE, AUDIT, WRITE
from shared.clock import Clock
from shared.database import Database, Reading, Transaction
from shared.errors import DomainError
from shared.pdf import PdfTemplate
from shared.text import Counted

FLASH_COOKIE = "flash"
FLASH_SECONDS = 120
ERROR_FLASH_KINDS = frozenset({"success", "info", "warning", "danger"})


@dataclass(frozen=True, slots=True)
class Console:
    """What all screens stand on; made once."""

    database: Database
    door: Door
    neighbours: Neighbours
    webhooks: Webhooks
    pages: Pages
    guard: Guard
    flashes: URLSafeTimedSerializer
    steps: URLSafeTimedSerializer
    """Between two steps of signing in."""
    provider: Provider | None
    """The firm's own sign-in page, where there is one."""
    clock: Clock
    address: str
    """Where operators and programs reach this installation, without a slash at the end."""
    wake_files: Callable[[], None]
    """Calls whoever makes ordered files."""
    lists: PdfTemplate
    """Makes documents of lists."""
    secure: bool
    """Operators come over https: cookies are bound to it."""

    @property
    def session_cookie(self) -> str:
        return "__Host-session" if self.secure else "session"

    @property
    def visitor_cookie(self) -> str:
        return "__Host-visitor" if self.secure else "visitor"

    def cookie_path(self, request: Request) -> str:
        """A `__Host-` cookie belongs to the whole host; else only to the campaign service."""
        base = str(request.scope.get("root_path", ""))
        return "/" if self.secure else base.rpartition("/")[0] or "/"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, as the page's frame shows it."""

    user: User
    company_title: str
    companies: int = 1
    """How many companies they may choose from."""
    signed_in_at: datetime | None = None
    must_enrol: bool = False
    """Their role needs a second factor, and they have none yet."""
    approvals: int = 0
    """Campaigns of colleagues that wait for this person's approval."""

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def company_id(self) -> UUID:
        return self.user.company_id


@dataclass(slots=True)
class Visit:
    """A request on its way through a screen. `secret` is the cookie that form tokens are bound to."""

    request: Request
    console: Console
    secret: str
    visitor: Visitor | None = None
    form: FormData = field(default_factory=FormData)

    @property
    def me(self) -> User:
        if self.visitor is None:
            raise RuntimeError("this screen is open to everybody: there is nobody signed in")
        return self.visitor.user

    @property
    def language(self) -> str:
        return self.console.pages.language(self.request)

    def may(self, scope: str) -> bool:
        return self.visitor is not None and scope in self.visitor.user.role.scopes

    @property
    def may_open_companies(self) -> bool:
        """Whether they may open a further company in this installation."""
        return self.may(ADMIN) or self.console.door.sign_up is SignUp.OPEN

    def field(self, name: str) -> str:
        """A text of the form, without surrounding blanks; empty when it is missing or a file.

        Without U+0000, which not every database takes and nobody types.
        """
        value = self.form.get(name, "")
        return value.replace("\0", "").strip() if isinstance(value, str) else ""

    def seen_version(self) -> int | None:
        """The version that the form was filled from; whoever has changed it since is named in the refusal."""
        return self.number("version")

    def number(self, name: str) -> int | None:
        """A whole number that one of our own pages put into the form; None for anything else."""
        text = self.field(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def path(self, name: str, /, **params: Any) -> str:
        return path_to(self.request, name, **params)

    def text(self, message: str | Counted, **values: Any) -> str:
        return self.console.pages.text(self.language, message, **values)

    def reason(self, error: DomainError) -> str:
        """What an error says, in the visitor's language."""
        return refusals.said(error, self.console.pages.translations.get(self.language))

    # --- the rows of the visitor's company

    @property
    def database(self) -> Database:
        """As far as it is the company's that the visitor works for."""
        return self.console.database.of(self.me.company_id)

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Write in the company that the visitor works for."""
        return self.database.transaction()

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        """Read of the company that the visitor works for."""
        return self.database.reading()

    @property
    def across_companies(self) -> Database:
        """For what belongs to no company or to several: `tests/architecture/test_isolation.py` lists who may, and why."""
        return self.console.database

    # --- the other services, in the visitor's name

    def _token(self) -> str:
        return self.console.door.token_for(self.me)[0]

    @property
    def aggregator(self) -> AggregatorClient:
        return self.console.neighbours.aggregator(self._token(), self.language)

    @property
    def accounts(self) -> AccountsClient:
        return self.console.neighbours.accounts(self._token(), self.language)

    @property
    def analysis(self) -> AnalysisClient:
        return self.console.neighbours.analysis(self._token(), self.language)

    @property
    def imports(self) -> ImportsClient:
        return self.console.neighbours.imports(self._token(), self.language)

    @property
    def mailer(self) -> MailerClient:
        return self.console.neighbours.mailer(self._token(), self.language)

    @property
    def campaign_mail(self) -> CampaignMailClient:
        return self.console.neighbours.campaign_mail(self._token(), self.language)

    @property
    def ledgers(self) -> LedgersClient:
        return self.console.neighbours.ledgers(self._token(), self.language)

    @property
    def responses(self) -> ResponsesClient:
        return self.console.neighbours.responses(self._token(), self.language)

    def system(self, service: str) -> SystemClient:
        return self.console.neighbours.system(service, self._token(), self.language)

    # --- answers

    def page(
        self, template: str, values: Mapping[str, Any] = MappingProxyType({}), *, status: int = 200, area: str = ""
    ) -> Response:
        """A whole page; the sentence that the last action left is shown on it once."""
        flash = self._flash()
        context = self._frame(area) | {"flash": flash} | dict(values)
        response = self.console.pages.render(self.request, template, context, status=status)
        if FLASH_COOKIE in self.request.cookies:
            response.delete_cookie(FLASH_COOKIE, path=self.console.cookie_path(self.request))
        return response

    def part(self, template: str, block: str, values: Mapping[str, Any], *, area: str = "") -> Response:
        """One block of a page, for scripts."""
        context = self._frame(area) | {"flash": None} | dict(values)
        return self.console.pages.render(self.request, template, context, block=block)

    def list_page(self, template: str, values: Mapping[str, Any], *, area: str) -> Response:
        """The list alone when a script asks for it, else the whole page."""
        if wants_part(self.request):
            return self.part(template, "list", values, area=area)
        return self.page(template, values, area=area)

    def pass_on(self, download: Download) -> Response:
        """A file of another service, as it comes."""
        return StreamingResponse(
            download.chunks(),
            headers={**PAGE_HEADERS, **download.headers},
            background=BackgroundTask(download.close),
        )

    def go(self, name: str, /, **params: Any) -> Response:
        return self.go_to(self.path(name, **params))

    def go_to(self, path: str) -> Response:
        """Send the browser on; after a post with GET."""
        if self.request.headers.get("hx-request") == "true":
            return Response(status_code=204, headers={**PAGE_HEADERS, "HX-Redirect": path})
        return RedirectResponse(path, status_code=303, headers=dict(PAGE_HEADERS))

    def say(self, response: Response, kind: str, text: str) -> Response:
        """Leave one sentence for the next page."""
        response.set_cookie(
            FLASH_COOKIE,
            str(self.console.flashes.dumps([kind, text[:600]])),
            max_age=FLASH_SECONDS,
            path=self.console.cookie_path(self.request),
            secure=self.console.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    def keep_session(self, response: Response, session_id: str) -> Response:
        """Give the browser its session."""
        response.set_cookie(
            self.console.session_cookie,
            session_id,
            path=self.console.cookie_path(self.request),
            secure=self.console.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    @property
    def client(self) -> str:
        """The caller's IP address."""
        return self.console.door.client_of(self.request)

    @property
    def agent(self) -> str:
        """What the browser calls itself."""
        return self.request.headers.get("user-agent", "")

    def _flash(self) -> Flash | None:
        kept = self.request.cookies.get(FLASH_COOKIE)
        if not kept:
            return None
        try:
            kind, text = self.console.flashes.loads(kept, max_age=FLASH_SECONDS)
        except (BadData, ValueError, TypeError):
            return None
        return Flash(kind, text) if kind in ERROR_FLASH_KINDS else None

    def _frame(self, area: str) -> dict[str, Any]:
        return {
            "visitor": self.visitor,
            "area": area,
            "may_write": self.may(WRITE),
            "may_approve": self.may(APPROVE),
            "may_audit": self.may(AUDIT),
            "may_admin": self.may(ADMIN),
            "csrf_field": partial(csrf_field, self.console.guard.token(self.secret)),
        }
