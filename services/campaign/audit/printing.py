"""The page of one counterparty as PDF/A-3: typst sets it, and the signed records of its answers lie inside."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import structlog
import typst

log = structlog.get_logger(__name__)

_SOURCE = Path(__file__).with_name("counterparty.typ").read_bytes()


class Printing:
    """For one package; blocking, so it belongs beside the event loop."""

    def __init__(self) -> None:
        self._fonts = typst.Fonts(include_system_fonts=False)

    def pdf(self, page: dict[str, Any], attachments: list[str], at: datetime) -> bytes:
        """Raises `typst.TypstError` for what cannot be set at all."""
        inputs = {f"attachment{place}": text for place, text in enumerate(attachments)}
        inputs["data"] = json.dumps(page, ensure_ascii=False)
        try:
            return self._compiled(inputs, at, ["a-3b"])
        except typst.TypstError:
            # An archive's PDF may not hold a character for which there is no glyph; a counterparty so named may.
            log.info("package.no_archive_pdf")
            return self._compiled(inputs, at, [])

    def _compiled(self, inputs: dict[str, str], at: datetime, standards: list[Literal["a-3b"]]) -> bytes:
        made = typst.compile(
            _SOURCE,
            font_paths=self._fonts,
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=[*standards],
            sys_inputs=inputs,
            timestamp=at.replace(microsecond=0),
        )
        if not isinstance(made, bytes):
            raise RuntimeError("typst made more than one file of a page")
        return made
