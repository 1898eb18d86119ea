"""The endpoints of a link: show, check, send. Only the last one changes anything.

They are reached through the gate only (`gate.py`), which has opened the link and found its page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from services.responses.domain.differences.written import read_comparison
from services.responses.domain.entries import AnswerContent
from services.responses.domain.notices import Notice, NoticeContent
from services.responses.domain.page_state import PageState
from services.responses.public import visitors
from services.responses.public.download.files import MEDIA_TYPES, StatementFiles
from services.responses.public.drawing import Drawing
from services.responses.public.form import Filled, read_body, read_form, typed_values, values_of
from services.responses.public.form_state import FormState, FormStates, NotOurs, TooOld, TooYoung
from services.responses.public.gate import opened
from services.responses.public.ledger_view import values_of as ledger_values
from services.responses.public.problems import Problem
from services.responses.public.receipts import ReceiptFiles
from services.responses.public.remark_fields import Ticks, parts_of, read_ticks, ticked, ticks_of
from services.responses.public.renderer import Renderer
from services.responses.public.turns import Answered, Turns
from services.responses.public.visit import Visit
from services.responses.public.visitors import Visitors
from services.responses.repository import information, ledgers, notices, pages, statements
from services.responses.repository.pages import Page
from services.responses.use_cases.answer import Outcome, SendAnswer, send_answers
from services.responses.use_cases.notices import SendNotice, send_notice
from services.responses.use_cases.openings import Opening, OpeningBuffer
from shared import formats
from shared.clock import istanbul_date
from shared.database import Database, Reading
from shared.text import N_


class LinkPages:
    """Endpoints over one renderer and one database."""

    def __init__(
        self,
        renderer: Renderer,
        *,
        database: Database,
        states: FormStates,
        openings: OpeningBuffer,
        receipts: ReceiptFiles,
        seen: Visitors,
        public_url: str,
    ) -> None:
        self._files = StatementFiles(renderer.translations)
        self._renderer = renderer
        self._pages = Drawing(renderer)
        self._database = database
        self._states = states
        self._openings = openings
        self._receipts = receipts
        self._seen = seen
        self._turns = Turns(self._store)
        self._public_url = public_url

    async def show(self, request: Request) -> Response:
        """The page as it stands. GET and HEAD alike change no answer; they leave a hint that the link was fetched."""
        visit = await self._visit(request, request.query_params.get("lang"))
        opening = Opening(visit.page.link_id, self._database.clock.now(), visitors.probably_machine(request))
        self._openings.add(opening)
        if "change" in request.query_params and visit.may_answer:
            return self._pages.form(visit, {})
        if wanted := request.query_params.get("ledger"):
            return await self._form_with_ledger(visit, wanted)
        return self._pages.of_state(visit)

    async def statement(self, request: Request, kind: str) -> Response:
        """What is asked, as a file with all documents; where the page shows nothing of it, that page."""
        if kind not in MEDIA_TYPES:
            return self._renderer.invalid(request)
        visit = await self._visit(request, request.query_params.get("lang"))
        if visit.state in (PageState.CANCELLED, PageState.SUPERSEDED):
            return self._pages.of_state(visit)
        id_ = visit.page.reconciliation_id
        async with self._database.reading() as reading:
            parts = (await statements.document_parts(reading, [id_]))[id_]
        return await self._files.response(kind, visit.page, parts, visit.language, istanbul_date(visit.now))

    async def _form_with_ledger(self, visit: Visit, sha256: str) -> Response:
        """The form, with what the reader's own file says; which answer it gives is still the reader's choice."""
        if not visit.may_answer:
            return self._pages.of_state(visit)
        async with self._database.reading() as reading:
            ledger = await ledgers.of_file(reading, visit.page.reconciliation_id, sha256)
        if ledger is None:
            return self._pages.of_state(visit)
        return self._pages.form(visit, ledger_values(ledger, read_comparison(ledger.comparison), visit.language))

    async def check(self, request: Request) -> Response:
        """Read the form and show what is about to be sent. Stores nothing."""
        fields = await self._fields(request)
        turn = _small_number(fields.get("turn", ""), otherwise=0)
        visit = await self._visit(request, fields.get("lang"), part=turn or None)
        if not visitors.from_our_page(request, self._public_url):
            return self._renderer.message("foreign_form", request, status=403)
        if not visit.may_answer:
            return self._pages.refused(visit)
        if "edit" in fields:
            return self._edit(visit, fields.get("state", ""))
        if turn:
            values, ticks = typed_values(fields, visit.asked), read_ticks(fields)
            return self._pages.form(visit, values, replaces=_replaces(fields), ticks=ticks, browsing=True)
        filled = await self._with_documents(visit, read_form(fields, visit.language, visit.asked, visit.offered))
        if filled.content is None:
            return self._pages.form(
                visit, filled.values, filled.problems, replaces=_replaces(fields), ticks=filled.ticks, status=422
            )
        if _replaces(fields) != visit.version:
            return self._pages.of_state(visit, status=409, notice=N_("This request was answered in the meantime."))
        state = self._states.issue(
            visit.page.link_id,
            visit.page.snapshot_sha256,
            visit.version,
            visit.language,
            filled.content,
            visit.page.information_version,
        )
        return self._pages.check_page(visit, filled, state)

    async def send(self, request: Request) -> Response:
        """Store what the check page showed, once."""
        fields = await self._fields(request)
        if not visitors.from_our_page(request, self._public_url):
            return self._renderer.message("foreign_form", request, status=403)
        try:
            state = self._states.open(fields.get("state", ""), opened(request).page.link_id)
        except (NotOurs, TooOld, TooYoung) as reason:
            return await self._not_sendable(request, fields, reason)
        taken, now = await self._take(request, state)
        notice = None
        if taken.page is not None and taken.page.notice_id is not None:
            async with self._database.reading() as reading:
                notice = await _notice(reading, taken.page)
        if taken.page is None:
            return self._renderer.invalid(request)
        visit = Visit(request, opened(request).path, taken.page, now, state.language, notice)
        match taken.outcome:
            case Outcome.STORED | Outcome.REPEATED:
                return self._pages.of_state(visit, thanks=True)
            case Outcome.OTHER_FIGURES:
                problem = Problem("answer", N_("The figures were updated. Please look at them again."))
                values = values_of(state.content, state.language, visit.asked) | {"answer": ""}
                return self._pages.form(visit, values, (problem,), status=409)
            case Outcome.TOO_MANY_FORWARDS:
                problem = Problem(
                    "forward_address",
                    N_(
                        "No more colleagues can be named here. Please contact the company below, or forward the e-mail."
                    ),
                )
                return self._pages.form(
                    visit, values_of(state.content, state.language, visit.asked), (problem,), status=409
                )
            case _:
                return self._pages.refused(visit)

    async def _take(self, request: Request, state: FormState) -> Answered:
        ip, agent = self._seen.address(request), visitors.user_agent(request)
        if isinstance(state.content, NoticeContent):
            notice = SendNotice(
                link_id=state.link_id,
                form_id=state.form_id,
                snapshot_sha256=state.snapshot_sha256,
                content=state.content,
                language=state.language,
                ip=ip,
                user_agent=agent,
            )
            async with self._database.transaction() as tx:
                return Answered(await send_notice(tx, notice), await tx.database_time())
        answer = SendAnswer(
            link_id=state.link_id,
            form_id=state.form_id,
            snapshot_sha256=state.snapshot_sha256,
            replaces=state.replaces,
            content=state.content,
            language=state.language,
            ip=ip,
            user_agent=agent,
            information_version=state.information_version,
        )
        return await self._turns.take(opened(request).page, answer)

    async def _store(self, answers: Sequence[SendAnswer]) -> list[Answered]:
        async with self._database.transaction() as tx:
            taken = await send_answers(tx, answers, self._receipts.desk)
            now = next((one.now for one in taken if one.now is not None), None) or await tx.database_time()
            return [Answered(one, now) for one in taken]

    async def information(self, request: Request) -> Response:
        """What the company says about personal data, in the reader's language where it has a text in it."""
        visit = await self._visit(request, request.query_params.get("lang"))
        async with self._database.reading() as reading:
            text = await information.newest(reading, visit.page.company_id)
        if text is None:
            return self._renderer.invalid(request)
        language, words = text.in_language(visit.language)
        return self._pages.render(
            "information",
            visit,
            status=200,
            text=text,
            text_language=language,
            words=words,
            published=formats.moment(text.published_at).split()[0],
        )

    async def receipt(self, request: Request, kind: str) -> Response:
        """The signed receipt of the answer that was given by this very reader, as PDF or as its bare record."""
        visit = await self._visit(request, request.query_params.get("lang"))
        file = await self._receipts.file(visit.page, kind, visit.language)
        return file or self._renderer.invalid(request)

    async def _not_sendable(
        self, request: Request, fields: Mapping[str, str], problem: NotOurs | TooOld | TooYoung
    ) -> Response:
        visit = await self._visit(request, fields.get("lang"))
        if not visit.may_answer:
            return self._pages.refused(visit)
        if isinstance(problem, TooYoung):
            filled = Filled(values_of(problem.state.content, visit.language, visit.asked), problem.state.content, ())
            return self._pages.check_page(visit, filled, fields.get("state", ""), too_fast=True)
        values: Mapping[str, str] = {}
        message = N_("The form was not complete. Please fill it in again.")
        if isinstance(problem, TooOld):
            values = values_of(problem.state.content, visit.language, visit.asked) | {"answer": ""}
            message = N_("This form was filled in more than a day ago. Please answer again.")
        return self._pages.form(visit, values, (Problem("answer", message),), status=422)

    async def _with_documents(self, visit: Visit, filled: Filled) -> Filled:
        """The ticks as documents of the statement; those of pages that are not in view are read."""
        if not isinstance(filled.content, AnswerContent) or not filled.ticks:
            return filled
        parts = {visit.page.part: visit.page.documents}
        missing = parts_of(filled.ticks) - parts.keys()
        if missing:
            async with self._database.reading() as reading:
                parts |= await pages.documents(reading, visit.page.reconciliation_id, missing)
        details = replace(filled.content.details, documents=ticked(filled.ticks, parts))
        return replace(filled, content=replace(filled.content, details=details))

    async def _visit(self, request: Request, language: str | None, *, part: int | None = None) -> Visit:
        """The page that the gate found, or with `part` the same with other documents of its statement."""
        found = opened(request)
        page, notice = found.page, None
        other = part is not None and part != page.part
        if other or page.notice_id is not None:
            async with self._database.reading() as reading:
                if other:
                    page = await pages.find(reading, page.link_id, part or 1) or page
                notice = await _notice(reading, page)
        return Visit(request, found.path, page, found.now, self._renderer.choose(language, page.language), notice)

    async def _fields(self, request: Request) -> dict[str, str]:
        return read_body(await request.body(), request.headers.get("content-type", ""))

    def _edit(self, visit: Visit, state: str) -> Response:
        """Back from the check page, with everything that was typed."""
        try:
            known: FormState = self._states.read(state, visit.page.link_id)
        except NotOurs:
            return self._pages.form(visit, {})
        ticks: Ticks = {}
        if isinstance(known.content, AnswerContent):
            ticks = ticks_of(known.content.details.documents)
        return self._pages.form(visit, values_of(known.content, visit.language, visit.asked), ticks=ticks)


def _replaces(fields: Mapping[str, str]) -> int:
    return _small_number(fields.get("replaces", ""), otherwise=0)


def _small_number(text: str, *, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


async def _notice(reading: Reading, page: Page | None) -> Notice | None:
    return None if page is None or page.notice_id is None else await notices.get(reading, page.notice_id)
