"""Mailing links again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.campaign.domain.reconciliations import Only
from services.campaign.schemas.base import Input, Output
from shared.http.values import Number, Truth


class Reached(Output):
    """One recipient and the fate of the latest mail to it."""

    address: str
    name: str
    result: str = Field(description="queued, sent, failed, uncertain, bounced; empty: nothing was queued yet.")
    lost: bool = Field(description="It was not reached: send to another recipient, or correct the address.")
    at: datetime | None
    code: int
    reply: str
    reason: str


class ReachedRecipients(Output):
    items: list[Reached]


class ResendInput(Input):
    """Mail the link again; without addresses to all recipients."""

    addresses: list[Annotated[str, StringConstraints(max_length=320)]] = Field(default=[], max_length=50)
    seen_send_number: Number | None = Field(
        default=None, description="The send_number you saw; refused when somebody has sent again since."
    )
    new_link: Truth = Field(
        default=False,
        description="Revoke the links that these recipients have, and mail new ones: a link got into wrong hands.",
    )


class ResendManyInput(Input):
    """Mail many of a campaign again: `all` open ones, the reached but `unanswered`, the `failed` addresses, `selected` ones."""

    only: Only
    reconciliation_ids: list[UUID] = Field(default=[], max_length=20_000, description="For `selected`, and only then.")

    @model_validator(mode="after")
    def _chosen_or_not(self) -> Self:
        if (self.only is Only.SELECTED) != bool(self.reconciliation_ids):
            raise ValueError("reconciliation_ids belong to only=selected, which needs at least one")
        return self


class ResentMany(Output):
    """What was asked for; the mails follow by themselves."""

    reconciliations: int
    mails: int
    skipped: dict[str, int] = Field(description="Code → how many reconciliations were left alone for it.")
