"""The endpoints of a link: show, check, send. Only the last one changes anything.

The tag of the address is checked before the database is asked; what does not fit gets the same page as what is not known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.responses.domain.differences.written import read_comparison
from services.responses.domain.page_state import PageState, may_answer, state_of
from services.responses.public import visitors
from services.responses.public.asked import Asked, asked_of
from services.responses.public.balance_view import stated
from services.responses.public.download.files import MEDIA_TYPES, StatementFiles
from services.responses.public.form import Filled, empty, read_body, read_form, values_of
from services.responses.public.form_state import FormState, FormStates, NotOurs, TooOld, TooYoung
from services.responses.public.ledger_view import values_of as ledger_values
from services.responses.public.problems import Problem
from services.responses.public.receipts import ReceiptFiles
from services.responses.public.renderer import Renderer
from services.responses.public.view import head_of, view_of
from services.responses.repository import information, ledgers, pages, statements
from services.responses.repository.pages import Page
from services.responses.use_cases.answer import Outcome, SendAnswer, send_answer
from services.responses.use_cases.openings import Opening, OpeningBuffer
from shared import formats
from shared.clock import istanbul_date
from shared.database import Database
from shared.links import LinkSigner
from shared.text import N_


@dataclass(frozen=True, slots=True)
class _Visit:
    """One request for a known link: its page now, and how to speak to the reader."""

    request: Request
    token: str
    page: Page
    now: datetime
    language: str

    @property
    def state(self) -> PageState:
        return state_of(self.page.facts, self.now)

    @property
    def may_answer(self) -> bool:
        return may_answer(self.page.facts, self.now)

    @property
    def version(self) -> int:
        return self.page.standing.version if self.page.standing else 0

    @property
    def asked(self) -> Asked:
        return asked_of(head_of(self.page.head))


class LinkPages:
    """Endpoints over one renderer and one database."""

    def __init__(
        self,
        renderer: Renderer,
        *,
        database: Database,
        signer: LinkSigner,
        states: FormStates,
        openings: OpeningBuffer,
        receipts: ReceiptFiles,
        public_url: str,
        proxy_hops: int,
    ) -> None:
        self._files = StatementFiles(renderer.translations)
        self._renderer = renderer
        self._database = database
        self._signer = signer
        self._states = states
        self._openings = openings
        self._receipts = receipts
        self._public_url = public_url
        self._proxy_hops = proxy_hops

    # Limits of tries per link and network belong into `_visit`, before it asks the database: `TooMany` has its page already.
    async def show(self, request: Request, token: str) -> Response:
        """The page as it stands. GET and HEAD alike change no answer; they leave a hint that the link was fetched."""
        visit = await self._visit(request, token, request.query_params.get("lang"))
        if visit is None:
            return self._invalid(request)
        opening = Opening(visit.page.link_id, self._database.clock.now(), visitors.probably_machine(request))
        self._openings.add(opening)
        if "change" in request.query_params and visit.version and visit.may_answer:
            return self._form(visit, {})
        if wanted := request.query_params.get("ledger"):
            return await self._form_with_ledger(visit, wanted)
        return self._state_page(visit)

    async def statement(self, request: Request, token: str, kind: str) -> Response:
        """What is asked, as a file with all documents; where the page shows nothing of it, that page."""
        visit = await self._visit(request, token, request.query_params.get("lang")) if kind in MEDIA_TYPES else None
        if visit is None:
            return self._invalid(request)
        if visit.state in (PageState.CANCELLED, PageState.SUPERSEDED):
            return self._state_page(visit)
        id_ = visit.page.reconciliation_id
        async with self._database.reading() as reading:
            parts = (await statements.document_parts(reading, [id_]))[id_]
        return await self._files.response(kind, visit.page, parts, visit.language, istanbul_date(visit.now))

    async def _form_with_ledger(self, visit: _Visit, sha256: str) -> Response:
        """The form, with what the reader's own file says; which answer it gives is still the reader's choice."""
        if not visit.may_answer:
            return self._state_page(visit)
        async with self._database.reading() as reading:
            ledger = await ledgers.of_file(reading, visit.page.reconciliation_id, sha256)
        if ledger is None:
            return self._state_page(visit)
        return self._form(visit, ledger_values(ledger, read_comparison(ledger.comparison), visit.language))

    async def check(self, request: Request, token: str) -> Response:
        """Read the form and show what is about to be sent. Stores nothing."""
        fields = await self._fields(request)
        visit = await self._visit(request, token, fields.get("lang"))
        if visit is None:
            return self._invalid(request)
        if not visitors.from_our_page(request, self._public_url):
            return self._renderer.message("foreign_form", request, status=403)
        if not visit.may_answer:
            return self._refused(visit)
        if "edit" in fields:
            return self._edit(visit, fields.get("state", ""))
        filled = read_form(fields, visit.language, visit.asked)
        if filled.content is None:
            return self._form(visit, filled.values, filled.problems, replaces=_replaces(fields), status=422)
        if _replaces(fields) != visit.version:
            return self._state_page(visit, status=409, notice=N_("This request was answered in the meantime."))
        state = self._states.issue(
            visit.page.link_id,
            visit.page.snapshot_sha256,
            visit.version,
            visit.language,
            filled.content,
            visit.page.information_version,
        )
        return self._check_page(visit, filled, state)

    async def send(self, request: Request, token: str) -> Response:
        """Store what the check page showed, once."""
        fields = await self._fields(request)
        link_id = self._signer.open(token)
        if link_id is None:
            return self._invalid(request)
        if not visitors.from_our_page(request, self._public_url):
            return self._renderer.message("foreign_form", request, status=403)
        try:
            state = self._states.open(fields.get("state", ""), link_id)
        except (NotOurs, TooOld, TooYoung) as reason:
            return await self._not_sendable(request, token, fields, reason)
        command = SendAnswer(
            link_id=link_id,
            form_id=state.form_id,
            snapshot_sha256=state.snapshot_sha256,
            replaces=state.replaces,
            content=state.content,
            language=state.language,
            ip=visitors.address(request, self._proxy_hops),
            user_agent=visitors.user_agent(request),
            information_version=state.information_version,
        )
        async with self._database.transaction() as tx:
            taken = await send_answer(tx, command, self._receipts.desk)
            now = await tx.database_time()
        if taken.page is None:
            return self._invalid(request)
        visit = _Visit(request, token, taken.page, now, state.language)
        match taken.outcome:
            case Outcome.STORED | Outcome.REPEATED:
                return self._state_page(visit, thanks=True)
            case Outcome.OTHER_FIGURES:
                problem = Problem("answer", N_("The figures were updated. Please look at them again."))
                values = values_of(state.content, state.language, visit.asked) | {"answer": ""}
                return self._form(visit, values, (problem,), status=409)
            case _:
                return self._refused(visit)

    async def information(self, request: Request, token: str) -> Response:
        """What the company says about personal data, in the reader's language where it has a text in it."""
        visit = await self._visit(request, token, request.query_params.get("lang"))
        if visit is None:
            return self._invalid(request)
        async with self._database.reading() as reading:
            text = await information.newest(reading, visit.page.company_id)
        if text is None:
            return self._invalid(request)
        language, words = text.in_language(visit.language)
        return self._render(
            "information",
            visit,
            status=200,
            text=text,
            text_language=language,
            words=words,
            published=formats.moment(text.published_at).split()[0],
        )

    async def receipt(self, request: Request, token: str, kind: str) -> Response:
        """The signed receipt of the answer that was given through this very link, as PDF or as its bare record."""
        visit = await self._visit(request, token, request.query_params.get("lang"))
        file = await self._receipts.file(visit.page, kind, visit.language) if visit is not None else None
        return file or self._invalid(request)

    async def _not_sendable(
        self, request: Request, token: str, fields: Mapping[str, str], problem: NotOurs | TooOld | TooYoung
    ) -> Response:
        visit = await self._visit(request, token, fields.get("lang"))
        if visit is None:
            return self._invalid(request)
        if not visit.may_answer:
            return self._refused(visit)
        if isinstance(problem, TooYoung):
            filled = Filled(values_of(problem.state.content, visit.language, visit.asked), problem.state.content, ())
            return self._check_page(visit, filled, fields.get("state", ""), too_fast=True)
        values: Mapping[str, str] = {}
        message = N_("The form was not complete. Please fill it in again.")
        if isinstance(problem, TooOld):
            values = values_of(problem.state.content, visit.language, visit.asked) | {"answer": ""}
            message = N_("This form was filled in more than a day ago. Please answer again.")
        return self._form(visit, values, (Problem("answer", message),), status=422)

    async def _visit(self, request: Request, token: str, language: str | None) -> _Visit | None:
        link_id = self._signer.open(token)
        if link_id is None:
            return None
        part = _small_number(request.query_params.get("page", ""), otherwise=1)
        async with self._database.reading() as reading:
            page = await pages.find(reading, link_id, part)
            if page is None:
                return None
            now = await reading.database_time()
        return _Visit(request, token, page, now, self._renderer.choose(language, page.language))

    async def _fields(self, request: Request) -> dict[str, str]:
        return read_body(await request.body(), request.headers.get("content-type", ""))

    def _edit(self, visit: _Visit, state: str) -> Response:
        """Back from the check page, with everything that was typed."""
        try:
            known: FormState = self._states.read(state, visit.page.link_id)
        except NotOurs:
            return self._form(visit, {})
        return self._form(visit, values_of(known.content, visit.language, visit.asked))

    def _invalid(self, request: Request) -> Response:
        return self._renderer.message("invalid", request, status=404)

    def _refused(self, visit: _Visit) -> Response:
        """The answer was not taken: the page says so and shows what holds instead."""
        notice = N_("This request was answered in the meantime.")
        if visit.state is PageState.EXPIRED:
            notice = N_("Your answer was not saved: the reply period ended before it arrived.")
        elif visit.version and not visit.may_answer:
            notice = N_("Your new answer was not saved: an answer can no longer be changed.")
        return self._state_page(visit, status=409, notice=notice)

    def _state_page(self, visit: _Visit, *, status: int = 200, notice: str = "", thanks: bool = False) -> Response:
        match visit.state:
            case PageState.OPEN:
                return self._form(visit, {}, status=status)
            case PageState.CANCELLED:
                return self._render("withdrawn", visit, status=410, superseded=False)
            case PageState.SUPERSEDED:
                return self._render("withdrawn", visit, status=status, superseded=True)
            case PageState.EXPIRED:
                return self._render("expired", visit, status=status, notice=notice)
            case PageState.ANSWERED | PageState.ANSWERED_BY_OTHER:
                return self._render(
                    "answered", visit, status=status, notice=notice, thanks=thanks, may_change=visit.may_answer
                )

    def _form(
        self,
        visit: _Visit,
        values: Mapping[str, str],
        problems: tuple[Problem, ...] = (),
        *,
        replaces: int | None = None,
        status: int = 200,
    ) -> Response:
        return self._render(
            "open",
            visit,
            status=status,
            values=empty(visit.asked) | dict(values),
            asked=visit.asked,
            problems=problems,
            replaces=visit.version if replaces is None else replaces,
        )

    def _check_page(self, visit: _Visit, filled: Filled, state: str, *, too_fast: bool = False) -> Response:
        content = filled.content
        if content is None:
            raise ValueError("a form with problems has no check page")
        return self._render(
            "check",
            visit,
            asked=visit.asked,
            status=422 if too_fast else 200,
            content=content,
            own_for_sales=_money(content.own_for_sales_minor, visit.language),
            own_for_purchases=_money(content.own_for_purchases_minor, visit.language),
            own_balances=stated(content.own_balances, visit.language),
            state=state,
            too_fast=too_fast,
        )

    def _render(self, name: str, visit: _Visit, *, status: int, **values: Any) -> Response:
        return self._renderer.render(
            name,
            visit.language,
            status=status,
            view=view_of(visit.page, visit.language, browsing="page" in visit.request.query_params),
            path=f"/m/{visit.token}",
            switchable=visit.request.method != "POST",
            **values,
        )


def _replaces(fields: Mapping[str, str]) -> int:
    return _small_number(fields.get("replaces", ""), otherwise=0)


def _small_number(text: str, *, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _money(minor: int | None, language: str) -> str:
    return "" if minor is None else formats.minor(minor, language)
