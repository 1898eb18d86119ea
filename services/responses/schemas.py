"""Answers as the internal API shows them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.responses.domain.entries import Entry
from shared.contracts.responses import Answer
from shared.money import Money


class Response(BaseModel):
    """One version of an answer, with what makes it evidence."""

    id: UUID
    campaign_id: UUID
    reconciliation_id: UUID
    version: int = Field(description="Counts the answers of one reconciliation from 1; the highest one stands.")
    answer: Answer
    explanation: str
    own_for_purchases: Money | None = Field(description="Their amount for what we bought from them.")
    own_for_sales: Money | None = Field(description="Their amount for what we sold to them.")
    own_balances: list[Money] = Field(
        default=[], description="Their balance per currency, signed as ours are: + they owe us."
    )
    responder_name: str
    responder_title: str
    address: str = Field(description="Where the link was sent that was answered through.")
    answered_at: datetime
    language: str
    text_version: str
    ip: str
    user_agent: str
    snapshot_sha256: str = Field(description="Hash of exactly what was shown.")
    position: int = Field(description="Place in the company's chain of answers.")
    previous_sha256: str
    entry_sha256: str

    @classmethod
    def of(cls, entry: Entry) -> Response:
        return cls(
            id=entry.response_id,
            campaign_id=entry.campaign_id,
            reconciliation_id=entry.reconciliation_id,
            version=entry.version,
            answer=Answer(entry.answer),
            explanation=entry.explanation,
            own_for_purchases=_money(entry.own_for_purchases_minor),
            own_for_sales=_money(entry.own_for_sales_minor),
            own_balances=[Money.of_minor(one.minor, one.currency) for one in entry.content.own_balances],
            responder_name=entry.responder_name,
            responder_title=entry.responder_title,
            address=entry.address,
            answered_at=entry.answered_at,
            language=entry.language,
            text_version=entry.text_version,
            ip=entry.ip,
            user_agent=entry.user_agent,
            snapshot_sha256=entry.snapshot_sha256,
            position=entry.position,
            previous_sha256=entry.previous_sha256,
            entry_sha256=entry.entry_sha256,
        )


class ResponseWithVersions(Response):
    """An answer together with all versions of its reconciliation, oldest first."""

    versions: list[Response]


def _money(minor: int | None) -> Money | None:
    return None if minor is None else Money.of_minor(minor)
