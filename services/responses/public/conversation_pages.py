"""The page of the conversation: what the company wrote, what readers answered, and a field to write in. Nothing of it is an
answer to the request, and nothing that was typed is ever markup."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.responses.domain.conversation import LONGEST_NAME, LONGEST_TEXT, Message
from services.responses.domain.page_state import PageState, state_of
from services.responses.public import visitors
from services.responses.public.form import read_body
from services.responses.public.gate import Opened, opened
from services.responses.public.problems import Problem
from services.responses.public.renderer import Renderer
from services.responses.public.view import masked, view_of
from services.responses.public.visitors import Visitors
from services.responses.repository import conversation
from services.responses.use_cases.conversation import SendMessage, send_message
from shared import formats
from shared.database import Database
from shared.limits import too_many
from shared.text import N_, forbidden_character

NO_TEXT = N_("Write your message.")
NO_NAME = N_("Type your name.")
TOO_LONG = N_("The message is too long: at most 4,000 characters.")
WRONG_CHARACTER = N_("The message contains a character that cannot be shown. Remove it.")


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the page shows it."""

    ours: bool
    who: str
    at: str
    text: str


class ConversationPages:
    """Two endpoints at one address: what was written, and writing."""

    def __init__(self, renderer: Renderer, *, database: Database, seen: Visitors, public_url: str) -> None:
        self._renderer = renderer
        self._database = database
        self._seen = seen
        self._public_url = public_url

    async def show(self, request: Request) -> Response:
        found = opened(request)
        if _over(found):
            return self._renderer.invalid(request)
        language = self._renderer.choose(request.query_params.get("lang"), found.page.language)
        return await self._page(found, language, {}, ())

    async def write(self, request: Request) -> Response:
        found = opened(request)
        if _over(found):
            return self._renderer.invalid(request)
        fields = read_body(await request.body(), request.headers.get("content-type", ""))
        if not visitors.from_our_page(request, self._public_url):
            return self._renderer.message("foreign_form", request, status=403)
        language = self._renderer.choose(fields.get("lang"), found.page.language)
        text = fields.get("text", "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").strip()
        name = " ".join(fields.get("name", "").split())[:LONGEST_NAME]
        problems = _problems(name, text)
        if problems:
            return await self._page(found, language, {"name": name, "text": text}, problems, status=422)
        command = SendMessage(found.page, fields.get("form", "")[:64], name, text, self._seen.network(request))
        async with self._database.transaction() as tx:
            wait = await send_message(tx, command)
        if wait:
            raise too_many(wait)
        return await self._page(found, language, {"name": name}, (), thanks=True)

    async def _page(
        self,
        found: Opened,
        language: str,
        typed: dict[str, str],
        problems: Sequence[Problem],
        *,
        status: int = 200,
        **values: Any,
    ) -> Response:
        page = found.page
        async with self._database.reading() as reading:
            said = await conversation.of_reconciliation(reading, page.company_id, page.reconciliation_id)
        return self._renderer.render(
            "conversation",
            language,
            status=status,
            view=view_of(page, language),
            path=found.path,
            switchable=False,
            said=[_shown(one, page.address) for one in said],
            typed={"name": page.name, "text": "", **typed},
            form=secrets.token_urlsafe(16),
            problems=problems,
            longest=LONGEST_TEXT,
            **values,
        )


def _over(found: Opened) -> bool:
    """Withdrawn or replaced: the page says so, and nobody writes about it here any more."""
    return state_of(found.page.facts, found.now) in (PageState.CANCELLED, PageState.SUPERSEDED)


def _shown(one: Message, address: str) -> Said:
    # Another reader's name is theirs, as beside an answer.
    who = one.who if one.ours or one.address == address else masked(one.who)
    return Said(one.ours, who, formats.moment(one.written_at), one.text)


def _problems(name: str, text: str) -> tuple[Problem, ...]:
    found = []
    if not text:
        found.append(Problem("text", NO_TEXT))
    elif len(text) > LONGEST_TEXT:
        found.append(Problem("text", TOO_LONG))
    elif forbidden_character(text.replace("\n", "")) is not None:
        found.append(Problem("text", WRONG_CHARACTER))
    if not name or forbidden_character(name) is not None:
        found.append(Problem("name", NO_NAME))
    return tuple(found)
