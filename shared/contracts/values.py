"""Values that several events carry, as they look on the wire."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.money import Money

Period = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A calendar month: `2026-10`."""


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Kind(StrEnum):
    """What is being reconciled."""

    PURCHASES_SALES = "purchases_sales"


class Side(StrEnum):
    """Always from the company's view: what we bought from them, what we sold to them."""

    PURCHASES = "purchases"
    SALES = "sales"


class DocumentKind(StrEnum):
    SALE = "sale"
    PURCHASE = "purchase"
    SALES_RETURN = "sales_return"
    PURCHASE_RETURN = "purchase_return"


class Purpose(StrEnum):
    """Why a mail goes out."""

    INVITATION = "invitation"
    RESEND = "resend"
    REMINDER = "reminder"


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


class Recipient(Value):
    """One address that gets its own mail and its own link.

    `role`: `account` for the card's reconciliation address, `contact` for a ticked contact (S-25…S-28).
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
    limit: Money
