"""Makes the files, one after the other beside the event loop: whoever asks for many waits, and the page stays quick."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from starlette.responses import Response

from services.responses.public.download.document import content
from services.responses.public.download.workbook import workbook
from services.responses.public.view import company_of, head_of
from services.responses.repository.pages import Page
from shared.errors import TooMany
from shared.files import workbook_out
from shared.i18n import Translations, direction
from shared.pdf import MEDIA_TYPE, PdfTemplate
from shared.text import file_name

MEDIA_TYPES: Mapping[str, str] = {"pdf": MEDIA_TYPE, "xlsx": workbook_out.MEDIA_TYPE}
MOST_WAITING = 8
_RETRY_AFTER = 20


class StatementFiles:
    """PDF and workbook of a statement that is shown."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations
        self._pdf = PdfTemplate((Path(__file__).parent / "statement.typ").read_bytes())
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="statement")
        self._waiting = 0

    async def response(
        self, kind: str, page: Page, parts: Sequence[tuple[str, int]], language: str, today: date
    ) -> Response:
        """`parts`: the documents, as they are stored. Raises `TooMany` while too many others wait."""
        if self._waiting >= MOST_WAITING:
            raise TooMany("Too many statements are being made at the moment.", retry_after=_RETRY_AFTER)
        self._waiting += 1
        try:
            made = await self._made(kind, page, parts, language, today)
        finally:
            self._waiting -= 1
        name = f"{file_name('mutabakat', head_of(page.head).reference)}.{kind}"
        return Response(
            made, media_type=MEDIA_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    async def _made(self, kind: str, page: Page, parts: Sequence[tuple[str, int]], language: str, today: date) -> bytes:
        head, texts = head_of(page.head), self._translations.get(language)
        loop = asyncio.get_running_loop()
        if kind == "xlsx":

            def written() -> bytes:
                return workbook(head, _documents(parts), texts.gettext, right_to_left=direction(language) == "rtl")

            return await loop.run_in_executor(self._thread, written)

        def said() -> str:
            return content(company_of(page.company), head, _documents(parts), language, texts, page.snapshot_sha256)

        return await self._pdf.filled(await loop.run_in_executor(self._thread, said), today)


def _documents(parts: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    return [document for part, _ in parts for document in json.loads(part)]
