"""An answer, from the page to both mailboxes by SMTP: each side holds a signed record that is checked without either service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.contracts.responses import InvitationIssued
from shared.contracts.values import Purpose
from shared.evidence.embedded import record_in_pdf
from shared.evidence.receipt import read_receipt, receipt_findings
from tests.component.mailer.world import NOW, VALID_UNTIL, World
from tests.component.responses.world import World as Page
from tests.component.responses.world import statement, text_of
from tests.servers.mailbox import Delivered, Mailbox


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """The service that signs, with a database and keys of its own."""
    folder = tmp_path / "responses"
    folder.mkdir()
    page = await Page.create(f"sqlite+aiosqlite:///{folder / 'responses.db'}", folder, NOW)
    yield page
    await page.close()


def pdf_of(mail: Delivered) -> bytes:
    (part,) = [part for part in mail.message.iter_attachments() if part.get_content_type() == "application/pdf"]
    content: bytes = part.get_content()
    return content


def bodies(mail: Delivered) -> list[str]:
    """Plain text, and the words of the HTML."""
    parts = [part for part in mail.message.walk() if part.get_content_type() in ("text/plain", "text/html")]
    return [text_of(part.get_content()) for part in parts]


async def test_both_sides_get_the_signed_record_by_mail(lite: World, mailbox: Mailbox, page: Page) -> None:
    await page.tell(*statement(valid_until=VALID_UNTIL))
    await page.disagree(await page.link(), why="A-17 bizde yok.", own_for_sales="12.345,60")
    asked = await page.said(InvitationIssued)
    receipts = [event for event in asked if event.purpose is Purpose.RECEIPT]
    await lite.tell(*receipts)
    async with lite.sending():
        mails = {mail.recipients[0]: mail for mail in await mailbox.arrived(2)}
        for event in receipts:
            await lite.becomes(event.message_id, "sent")
    theirs, ours = mails["finans@igdir-celik.test"], mails["muhasebe@ornek-sanayi.test"]
    for mail in (theirs, ours):
        record = record_in_pdf(pdf_of(mail))
        assert receipt_findings(record, page.verifier) == []
        receipt = read_receipt(record)
        assert receipt.value("explanation") == "A-17 bizde yok."
        for body in bodies(mail):
            assert receipt.code in body
            assert "12.345,60 TL" in body
    assert "/m/" in bodies(theirs)[0]
    for body in bodies(theirs):
        assert "Yanıtınız alındı" in body
    # Whoever has the link can answer: the asking company's copy holds none.
    for body in bodies(ours):
        assert "/m/" not in body
        assert "href" not in body
        assert "Yanıt alındı: mutabık değil" in body
        assert "karşı tarafın kayıtlarında" in body.lower()
    assert ours.message["Subject"].startswith("İğdır Çelik & Yapı Malzemeleri A.Ş. yanıtladı: ")
