"""A message as the queue keeps it, read as the letter that it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from services.mailer.letters.letter import Letter, Written
from shared import formats
from shared.contracts.responses import Receipt
from shared.contracts.values import WRITTEN, Confirmation, CurrencyBalance, Kind, Purpose

MASKED_CODE = "******"
"""What stands in every copy of a mail of a code: whoever reads the code opens the page."""

_BALANCES = TypeAdapter(tuple[CurrencyBalance, ...])


def letter_of(message: Any, *, url: str, written_at: datetime, reply_to: str = "", code: str = MASKED_CODE) -> Letter:
    """`reply_to`: where answers go when the campaign names no address. `code`: what a mail of a code says."""
    return Letter(
        message_id=message.id,
        purpose=Purpose(message.purpose),
        language=message.language,
        address=message.address,
        recipient_name=message.recipient_name,
        reply_to=message.reply_to or reply_to,
        counterparty=message.counterparty_title,
        reference=message.reference,
        description=message.description,
        period=message.period,
        valid_until=message.valid_until,
        currency=message.currency,
        purchases_minor=message.purchases_minor,
        purchases_documents=message.purchases_documents,
        sales_minor=message.sales_minor,
        sales_documents=message.sales_documents,
        contact=message.sender_contact,
        url=url,
        written_at=written_at,
        kind=Kind(message.kind),
        as_of=message.as_of,
        confirmation=Confirmation(message.confirmation),
        balances=_BALANCES.validate_python(message.balances or ()),
        receipt=Receipt.model_validate(message.receipt) if message.receipt else None,
        code=code if message.purpose == Purpose.CODE else "",
        written=_written(message.written) if message.purpose in WRITTEN else None,
        follows=message.follows,
    )


def page_of(message: Any, public_url: str) -> str:
    """What a link's token is appended to: the counterparty's page, or where a colleague accepts."""
    if message.purpose == Purpose.COLLEAGUE:
        return str(message.written["page"])
    return f"{public_url.rstrip('/')}/m/"


def _written(kept: Mapping[str, Any] | None) -> Written:
    said = dict(kept or {})
    until = said.pop("until", "")
    said.pop("page", None)
    return Written(**said, until=formats.moment(datetime.fromisoformat(until)) if until else "")
