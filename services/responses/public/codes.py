"""`/verify`: whether a receipt is genuine, for whoever holds one. Shows its date and parties, never what was answered."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from services.responses.public.renderer import Renderer
from services.responses.use_cases.verification import tidy_code, verify_code
from shared import formats
from shared.database import Database


class Codes:
    """Endpoints that need no link."""

    def __init__(self, renderer: Renderer, database: Database, verify_key: bytes) -> None:
        self._renderer = renderer
        self._database = database
        self._verify_key = verify_key

    async def ask(self, request: Request) -> Response:
        """A field for the code; what is typed into it comes back here."""
        typed = request.query_params.get("code", "")
        return await self.show(request, typed) if typed else self._page(request, asked=False)

    async def show(self, request: Request, code: str) -> Response:
        """The verdict. One and the same page for every code that no receipt has."""
        if tidy_code(code) is None:
            return self._page(request, status=404)
        async with self._database.reading() as reading:
            verdict = await verify_code(reading, code)
        if verdict is None:
            return self._page(request, status=404)
        return self._page(
            request,
            code=tidy_code(code),
            intact=verdict.intact,
            at=formats.moment(verdict.answered_at),
            company=verdict.company,
            counterparty=verdict.counterparty,
            replaced=verdict.replaced,
        )

    async def key(self) -> Response:
        """The public keys, with which receipts and exports are checked without us."""
        headers = {"Content-Disposition": 'attachment; filename="evidence-verify.pem"'}
        return PlainTextResponse(self._verify_key, media_type="application/x-pem-file", headers=headers)

    def _page(self, request: Request, *, status: int = 200, asked: bool = True, **values: Any) -> Response:
        language = self._renderer.language(request, request.headers.get("accept-language"))
        blank: dict[str, Any] = {
            "code": "",
            "intact": False,
            "at": "",
            "company": "",
            "counterparty": "",
            "replaced": False,
        }
        return self._renderer.render("verify", language, status=status, asked=asked, **{**blank, **values})
