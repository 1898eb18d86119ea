"""Documents as PDF: made by typst in a thread of its own, kept for whoever asks for the same one next.

A template is fixed text; what it says comes as JSON in `sys.inputs.data`, as values and never as code.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Literal

import structlog
import typst

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/pdf"
KEPT = 64
LARGEST = 2 * 1024 * 1024


class PdfNotMade(Exception):
    """This document cannot be a PDF; the text says why."""


class PdfTemplate:
    """One kind of document; one thread, so that no more than one core and one document's memory are taken."""

    def __init__(self, source: bytes, *, largest: int = LARGEST) -> None:
        self._source = source
        self._largest = largest
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")
        self._fonts = typst.Fonts(include_system_fonts=False)
        self.waiting = 0
        """Documents asked for and not yet made."""

    async def filled(self, content: str, day: date) -> bytes:
        """The document of this JSON. The same content of the same day is the same file, byte for byte. Raises `PdfNotMade`."""
        key = sha256(f"{day}{content}".encode()).hexdigest()
        if key not in self._kept:
            self.waiting += 1
            try:
                made = await asyncio.get_running_loop().run_in_executor(self._thread, self._made, content, day)
            finally:
                self.waiting -= 1
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _made(self, content: str, day: date) -> bytes:
        try:
            made = self._compiled(content, day, ["a-2b"])
        except typst.TypstError:
            # An archive's PDF may not hold a character for which there is no glyph; a document about a firm so named may.
            log.info("pdf.no_archive_format")
            try:
                made = self._compiled(content, day, [])
            except typst.TypstError as error:
                log.error("pdf.failed", error=error.message)
                raise PdfNotMade("the document cannot be made") from None
        if len(made) > self._largest:
            raise PdfNotMade(f"the document is larger than {self._largest // 1024 // 1024} MB")
        return made

    def _compiled(self, content: str, day: date, standards: list[Literal["a-2b"]]) -> bytes:
        made = typst.compile(
            self._source,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=[*standards],
            sys_inputs={"data": content},
            # By the day, so that the same document is the same file.
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
        if not isinstance(made, bytes):
            raise PdfNotMade("the document has more than one file")
        return made
