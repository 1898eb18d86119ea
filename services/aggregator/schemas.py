"""HTTP bodies of the aggregator. Amounts are decimal strings in TRY unless a currency stands beside them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from services.aggregator.domain.sides import DocumentKind
from shared.contracts.values import Period, Recipient, SideTotal
from shared.money import LARGEST_MINOR, Amount, Money
from shared.text import forbidden_character


def _printable(text: str) -> str:
    if (character := forbidden_character(text)) is not None:
        raise ValueError(f"contains the invisible character {character}, which can falsify a text")
    return text


def _kept(amount: Decimal) -> Decimal:
    if abs(amount) * 100 > LARGEST_MINOR:
        raise ValueError("is larger than any amount that can be kept")
    return amount


Printable = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_printable)]
"""One line without characters that deceive: it will stand in mails and on pages."""
Code = Annotated[Printable, StringConstraints(min_length=1, max_length=50)]
KeptAmount = Annotated[Amount, AfterValidator(_kept)]


class Body(BaseModel):
    """What comes in: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(BaseModel):
    """One thing about a row. `row` is the file's own line number, 0 for the file as a whole."""

    row: int
    field: str
    code: str
    severity: str
    message: str


class ImportReport(BaseModel):
    """What became of a file."""

    id: UUID
    kind: str
    file_name: str
    encoding: str
    separator: str
    rows: int
    accepted: int
    rejected: int
    documents_changed: int = Field(description="Documents or cards that are new or say something else than before.")
    problems: list[Problem]
    problems_left_out: int = 0
    periods: list[str]
    same_as: UUID | None = Field(default=None, description="The earlier import of the very same file; nothing changed.")
    created_at: datetime


class ContactBody(Body):
    name: Annotated[Printable, StringConstraints(max_length=120)] = ""
    email: Annotated[Printable, StringConstraints(max_length=254)] = ""
    receives_reconciliations: bool = False


class AccountBody(Body):
    """An account card as a program writes it; contacts replace those that were there."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "title": "Akın Gıda A.Ş.",
                    "tax_number": "4540536920",
                    "reconciliation_email": "mutabakat@akin.test",
                    "contacts": [{"name": "Muhasebe", "email": "muhasebe@akin.test", "receives_reconciliations": True}],
                }
            ]
        },
    )

    title: Annotated[Printable, StringConstraints(min_length=1, max_length=250)]
    tax_number: Annotated[Printable, StringConstraints(max_length=40)] = ""
    tax_office: Annotated[Printable, StringConstraints(max_length=100)] = ""
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")] = "TR"
    reconciliation_email: Annotated[Printable, StringConstraints(max_length=254)] = ""
    phone: Annotated[Printable, StringConstraints(max_length=50)] = ""
    address: Annotated[Printable, StringConstraints(max_length=500)] = ""
    language: Annotated[str, StringConstraints(pattern="^(tr|en|de|ar)$")] = "tr"
    branch: Annotated[Printable, StringConstraints(max_length=50)] = ""
    contacts: list[ContactBody] = Field(default_factory=list, max_length=50)


class Contact(BaseModel):
    name: str
    email: str
    email_is_valid: bool
    receives_reconciliations: bool


class Account(BaseModel):
    code: str
    title: str
    tax_number: str
    tax_number_is_valid: bool
    tax_office: str
    country: str
    reconciliation_email: str
    email_is_valid: bool
    phone: str
    address: str
    language: str
    branch: str
    contacts: list[Contact]
    updated_at: datetime


class MovementBody(Body):
    """One line of a document. `amount` is KDV-exclusive in `currency`; a foreign one needs its `rate`."""

    account_code: Code
    document_no: Annotated[Printable, StringConstraints(min_length=1, max_length=60)]
    document_date: date
    kind: DocumentKind
    amount: KeptAmount
    vat: KeptAmount | None = None
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "TRY"
    rate: Decimal | None = Field(default=None, gt=0, le=10_000, max_digits=20)
    series: Annotated[Printable, StringConstraints(max_length=20)] = ""
    branch: Annotated[Printable, StringConstraints(max_length=50)] = ""
    cancelled: bool = False
    uuid: UUID | None = None
    note: Annotated[Printable, StringConstraints(max_length=500)] = ""


class MovementBatch(Body):
    """Lines from a program. All lines of one document belong into one batch: a later batch replaces the document."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "source": "erp",
                    "movements": [
                        {
                            "account_code": "120.01.001",
                            "document_no": "ABC2026000000123",
                            "document_date": "2026-10-05",
                            "kind": "sale",
                            "amount": "12500.00",
                        }
                    ],
                }
            ]
        },
    )

    source: Annotated[Printable, StringConstraints(min_length=1, max_length=100)] = "api"
    movements: list[MovementBody] = Field(min_length=1, max_length=20_000)


class Movement(BaseModel):
    id: int
    account_code: str
    document_no: str
    document_date: date
    kind: DocumentKind
    amount: Money
    amount_try: Money
    series: str
    branch: str
    cancelled: bool
    note: str
    import_id: UUID


class Series(Body):
    """A series that is accounted for later; no `branch` means in every branch."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"series": "SMS", "branch": "Merkez"}]}
    )

    series: Annotated[Printable, StringConstraints(min_length=1, max_length=20)]
    branch: Annotated[Printable, StringConstraints(max_length=50)] | None = None


class SeriesList(Body):
    items: list[Series] = Field(max_length=1000)


class RunBody(Body):
    """The parameters of a run (S-20…S-23)."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"period": "2026-10", "limit": "5000.00"}]}
    )

    period: Period
    limit: Annotated[Amount, Field(ge=0, decimal_places=2)] = Decimal("5000.00")
    merge_by_tax_number: bool = True
    exclude_deferred_series: bool = True


class Run(BaseModel):
    id: UUID
    period: Period
    limit: Amount
    merge_by_tax_number: bool
    exclude_deferred_series: bool
    figures: int
    purchases_total: Money
    sales_total: Money
    deferred_documents: int
    deferred_total: Money
    negative_documents: int = Field(description="Documents below zero that are no returns: an error in the books.")
    created_at: datetime
    created_by: str


class Figure(BaseModel):
    key: str
    title: str
    tax_number: str
    account_codes: list[str]
    language: str
    purchases: SideTotal
    sales: SideTotal
    recipients: list[Recipient]
    warnings: list[str]


class FigureTotals(BaseModel):
    """Over the whole filter, not the page."""

    figures: int
    purchases_total: Money
    purchases_documents: int
    sales_total: Money
    sales_documents: int
