"""The responses service's API as the console uses it: every version of every answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.campaign.clients.connection import Connection, Download
from shared.contracts.responses import DocumentRemark, SideAnswer
from shared.money import Money
from shared.paging import Page


class ResponseVersion(BaseModel):
    """One answer as it was given; later ones have a higher `version`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    version: int
    answer: str
    explanation: str = ""
    responder_name: str = ""
    responder_title: str = ""
    own_for_purchases: Money | None = None
    own_for_sales: Money | None = None
    own_balances: tuple[Money, ...] = ()
    purchases: SideAnswer | None = None
    sales: SideAnswer | None = None
    reasons: tuple[str, ...] = ()
    documents: tuple[DocumentRemark, ...] = ()
    late: bool = False
    address: str = ""
    answered_at: datetime
    snapshot_sha256: str = ""
    entry_sha256: str = ""


class Message(BaseModel):
    """One message of the conversation; what a counterparty wrote is only ever shown as text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    ours: bool
    who: str = ""
    address: str = ""
    text: str = ""
    written_at: datetime


class ResponsesClient:
    """In the name of one user: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def responses(
        self,
        *,
        campaign_id: UUID | None = None,
        reconciliation_id: UUID | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[ResponseVersion]:
        query = {
            "campaign_id": str(campaign_id) if campaign_id else None,
            "reconciliation_id": str(reconciliation_id) if reconciliation_id else None,
            "limit": limit,
            "cursor": cursor,
        }
        return await self._at.page(ResponseVersion, "/responses", query)

    async def receipt(self, response_id: UUID, language: str) -> Download:
        """The signed receipt of one version as PDF."""
        return await self._at.download(f"/responses/{response_id}/receipt.pdf", {"language": language})

    async def evidence(self, *, campaign_id: UUID | None = None, reconciliation_id: UUID | None = None) -> Download:
        """The signed file for auditors."""
        query = {
            "campaign_id": str(campaign_id) if campaign_id else None,
            "reconciliation_id": str(reconciliation_id) if reconciliation_id else None,
        }
        return await self._at.download("/evidence/export", query)

    async def messages(self, reconciliation_id: UUID) -> Sequence[Message]:
        """The conversation about a reconciliation, oldest first."""
        return (await self._at.page(Message, "/messages", {"reconciliation_id": str(reconciliation_id)})).items

    async def response(self, response_id: UUID) -> ResponseVersion:
        return await self._at.get(ResponseVersion, f"/responses/{response_id}")
