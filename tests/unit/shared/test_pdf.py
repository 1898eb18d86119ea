"""Documents as PDF: the same words are the same file, made once, and no text in them is ever carried out."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import pytest

from shared.pdf import PdfNotMade, PdfTemplate

SOURCE = b'#set document(title: "x")\n#let data = json(bytes(sys.inputs.data))\n#data.text'
DAY = date(2026, 11, 5)


def content(text: str) -> str:
    return json.dumps({"text": text})


async def test_the_same_words_of_a_day_are_made_once() -> None:
    template = PdfTemplate(SOURCE)
    first = await template.filled(content("Ğ"), DAY)
    assert first.startswith(b"%PDF-")
    assert b"pdfaid" in first, "an archive's PDF"
    assert await template.filled(content("Ğ"), DAY) is first
    assert await PdfTemplate(SOURCE).filled(content("Ğ"), DAY) == first
    assert await template.filled(content("Ğ"), date(2026, 11, 6)) != first
    assert template.waiting == 0


async def test_what_waits_is_counted() -> None:
    template = PdfTemplate(SOURCE)
    asked = [asyncio.create_task(template.filled(content(str(n)), DAY)) for n in range(3)]
    await asyncio.sleep(0)
    assert template.waiting == 3
    await asyncio.gather(*asked)
    assert template.waiting == 0


async def test_a_glyph_that_no_archive_may_hold_still_makes_a_document() -> None:
    made = await PdfTemplate(SOURCE).filled(content("北京"), DAY)
    assert made.startswith(b"%PDF-")
    assert b"pdfaid" not in made


async def test_what_cannot_be_made_says_so() -> None:
    with pytest.raises(PdfNotMade, match="cannot be made"):
        await PdfTemplate(b"#panic()").filled("{}", DAY)
    with pytest.raises(PdfNotMade, match="larger than 0 MB"):
        await PdfTemplate(SOURCE, largest=10).filled(content("x"), DAY)
