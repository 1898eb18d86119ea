"""Answers as entries of a chain: each carries the hash of the one before it, so that a later change shows.

One chain per company (reliability-security.md §2.7). An entry's hash is that of its seal (`domain.seals`), which covers every
stored field but those that are derived from it, and all rows that the answer rests on. A new field needs nothing but its column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from services.responses.domain.details import Details, read_details
from services.responses.domain.own_balances import OwnBalance, read_balances
from services.responses.domain.seals import Rows, Salts, seal, seal_sha256
from shared.contracts.responses import Answer
from shared.evidence.canonical import canonical
from shared.evidence.leaves import plain
from shared.evidence.receipt import verification_code

FIRST_PREVIOUS = "0" * 64
"""What the first entry of a chain names as the one before it."""

TEXT_VERSION = "2026-11c"
"""Version of the page's wording; stored with each answer. Change it whenever the meaning of a text changes."""

UNSEALED = frozenset({"entry_sha256", "seal", "salts", "verification_code"})
"""Columns of an entry that its seal does not speak of: they are checked against it."""

_OF_THE_FIRST_FORM = frozenset(
    {
        "security_level",
        "information_version",
        "ledger_sha256",
        "details",
        "late",
        "seal",
        "salts",
        "verification_code",
    }
)
"""Columns that there were not when entries had one hash over all columns."""


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
    ledger_sha256: str = ""
    """The file of its own books that the counterparty compared with ours."""
    details: Details = field(default_factory=Details)


@cache
def _sealed_names() -> tuple[str, ...]:
    return tuple(one.name for one in fields(Entry) if one.name not in UNSEALED)


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
    ledger_sha256: str | None = None
    details: str | None = None
    """As `details.write_details` writes them."""
    late: bool = False
    """Given after the last day, where the campaign takes such answers."""

    security_level: str = "link"
    """What whoever answered had to show before the figures were: see the levels of links."""
    information_version: int | None = None
    """Of the company's information text that was shown with the form."""
    seal: str | None = None
    """What every column was when this was stored, as `domain.seals` writes it; None in entries of the first form."""
    salts: str | None = None
    verification_code: str | None = None
    """Derived from the hash; printed on the receipt."""

    def hashed(self) -> str:
        """The hash this entry must have."""
        if self.seal is not None:
            return seal_sha256(self.seal)
        values = {name: plain(value) for name, value in asdict(self).items() if name not in _OF_THE_FIRST_FORM}
        del values["entry_sha256"]
        if self.own_balances is None:
            # Entries that were written before balances were asked about keep their hash.
            del values["own_balances"]
        return sha256(canonical(values).encode()).hexdigest()

    @property
    def sealed_columns(self) -> Mapping[str, Any]:
        """What the seal speaks of, by column."""
        return {name: getattr(self, name) for name in _sealed_names()}

    def sealed(self, about: Rows, salts: Salts) -> Entry:
        """This entry with its seal over itself and `about`, the rows that the answer rests on."""
        own = {"responses": {str(self.response_id): self.sealed_columns}}
        text = seal({**about, **own}, salts)
        digest = seal_sha256(text)
        return replace(
            self,
            seal=text,
            salts=salts.write(),
            entry_sha256=digest,
            verification_code=verification_code(digest),
        )

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
            ledger_sha256=self.ledger_sha256 or "",
            details=read_details(self.details),
        )
