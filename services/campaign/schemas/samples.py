"""Samples and orders for copies, as the API shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from services.campaign.domain.samples import CopyOrder as Order
from services.campaign.domain.samples import Sample as Drawn
from services.campaign.domain.sampling import LONGEST_SEED, Method, SampleRule
from services.campaign.schemas.base import Input, Language, Output
from shared.http.values import NUMERIC
from shared.money import Lira, to_minor


class SampleInput(Input):
    """`size` for `largest` and `random`, `interval` (in TRY) for `monetary_unit`, `seed` for both of the latter."""

    method: Method
    size: Annotated[int, Field(ge=0, le=50_000), NUMERIC] = 0
    interval: Lira = Decimal(0)
    seed: Annotated[str, StringConstraints(max_length=LONGEST_SEED)] = ""

    @property
    def rule(self) -> SampleRule:
        return SampleRule(self.method, self.size, to_minor(self.interval), self.seed)


class Sample(Output):
    """`written` is the method with all that was drawn, as it stands in a package."""

    id: UUID
    campaign_id: UUID | None
    run_id: UUID | None
    written: dict[str, Any]

    @classmethod
    def of(cls, sample: Drawn) -> Sample:
        return cls(id=sample.sample_id, campaign_id=sample.campaign_id, run_id=sample.run_id, written=sample.written())


class SampleList(Output):
    items: list[Sample]


class CopiesInput(Input):
    address: Annotated[str, StringConstraints(max_length=254)]
    language: Language = "tr"
    sample_id: UUID | None = Field(default=None, description="Only answers of this sample; else of the whole campaign.")


class CopyOrder(Output):
    id: UUID
    sample_id: UUID | None
    address: str
    language: str
    ordered_by: str
    ordered_at: datetime
    ended_by: str
    ended_at: datetime | None

    @classmethod
    def of(cls, order: Order) -> CopyOrder:
        return cls(
            id=order.order_id,
            sample_id=order.sample_id,
            address=order.address,
            language=order.language,
            ordered_by=order.ordered_by_name,
            ordered_at=order.ordered_at,
            ended_by=order.ended_by_name,
            ended_at=order.ended_at,
        )


class CopyOrderList(Output):
    items: list[CopyOrder]
