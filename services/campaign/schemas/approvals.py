"""Four eyes: the company's rule, and what people did with a campaign."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from pydantic import Field

from services.campaign.domain.approval import ApprovalMode
from services.campaign.domain.campaigns import CampaignEntry as EntryKind
from services.campaign.schemas.base import Input, Output
from shared.money import Lira, Money


class ApprovalRuleInput(Input):
    """Which campaigns wait for somebody other than their preparer."""

    mode: ApprovalMode = Field(description="`never`, `above` the limit, or `always`.")
    limit: Lira = Field(default=Decimal("0.00"), description="In TRY.")

    @property
    def money(self) -> Money:
        return Money(amount=self.limit)


class ApprovalRule(Output):
    mode: ApprovalMode
    limit: Money = Field(description="Of a campaign's `total`; one of exactly this sum does not wait.")
    version: int = Field(description="Also the ETag; 0 before it was ever set.")
    changed_at: datetime | None
    changed_by: str


class CampaignEntry(Output):
    """What a person did with a campaign as a whole."""

    entry: EntryKind
    at: datetime
    who: str
    text: str


class CampaignHistory(Output):
    items: list[CampaignEntry]
