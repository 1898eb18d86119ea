"""What one letter says, and who says it: the values that a rendered mail is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.mailer.letters.style import PLAIN, Style
from shared.contracts.responses import Receipt
from shared.contracts.values import Confirmation, CurrencyBalance, Kind, Purpose


@dataclass(frozen=True, slots=True)
class Company:
    """The asking company, as its letters name it, and how it wants them."""

    title: str
    tax_number: str = ""
    phone: str = ""
    email: str = ""
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name the mail leaves on this lane."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote, or in whose name somebody is invited."""

    text: str = ""
    who: str = ""
    role: str = ""
    founds: bool = False
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter about one reconciliation, to one reader. Amounts in kuruş, from our view.

    No `balances` where the reader is asked for its own. `follows`: the message that began the conversation with this reader.
    """

    message_id: UUID
    purpose: Purpose
    language: str
    address: str
    recipient_name: str
    reply_to: str
    counterparty: str
    reference: str
    description: str
    period: str
    valid_until: date
    currency: str
    purchases_minor: int
    purchases_documents: int
    sales_minor: int
    sales_documents: int
    contact: str
    url: str
    written_at: datetime
    kind: Kind = Kind.PURCHASES_SALES
    as_of: date | None = None
    confirmation: Confirmation = Confirmation.POSITIVE
    balances: tuple[CurrencyBalance, ...] = ()
    receipt: Receipt | None = None
    code: str = ""
    """Six digits that open the page together with its link; in a mail of a code, and nowhere else."""
    written: Written | None = None
    """In mails from person to person, which hold no figures."""
    follows: UUID | None = None

    @property
    def blank(self) -> bool:
        """The reader writes its own balance."""
        return self.kind.has_balances and self.confirmation is Confirmation.BLANK


@dataclass(frozen=True, slots=True)
class Mail:
    """Bytes ready for the server, with their envelope."""

    sender: str
    recipient: str
    content: bytes
    return_path: str = ""
    """Where it comes back to when it cannot be delivered; empty: to the sender."""
    envelope_id: str = ""
    """What a delivery report calls it, where the server can report."""
    notify: str = "FAILURE,DELAY"
    """What we want reports of."""
