"""An e-mail that a person is about to write, exactly as it would be sent."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from fastapi import APIRouter

from services.mailer.api.edge import Mailer
from services.mailer.letters.headers import Unsendable
from services.mailer.letters.preview import Wish
from services.mailer.schemas.letters import WrittenPreview, WrittenPreviewInput
from services.mailer.use_cases.written import blank_row, written_words
from shared.clock import istanbul_date
from shared.contracts.values import Purpose, Recipient
from shared.errors import Conflict, Invalid
from shared.http.dependencies import InReading, Writer

router = APIRouter(prefix="/written-mail", tags=["letters"])


@router.post("/preview", summary="An e-mail before it is sent: nothing of it is kept")
async def preview(body: WrittenPreviewInput, reading: InReading, principal: Writer, mailer: Mailer) -> WrittenPreview:
    """In the company's frame, in the language of its reader. What could not be sent is refused here already."""
    now = reading.clock.now()
    recipient = Recipient(address="", language=body.language)
    row = blank_row(principal.company_id, uuid4(), Purpose.PLAIN, recipient, now) | {
        "campaign_id": principal.company_id,
        "reconciliation_id": principal.company_id,
        "reference": body.reference,
        "counterparty_title": body.counterparty,
        "description": body.subject,
        "sender_contact": body.contact,
        "valid_until": istanbul_date(now),
        "written": written_words(body.text, principal.name),
    }
    try:
        found = await mailer.previews.of_row(reading, SimpleNamespace(**row), Wish())
    except Unsendable as error:
        raise Invalid("No letter can be made of this: {why}.", code="unsendable", why=str(error)) from None
    if found is None:
        raise Conflict("The company’s card has not arrived here yet. Try again in a moment.", code="company_unknown")
    return WrittenPreview(subject=found.words.subject, text=found.words.text, html=found.words.html)
