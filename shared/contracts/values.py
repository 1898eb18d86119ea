"""Values that several events carry, as they look on the wire."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.kinds import DocumentKind as DocumentKind
from shared.contracts.kinds import Side as Side
from shared.money import Money

Period = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A calendar month: `2026-10`."""


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Kind(StrEnum):
    """What is being reconciled: a month's purchases and sales, balances at a date, or both in one statement."""

    PURCHASES_SALES = "purchases_sales"
    BALANCE = "balance"
    COMBINED = "combined"

    @property
    def has_sides(self) -> bool:
        return self is not Kind.BALANCE

    @property
    def has_balances(self) -> bool:
        return self is not Kind.PURCHASES_SALES


class Confirmation(StrEnum):
    """How a balance is asked about (domain.md §3.2).

    `negative`: an answer is awaited only from who disagrees; silence then is "no objection", never agreement. `blank`: no figure
    is shown, the counterparty writes its own.
    """

    POSITIVE = "positive"
    NEGATIVE = "negative"
    BLANK = "blank"


class Owing(StrEnum):
    """Who owes whom, from the company's view; what a balance's sign is always spoken as."""

    THEY_OWE_US = "they_owe_us"
    WE_OWE_THEM = "we_owe_them"
    EVEN = "even"

    @classmethod
    def of(cls, amount: Decimal | int) -> Owing:
        if amount == 0:
            return cls.EVEN
        return cls.THEY_OWE_US if amount > 0 else cls.WE_OWE_THEM


class LinkLevel(StrEnum):
    """What a reader shows besides the link before a page opens (reliability-security.md §2.6). Recorded with each answer."""

    LINK = "link"
    TAX_DIGITS = "tax_digits"
    """The last four digits of the counterparty's tax number."""
    MAIL_CODE = "mail_code"
    """Six digits that were mailed to the very address the link went to."""


class Purpose(StrEnum):
    """Why a mail goes out."""

    INVITATION = "invitation"
    RESEND = "resend"
    REMINDER = "reminder"
    RECEIPT = "receipt"
    """Confirms an answer to whoever gave it; no invitation, and of no weight for where a reconciliation stands."""
    CODE = "code"
    """Six digits that open a page together with its link; asked for by its reader, and of no use after ten minutes."""
    FRESH_LINK = "fresh_link"
    """The link once more, because its reader asked the page for it; of no weight for where a reconciliation stands."""

    COLLEAGUE = "colleague"
    """Invites somebody to work for the company itself: about no reconciliation at all."""
    PLAIN = "plain"
    """An e-mail that a person of the company wrote to a counterparty; it asks nothing by itself and holds no link."""
    MESSAGE = "message"
    """What a person of the company wrote on the page's conversation, with the reader's link."""

    @property
    def asks(self) -> bool:
        """Whether it is one of the mails that say where a reconciliation stands: sent, lost, uncertain."""
        return self in ASKING


REMINDER_ANSWERED = "answered"
"""Reason of a `MailFailed` that is no failure: a reminder stayed unsent because its answer had come."""
ASKING = (Purpose.INVITATION, Purpose.RESEND, Purpose.REMINDER)
WRITTEN = (Purpose.COLLEAGUE, Purpose.PLAIN, Purpose.MESSAGE)
"""Mails that a person wrote, or had written, to somebody: no figures stand in them."""
UNBOUND = (Purpose.RECEIPT, Purpose.CODE, *WRITTEN)
"""Mails to a reader who is there already, or from person to person: they go out whatever becomes of the reconciliation."""


class SideTotal(Value):
    """One side of a figure: KDV-exclusive total, distinct documents, returns as their own sub-total (domain.md §2.5)."""

    total: Money
    documents: int
    returns_total: Money
    returns_documents: int = 0
    below_limit: bool = False


class Counterparty(Value):
    """Who is asked: one account, or several merged by tax number."""

    title: str
    tax_number: str = ""
    account_codes: tuple[str, ...] = ()
    language: str = "tr"


FORWARDED = "forwarded"
"""Role of a recipient whom another one named."""


class Recipient(Value):
    """One address that gets its own mail and its own link.

    `role`: `account` for the card's reconciliation address, `contact` for a ticked contact (S-25…S-28), `forwarded` for a
    colleague whom another recipient named.
    """

    address: str
    name: str = ""
    role: str = "account"
    language: str = "tr"


class Document(Value):
    """One document behind a figure."""

    number: str
    date: date
    kind: DocumentKind
    side: Side
    amount: Money
    original: Money | None = Field(default=None, description="The document's own amount where it is not in TRY.")


class BalanceLine(Value):
    """What one card of a counterparty (customer, supplier) says; signed from our view, + they owe us."""

    account_code: str
    title: str = ""
    balance: Money


class CurrencyBalance(Value):
    """A counterparty's balance in one currency: one signed number from our view, + they owe us (domain.md §3.4)."""

    currency: str
    balance: Money
    balance_try: Money = Field(description="Its value in TRY as it stands in the books.")
    lines: tuple[BalanceLine, ...] = Field(default=(), description="The cards that it is the sum of.")

    @property
    def owing(self) -> Owing:
        return Owing.of(self.balance.amount)

    @property
    def without_lines(self) -> CurrencyBalance:
        return self.model_copy(update={"lines": ()})


class OpenItem(Value):
    """A document that is part of a balance, as far as it is not settled. Signed from our view."""

    number: str
    issued_on: date
    due_on: date | None = None
    amount: Money
    account_code: str = ""


class Ageing(Value):
    """How old the open items of one currency are, by days past due at the date of the balance. Signed from our view."""

    currency: str
    not_due: Money
    days_1_30: Money
    days_31_60: Money
    days_61_90: Money
    days_over_90: Money
    unexplained: Money = Field(description="Part of the balance that no document of the books explains.")


class Letter(Value):
    """What the operator wrote and decided for a whole campaign; travels along so that no consumer has to ask back."""

    description: str
    valid_until: date
    kind: Kind = Kind.PURCHASES_SALES
    period: Period
    reply_to: str = ""
    sender_contact: str = Field(
        default="", description="Phone or department that the page and the mail name for questions."
    )
    first_answer_final: bool = False
    accept_late_answers: bool = Field(
        default=False, description="Whether an answer after `valid_until` is taken, and marked as late."
    )
    limit: Money
    as_of: date | None = Field(default=None, description="The day of the balances, inclusive; none without balances.")
    confirmation: Confirmation = Confirmation.POSITIVE
    level: LinkLevel = Field(default=LinkLevel.LINK, description="What opens a page of this campaign besides its link.")

    @property
    def shows_balances(self) -> bool:
        """Whether our own balances may stand in a mail or on a page."""
        return self.kind.has_balances and self.confirmation is not Confirmation.BLANK
