"""Documents line by line, and the series that are accounted for later."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from services.aggregator.domain.sides import DocumentKind
from services.aggregator.schemas.base import Body, Code, KeptAmount, Printable, Said
from shared.http.values import Day, Truth
from shared.money import Money

Rate = Annotated[
    Decimal,
    Field(ge=Decimal("0.000001"), le=10_000, max_digits=26),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0.000001, "maximum": 10_000},
                {"type": "string", "pattern": r"^([1-9][0-9]{0,3}(\.[0-9]{1,12})?|0\.0{0,5}[1-9][0-9]{0,6})$"},
            ]
        }
    ),
]
"""What one unit of a foreign currency is in TRY."""


class MovementBody(Body):
    """One line of a document. `amount` is KDV-exclusive in `currency`; a foreign one needs its `rate`."""

    account_code: Code
    document_no: Annotated[Said, StringConstraints(max_length=60)]
    document_date: Day
    kind: DocumentKind
    amount: KeptAmount
    vat: KeptAmount | None = None
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = "TRY"
    rate: Rate | None = None
    series: Annotated[Printable, StringConstraints(max_length=20)] = ""
    branch: Annotated[Printable, StringConstraints(max_length=50)] = ""
    cancelled: Truth = False
    uuid: UUID | None = None
    note: Annotated[Printable, StringConstraints(max_length=500)] = ""
    recorded_on: Day | None = Field(default=None, description="When it was booked; left out, its own date counts.")
    customs_on: Day | None = Field(
        default=None,
        description="Closing date of an import's declaration, actual date of an export: decides the period.",
    )
    other_taxes: KeptAmount = Field(default=Decimal(0), description="ÖTV, ÖİV and the like in TRY; part of `amount`.")
    electronic: Truth | None = Field(
        default=None, description="e-Fatura or e-Arşiv; left out: whether it has a `uuid`."
    )


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

    source: Annotated[Said, StringConstraints(max_length=100)] = "api"
    movements: list[MovementBody] = Field(min_length=1, max_length=20_000)


class Movement(BaseModel):
    id: int
    account_code: str
    document_no: str
    document_date: Day
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

    series: Annotated[Said, StringConstraints(max_length=20)]
    branch: Annotated[Printable, StringConstraints(max_length=50)] | None = None


class SeriesList(Body):
    items: list[Series] = Field(max_length=1000)
