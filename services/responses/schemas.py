"""Answers as the internal API shows them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.responses.domain.conversation import Message
from services.responses.domain.entries import Entry
from services.responses.domain.told import document_remarks, side_answer
from shared.contracts.responses import Answer, DocumentRemark, SideAnswer
from shared.contracts.values import LinkLevel
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
    purchases: SideAnswer | None = Field(default=None, description="In detail about what we bought from them.")
    sales: SideAnswer | None = Field(default=None, description="In detail about what we sold to them.")
    reasons: list[str] = Field(default=[], description="Codes of usual causes that they ticked.")
    documents: list[DocumentRemark] = Field(default=[], description="Documents of ours that they remarked on.")
    late: bool = Field(default=False, description="Given after the last day, where the campaign takes such answers.")
    responder_name: str
    responder_title: str
    address: str = Field(description="Where the link was sent that was answered through.")
    answered_at: datetime
    level: LinkLevel = Field(default=LinkLevel.LINK, description="What its author had shown besides the link.")
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
        content = entry.content
        details = content.details
        return cls(
            id=entry.response_id,
            campaign_id=entry.campaign_id,
            reconciliation_id=entry.reconciliation_id,
            version=entry.version,
            answer=Answer(entry.answer),
            explanation=entry.explanation,
            own_for_purchases=_money(entry.own_for_purchases_minor),
            own_for_sales=_money(entry.own_for_sales_minor),
            own_balances=[Money.of_minor(one.minor, one.currency) for one in content.own_balances],
            purchases=side_answer(content.own_for_purchases_minor, details.purchases),
            sales=side_answer(content.own_for_sales_minor, details.sales),
            reasons=[reason.value for reason in details.reasons],
            documents=list(document_remarks(details)),
            late=entry.late,
            responder_name=entry.responder_name,
            responder_title=entry.responder_title,
            address=entry.address,
            answered_at=entry.answered_at,
            level=LinkLevel(entry.security_level),
            language=entry.language,
            text_version=entry.text_version,
            ip=entry.ip,
            user_agent=entry.user_agent,
            snapshot_sha256=entry.snapshot_sha256,
            position=entry.position,
            previous_sha256=entry.previous_sha256,
            entry_sha256=entry.entry_sha256,
        )


class MessageOut(BaseModel):
    """One message of the conversation about a reconciliation."""

    id: UUID
    ours: bool = Field(description="Written by a person of the company.")
    who: str
    address: str = Field(description="Whose link it was written through; empty where it is ours.")
    text: str
    written_at: datetime

    @classmethod
    def of(cls, one: Message) -> MessageOut:
        return cls(
            id=one.message_id, ours=one.ours, who=one.who, address=one.address, text=one.text, written_at=one.written_at
        )


class ResponseWithVersions(Response):
    """An answer together with all versions of its reconciliation, oldest first."""

    versions: list[Response]


def _money(minor: int | None) -> Money | None:
    return None if minor is None else Money.of_minor(minor)
