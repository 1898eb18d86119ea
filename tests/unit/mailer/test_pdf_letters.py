"""The letter as a PDF: the same figures in words, nothing of them where the company wants none, and no code in any text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.mailer.letters.languages import LANGUAGES
from services.mailer.letters.letter import Letter
from services.mailer.letters.pdf import PdfLetters
from services.mailer.letters.style import Style
from shared.contracts.values import Confirmation, Purpose
from shared.evidence.embedded import record_in_pdf
from shared.evidence.receipt import signed
from shared.evidence.signing import Signer
from shared.i18n import Translations
from shared.pdf import LARGEST
from tests.unit.mailer.test_balance_letters import COMBINED
from tests.unit.mailer.test_hostile_letters import RECEIPT
from tests.unit.mailer.test_letters import COMPANY, FOLDER
from tests.unit.shared.test_receipt_pdf import RECORD, evidence_key

WANTED = replace(COMPANY, style=Style(pdf=True))


@pytest.fixture(scope="module")
def pdfs() -> PdfLetters:
    return PdfLetters(Translations(FOLDER, LANGUAGES))


def said(pdfs: PdfLetters, letter: Letter, **style: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(pdfs.content(letter, replace(COMPANY, style=Style(pdf=True, **style))))
    return document


def test_amounts_stand_in_words(pdfs: PdfLetters) -> None:
    rows = said(pdfs, replace(COMBINED, sales_minor=123_456_789))["rows"]
    assert rows[0]["words"] == "Yalnız birmilyonikiyüzotuzdörtbinbeşyüzaltmışyedi Türk Lirası seksendokuz kuruş"
    assert (rows[0]["amount"], rows[0]["note"]) == ("1.234.567,89 TL", "1.200 belge · KDV hariç")
    assert rows[3]["label"] == "Kayıtlarımıza göre 31.10.2026 itibarıyla şirketimizin size borcu"
    assert rows[3]["words"] == "Yalnız üçyüz ABD Doları"
    # A figure below zero is not spelled as if it were above.
    assert said(pdfs, COMBINED)["rows"][0]["words"] == ""
    assert all(row["words"] == "" for row in said(pdfs, replace(COMBINED, language="ar"))["rows"])


def test_no_figure_and_no_link_where_none_may_stand(pdfs: PdfLetters) -> None:
    assert said(pdfs, COMBINED, amounts=False)["rows"] == []
    blank = replace(COMBINED, confirmation=Confirmation.BLANK, balances=())
    assert len(said(pdfs, blank)["rows"]) == 2
    assert COMBINED.url not in pdfs.content(COMBINED, WANTED)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_becomes_a_small_document(pdfs: PdfLetters, language: str) -> None:
    letter = replace(COMBINED, language=language, counterparty="شركة Öz-Er ĞÜŞİÖÇ ığüş ₺ €")
    (part,) = await pdfs.of(letter, WANTED)
    assert part.content.startswith(b"%PDF-")
    assert b"pdfaid" in part.content
    assert len(part.content) < LARGEST // 10
    # For the next reader of the same letter it is the very same, whoever that is.
    again = replace(letter, address="finans@cari.test", url="https://mutabakat.test/m/other", recipient_name="Finans")
    assert (await pdfs.of(again, WANTED))[0] is part
    (later,) = await pdfs.of(replace(letter, written_at=letter.written_at + timedelta(days=1)), WANTED)
    assert later is not part


async def test_only_who_wants_it_gets_it(pdfs: PdfLetters) -> None:
    assert await pdfs.of(COMBINED, COMPANY) == ()
    # An answer of the time before there were signed records.
    assert await pdfs.of(replace(COMBINED, purpose=Purpose.RECEIPT, receipt=RECEIPT), WANTED) == ()


async def test_a_signed_record_goes_along_unless_no_amount_may_stand_in_a_mail(pdfs: PdfLetters) -> None:
    record = signed(RECORD, Signer(evidence_key()))
    letter = replace(COMBINED, purpose=Purpose.RECEIPT, receipt=RECEIPT.model_copy(update={"document": record}))
    (part,) = await pdfs.of(letter, COMPANY)
    assert (part.kind, record_in_pdf(part.content)) == ("application/pdf", record)
    assert await pdfs.of(letter, replace(COMPANY, style=Style(amounts=False))) == ()


@pytest.mark.parametrize(
    "text",
    [
        '#panic("x")',
        '#read("/etc/passwd")',
        "$ x $ #{",
        "*b* _i_ `c` <l> @l",
        '"]) #eval("1")',
        "\\u{202e}\0",
        "a" * 3000,
        "北京 👩‍👩‍👧",
    ],
)
async def test_no_text_is_carried_out(pdfs: PdfLetters, text: str) -> None:
    letter = replace(COMBINED, counterparty=text, description=text, reference=text, contact=text)
    (part,) = await pdfs.of(letter, replace(WANTED, title=text, tax_number=text))
    assert part.content.startswith(b"%PDF-")
    assert all(character.isascii() and (character.isalnum() or character in "-_.") for character in part.name)
