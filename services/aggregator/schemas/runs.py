"""Runs and their figures."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.aggregator.schemas.base import Body
from shared.contracts.values import Period, Recipient, SideTotal
from shared.money import Amount, Money


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
