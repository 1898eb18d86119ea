"""Order a mail about one request from the mailer. Whatever the mail is for, what it tells of the request is the same, so it is
put together here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from services.responses.domain.last_days import extended
from services.responses.domain.snapshot import Head
from shared.contracts.event import Event
from shared.contracts.responses import CodeAsked, InvitationIssued, MessageAlong, Receipt
from shared.contracts.values import Purpose, Recipient
from shared.database import Transaction

head_of = lru_cache(maxsize=64)(Head.model_validate_json)
"""A statement's recipients follow one another and share its head."""


class Addressee(Protocol):
    """A link, or whatever else knows whom it was sent to."""

    @property
    def address(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def language(self) -> str: ...


class Requested(Protocol):
    """A statement, or its page: the request that the mail is about. `head` is canonical JSON."""

    @property
    def company_id(self) -> UUID: ...
    @property
    def reconciliation_id(self) -> UUID: ...
    @property
    def campaign_id(self) -> UUID: ...
    @property
    def head(self) -> str: ...
    @property
    def closes_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail; `message_id` is the same whoever orders it again. `link_id` is empty where the reader must not get the link."""

    message_id: UUID
    link_id: str
    recipient: Recipient
    purpose: Purpose
    send_number: int = 0
    receipt: Receipt | None = None
    code: CodeAsked | None = None
    message: MessageAlong | None = None


def recipient_of(addressee: Addressee) -> Recipient:
    """Whom a link was sent to, as the mailer writes to them."""
    return Recipient(address=addressee.address, name=addressee.name, role=addressee.role, language=addressee.language)


def ends_at(about: Requested) -> datetime | None:
    """When its last day is over. A statement's row keeps beside it what that became later; a page knows the later one only."""
    return getattr(about, "extended_to", None) or about.closes_at


def order(
    tx: Transaction, about: Requested, mail: Mail, cause: Event[Any] | None = None, head: Head | None = None
) -> None:
    """Emit `InvitationIssued`. `head`: that of the request, where it has been read already."""
    head, until = head or head_of(about.head), ends_at(about)
    event = InvitationIssued(
        message_id=mail.message_id,
        link_id=mail.link_id,
        reconciliation_id=about.reconciliation_id,
        campaign_id=about.campaign_id,
        reference=head.reference,
        send_number=mail.send_number,
        purpose=mail.purpose,
        recipient=mail.recipient,
        letter=extended(head.letter, until) if until else head.letter,
        counterparty=head.counterparty,
        purchases=head.purchases,
        sales=head.sales,
        balances=tuple(balance.without_lines for balance in head.balances),
        receipt=mail.receipt,
        code=mail.code,
        message=mail.message,
    )
    tx.emit(event, tenant=about.company_id, subject=about.reconciliation_id, cause=cause)
