"""The door of a page that its link alone does not open: it asks for digits, or mails a code and asks for it.

Looking (GET, HEAD) mails nothing. What is wrong, too late or used up is answered alike. Whoever is stopped while sending a form
keeps what they typed: it goes on with what they show.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from services.responses.domain.levels import DIGITS
from services.responses.public import visitors
from services.responses.public.renderer import Renderer
from services.responses.public.view import view_of
from services.responses.public.visitors import Visitors
from services.responses.repository.pages import Page
from services.responses.use_cases.doors import Knock, mail_code, try_door
from services.responses.use_cases.openings import Opening, OpeningBuffer
from shared.contracts.values import LinkLevel
from shared.database import Database
from shared.limits import too_many
from shared.links import LinkSigner
from shared.text import N_

STEP, SHOWN = "door", "shown"
WRONG = {
    LinkLevel.TAX_DIGITS: N_("These are not the last four digits of your tax number. Please check them."),
    LinkLevel.MAIL_CODE: N_(
        "This code is not right, or not valid any more. Please check it, or have a new one mailed."
    ),
}
MAILED = N_("A code is on its way to you. It is valid for ten minutes; only the newest one counts.")
_MOST_FIELDS = 100


class Door:
    """Stands in every page's way that has a higher level."""

    def __init__(
        self,
        renderer: Renderer,
        *,
        database: Database,
        signer: LinkSigner,
        visitors: Visitors,
        openings: OpeningBuffer,
        public_url: str,
    ) -> None:
        self._renderer = renderer
        self._database = database
        self._signer = signer
        self._visitors = visitors
        self._openings = openings
        self._public_url = public_url

    async def enter(self, request: Request, page: Page, path: str, rest: str) -> Response | Receive:
        """The door's page; or, once what was shown is right, the request's body to go on with."""
        if request.method != "POST":
            self._openings.add(Opening(page.link_id, self._database.clock.now(), visitors.probably_machine(request)))
            return self._page(request, page, path, ())
        # A file that is brought is not read for somebody who stands at the door.
        body = await request.body() if _is_form(request) else b""
        pairs = _pairs(body)
        fields = dict(pairs)
        action = f"{path}/{rest}" if rest and fields else path
        if not visitors.from_our_page(request, self._public_url):
            return self._renderer.message("foreign_form", request, status=403)
        knock = Knock(page, self._visitors.network(request), fields.get(SHOWN, ""))
        if fields.get(STEP) == "send" and page.level == LinkLevel.MAIL_CODE:
            async with self._database.transaction() as tx:
                wait = await mail_code(tx, self._signer, knock)
            if wait:
                raise too_many(wait)
            return self._page(request, page, action, pairs, notice=MAILED)
        if fields.get(STEP) != "show":
            return self._page(request, page, action, pairs, status=403)
        async with self._database.transaction() as tx:
            heard = await try_door(tx, self._signer, knock)
        if heard.wait:
            raise too_many(heard.wait)
        if not heard.opens:
            return self._page(request, page, action, pairs, problem=WRONG[LinkLevel(page.level)], status=422)
        if action == path:
            # Nothing but the door was asked for: now the page is looked at.
            request.scope["method"] = "GET"
        return _again(body)

    def _page(
        self,
        request: Request,
        page: Page,
        action: str,
        pairs: Sequence[tuple[str, str]],
        *,
        problem: str = "",
        notice: str = "",
        status: int = 200,
    ) -> Response:
        wish = dict(pairs).get("lang") or request.query_params.get("lang")
        language = self._renderer.choose(wish, page.language)
        return self._renderer.render(
            "door",
            language,
            status=status,
            view=view_of(page, language),
            path="/".join(action.split("/", 3)[:3]),
            action=action,
            level=page.level,
            digits=DIGITS,
            address=masked_address(page.address),
            carried=[(name, value) for name, value in pairs if name not in (STEP, SHOWN, "lang")],
            problem=problem,
            notice=notice,
            switchable=request.method != "POST",
        )


def masked_address(address: str) -> str:
    """`m***@firma.test`: whoever has the mailbox knows it again."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***{at}{domain}"


def _is_form(request: Request) -> bool:
    content_type = request.headers.get("content-type", "")
    return content_type.split(";")[0].strip().lower() == "application/x-www-form-urlencoded"


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def _again(body: bytes) -> Receive:
    """The body once more, for whoever comes after the door."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive
