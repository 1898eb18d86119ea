"""Answers as entries of a chain: each carries the hash of the one before it, so that a later change shows.

One chain per company (reliability-security.md §2.7). An entry's hash covers every stored field but itself.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from services.responses.domain.own_balances import OwnBalance, read_balances
from services.responses.domain.snapshot import canonical
from shared.contracts.responses import Answer

FIRST_PREVIOUS = "0" * 64
"""What the first entry of a chain names as the one before it."""

TEXT_VERSION = "2026-11b"
"""Version of the page's wording; stored with each answer. Change it whenever the meaning of a text changes."""


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """What the counterparty said. Own amounts in kuruş, for our purchases and for our sales side."""

    answer: Answer
    responder_name: str
    responder_title: str = ""
    explanation: str = ""
    own_for_purchases_minor: int | None = None
    own_for_sales_minor: int | None = None
    own_balances: tuple[OwnBalance, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored answer. Field names are the columns of `responses`."""

    response_id: UUID
    company_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    version: int
    answer: str
    explanation: str
    own_for_purchases_minor: int | None
    own_for_sales_minor: int | None
    responder_name: str
    responder_title: str
    link_id: str
    address: str
    ip: str
    user_agent: str
    language: str
    text_version: str
    answered_at: datetime
    form_id: UUID
    snapshot_sha256: str
    position: int
    previous_sha256: str
    entry_sha256: str = field(default="")
    own_balances: str | None = None
    """Balances in the counterparty's own books, as `own_balances.write_balances` writes them."""

    def hashed(self) -> str:
        """The hash this entry must have."""
        values = asdict(self)
        del values["entry_sha256"]
        if self.own_balances is None:
            # Entries that were written before balances were asked about keep their hash.
            del values["own_balances"]
        return sha256(canonical({name: _plain(value) for name, value in values.items()}).encode()).hexdigest()

    @property
    def content(self) -> AnswerContent:
        return AnswerContent(
            answer=Answer(self.answer),
            responder_name=self.responder_name,
            responder_title=self.responder_title,
            explanation=self.explanation,
            own_for_purchases_minor=self.own_for_purchases_minor,
            own_for_sales_minor=self.own_for_sales_minor,
            own_balances=read_balances(self.own_balances),
        )


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
