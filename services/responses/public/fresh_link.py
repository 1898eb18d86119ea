"""The page on which a fresh link is asked for by typing an address: one answer for all of them."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from starlette.requests import Request
from starlette.responses import Response

from services.responses.public import visitors
from services.responses.public.form import read_body
from services.responses.public.renderer import Renderer
from services.responses.public.visitors import Visitors
from services.responses.use_cases.fresh_links import wish_for_link
from shared.database import Database
from shared.limits import too_many
from shared.text import N_

PATH = "/link"
NO_ADDRESS = N_("Type your e-mail address like name@company.com.")
_LONGEST = 320


class FreshLinks:
    """Two endpoints at one address: the form, and the wish."""

    def __init__(self, renderer: Renderer, *, database: Database, visitors: Visitors, public_url: str) -> None:
        self._renderer = renderer
        self._database = database
        self._visitors = visitors
        self._public_url = public_url

    async def show(self, request: Request) -> Response:
        return self._page(request, None)

    async def ask(self, request: Request) -> Response:
        fields = read_body(await request.body(), request.headers.get("content-type", ""))
        if not visitors.from_our_page(request, self._public_url):
            return self._renderer.message("foreign_form", request, status=403)
        typed, language = fields.get("email", "").strip(), fields.get("lang")
        if not _is_address(typed):
            return self._page(request, language, typed=typed[:_LONGEST], problem=NO_ADDRESS, status=422)
        async with self._database.transaction() as tx:
            wait = await wish_for_link(tx, typed, self._visitors.network(request))
        if wait:
            raise too_many(wait)
        return self._page(request, language, done=True)

    def _page(
        self,
        request: Request,
        language: str | None,
        *,
        typed: str = "",
        problem: str = "",
        done: bool = False,
        status: int = 200,
    ) -> Response:
        chosen = self._renderer.language(request, language, request.headers.get("accept-language"))
        return self._renderer.render("fresh_link", chosen, status=status, typed=typed, problem=problem, done=done)


def _is_address(text: str) -> bool:
    """By its looks alone: nothing is asked of the network, and nothing of what we know."""
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return len(text) <= _LONGEST
