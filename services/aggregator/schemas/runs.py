"""Runs and their figures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from services.aggregator.domain.declaration import Declaration
from services.aggregator.domain.documents import Standing
from services.aggregator.domain.findings import FindingKind, Weight
from services.aggregator.domain.period import Period as Month
from services.aggregator.domain.rules import DateBasis
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.schemas.accounts import Account
from services.aggregator.schemas.base import Body
from shared.contracts.values import CurrencyBalance, Kind, Period, Recipient, Side, SideTotal
from shared.http.values import Day, Truth
from shared.money import Amount, Lira, Money


class RunBody(Body):
    """The parameters of a run (S-20…S-23). Balances need `as_of`; a run of balances alone needs no `period`."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [{"period": "2026-10", "limit": "5000.00"}]}
    )

    kind: Kind = Kind.PURCHASES_SALES
    period: Period | None = Field(default=None, validate_default=True)
    as_of: Day | None = Field(default=None, validate_default=True, description="The day of the balances, inclusive.")
    limit: Lira = Decimal("5000.00")
    merge_by_tax_number: Truth = True
    exclude_deferred_series: Truth = True
    date_basis: DateBasis = Field(
        default=DateBasis.DOCUMENT, description="The month of a document's own or customs date, or of its booking."
    )
    include_other_taxes: Truth = Field(
        default=True, description="Whether ÖTV, ÖİV and the like are part of the amounts."
    )
    count_zero_documents: Truth = True
    limit_on_returns: Truth = Field(
        default=False, description="Whether returns help over the limit only when they reach it on their own."
    )
    include_zero_balances: Truth = True

    @field_validator("period")
    @classmethod
    def _month_of_sides(cls, period: str | None, info: ValidationInfo) -> str | None:
        if period is None and info.data.get("kind", Kind.BALANCE).has_sides:
            raise ValueError("purchases and sales are of a month, so the period is needed")
        return period

    @field_validator("as_of")
    @classmethod
    def _day_of_balances(cls, as_of: date | None, info: ValidationInfo) -> date | None:
        if as_of is None and info.data.get("kind", Kind.PURCHASES_SALES).has_balances:
            raise ValueError("balances are of a day, so it is needed")
        return as_of

    @property
    def month(self) -> Month:
        if self.period is not None:
            return Month.parse(self.period)
        assert self.as_of is not None  # noqa: S101  # the validators have seen to it
        return Month.of(self.as_of)


class Run(BaseModel):
    id: UUID
    kind: Kind
    period: Period
    as_of: date | None
    limit: Amount
    merge_by_tax_number: bool
    exclude_deferred_series: bool
    date_basis: DateBasis
    include_other_taxes: bool
    count_zero_documents: bool
    limit_on_returns: bool
    include_zero_balances: bool
    declaration: Declaration = Field(
        description="Which documents of the month went on the former Ba and Bs forms: none after the last legal period."
    )
    figures: int
    purchases_total: Money
    sales_total: Money
    receivable_total: Money = Field(description="What they owe us in TRY, over all figures.")
    payable_total: Money = Field(description="What we owe them in TRY, over all figures.")
    deferred_documents: int
    deferred_total: Money
    negative_documents: int = Field(description="Documents below zero that are no returns: an error in the books.")
    created_at: datetime
    created_by: str


class FormLine(BaseModel):
    """What stood on the form Ba or Bs."""

    documents: int
    total: Money


class FigureSide(SideTotal):
    """A side of a figure, and how much of it was paper."""

    paper_total: Money
    paper_documents: int
    electronic_total: Money
    electronic_documents: int
    form: FormLine | None = Field(description="The line on the former form, where there was one to write.")


class Figure(BaseModel):
    key: str
    title: str
    tax_number: str
    account_codes: list[str]
    language: str
    purchases: FigureSide
    sales: FigureSide
    deferred_documents: int = Field(description="Left out because their series is accounted for later (S-23).")
    deferred_total: Money
    balances: list[CurrencyBalance]
    balance_total: Money = Field(description="All balances in TRY, signed from our view: + they owe us.")
    recipients: list[Recipient]
    warnings: list[str]


class FigureTotals(BaseModel):
    """Over the whole filter, not the page."""

    figures: int
    purchases_total: Money
    purchases_documents: int
    purchases_returns_total: Money
    purchases_returns_documents: int
    sales_total: Money
    sales_documents: int
    sales_returns_total: Money
    sales_returns_documents: int
    deferred_total: Money
    deferred_documents: int
    receivable_total: Money
    payable_total: Money


class FigureMovement(BaseModel):
    """A line behind a figure, or one that was left out of it."""

    id: int
    account_code: str
    document_no: str
    document_date: date
    recorded_on: date | None
    customs_on: date | None
    kind: DocumentKind
    side: Side
    amount: Money
    amount_try: Money = Field(description="As booked: below zero too.")
    other_taxes: Money
    series: str
    branch: str
    electronic: bool
    standing: Standing = Field(description="`counted`, or why the line's document is not in the figure.")
    note: str
    import_id: UUID


class MonthSide(BaseModel):
    total: Money
    documents: int


class CounterpartyMonth(BaseModel):
    """One month of a counterparty as the books stand now."""

    period: Period
    purchases: MonthSide
    sales: MonthSide


class CounterpartyMonths(BaseModel):
    """The oldest first."""

    items: list[CounterpartyMonth]


class CounterpartyCards(BaseModel):
    """The cards that make up a counterparty now, by code."""

    key: str
    items: list[Account]


class FindingItem(BaseModel):
    """One counterparty, or one file, that a finding is about."""

    key: str = Field(description="Of the figure; empty where the finding is about a file.")
    title: str
    tax_number: str = ""
    details: list[str] = Field(
        description="What exactly: addresses, account codes, document numbers, rows of the file; a few of them."
    )
    documents: int = 0


class Finding(BaseModel):
    """One kind of thing to look at before sending; kinds without any are in the report too, with a count of zero."""

    kind: FindingKind
    weight: Weight = Field(description="`blocks`: nothing can be sent to these. `check`: look first. `note`: to know.")
    count: int
    items: list[FindingItem]
    items_left_out: int


class Findings(BaseModel):
    items: list[Finding]
