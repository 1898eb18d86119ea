"""The page beside the form on which the counterparty lays its own books beside ours. Nothing of it is an answer.

What was uploaded is never shown again: only what it was understood as, as text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.responses.domain.differences.documents import Month
from services.responses.domain.differences.statement import booked
from services.responses.domain.differences.written import read_comparison
from services.responses.domain.page_state import may_answer
from services.responses.intake.ledgers import LedgerReading
from services.responses.public import visitors
from services.responses.public.gate import opened
from services.responses.public.ledger_view import compared_view, problem_of
from services.responses.public.problems import Problem
from services.responses.public.renderer import Renderer
from services.responses.public.upload import Upload, read_upload
from services.responses.public.view import head_of, view_of
from services.responses.readers.problems import UnreadableLedger
from services.responses.repository import ledgers, statements
from services.responses.repository.ledgers import Ledger
from services.responses.repository.pages import Page
from services.responses.use_cases.ledgers import KeepLedger, keep_ledger
from shared.database import Database
from shared.text import N_


@dataclass(frozen=True, slots=True)
class _Visit:
    request: Request
    path: str
    page: Page
    now: datetime
    language: str

    @property
    def may_compare(self) -> bool:
        """While an answer is taken, and only where there are documents of sides to compare with."""
        return may_answer(self.page.facts, self.now) and head_of(self.page.head).letter.kind.has_sides


class LedgerPages:
    """Endpoints over one renderer and one database."""

    def __init__(self, renderer: Renderer, *, database: Database, reading: LedgerReading, public_url: str) -> None:
        self._renderer = renderer
        self._database = database
        self._reading = reading
        self._public_url = public_url

    async def show(self, request: Request) -> Response:
        """The form, or with `?file=` one page of what comparing that file gave."""
        visit = self._visit(request)
        if not visit.may_compare:
            return self._renderer.invalid(request)
        if wanted := request.query_params.get("file", ""):
            async with self._database.reading() as reading:
                ledger = await ledgers.of_file(reading, visit.page.reconciliation_id, wanted)
            if ledger is not None:
                return self._compared(visit, ledger)
        return self._form(visit)

    async def compare(self, request: Request) -> Response:
        """Read the file, compare it, keep it, and show the result."""
        # Who may ask is asked before the body is read.
        visit = self._visit(request)
        if not visit.may_compare:
            return self._renderer.invalid(request)
        if not visitors.from_our_page(request, self._public_url):
            return self._renderer.message("foreign_form", request, status=403)
        upload = await read_upload(request)
        if upload.language:
            visit = replace(visit, language=self._language(upload.language, visit.page))
        if not upload.content:
            return self._form(visit, (Problem("file", N_("Choose a file, or paste rows.")),), status=422)
        try:
            kept = await self._keep(visit, upload)
        except UnreadableLedger as problem:
            return self._form(visit, (problem_of(problem.code, problem.params),), pasted=upload.pasted, status=422)
        if kept is None:
            refused = Problem("file", N_("This file cannot be taken any more. Open the link of the e-mail again."))
            return self._form(visit, (refused,), status=409)
        return self._compared(visit, kept)

    async def _keep(self, visit: _Visit, upload: Upload) -> Ledger | None:
        page, head = visit.page, head_of(visit.page.head)
        digest = sha256(upload.content).hexdigest()
        async with self._database.reading() as reading:
            known = await ledgers.of_file(reading, page.reconciliation_id, digest)
            if known is not None:
                return known
            parts = await statements.document_parts(reading, {page.reconciliation_id})
        packed, _ = await self._reading.compare(
            upload.content,
            upload.name,
            booked(text for text, _ in parts.get(page.reconciliation_id, ())),
            Month.of(head.letter.period),
            view_of(page, visit.language).company.tax_number,
            (head.counterparty.tax_number,),
        )
        command = KeepLedger(
            link_id=page.link_id,
            company_id=page.company_id,
            reconciliation_id=page.reconciliation_id,
            address=page.address,
            file_name=upload.name,
            sha256=digest,
            content=upload.content,
            comparison=packed,
        )
        async with self._database.transaction() as tx:
            return await keep_ledger(tx, command)

    def _visit(self, request: Request) -> _Visit:
        found = opened(request)
        language = self._language(request.query_params.get("lang"), found.page)
        return _Visit(request, found.path, found.page, found.now, language)

    def _language(self, wish: str | None, page: Page) -> str:
        return self._renderer.choose(wish, page.language)

    def _form(
        self, visit: _Visit, problems: tuple[Problem, ...] = (), *, pasted: str = "", status: int = 200
    ) -> Response:
        return self._render("ledger", visit, status=status, problems=problems, pasted=pasted)

    def _compared(self, visit: _Visit, ledger: Ledger) -> Response:
        part = visit.request.query_params.get("part", "")
        written = read_comparison(ledger.comparison)
        number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 1
        return self._render(
            "compared", visit, status=200, compared=compared_view(ledger, written, visit.language, number)
        )

    def _render(self, name: str, visit: _Visit, *, status: int, **values: Any) -> Response:
        return self._renderer.render(
            name,
            visit.language,
            status=status,
            view=view_of(visit.page, visit.language),
            path=visit.path,
            switchable=False,
            **values,
        )
