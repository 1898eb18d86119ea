"""The mailer's API as the console uses it: the company's own mail server, and every mail with its fate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.campaign.clients.connection import Connection
from shared.errors import NotFound
from shared.paging import Page

TEST_SECONDS = 90.0


class SmtpSettings(BaseModel):
    """The company's own mail server, without its password; every field as the mailer sends it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    host: str
    port: int
    security: str = ""
    username: str = ""
    sender: str = ""


class TestResult(BaseModel):
    """What a test of the settings found."""

    model_config = ConfigDict(frozen=True, extra="allow")

    ok: bool = True
    code: str = ""
    message: str = ""


class Message(BaseModel):
    """One mail to one address."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: UUID
    state: str
    campaign_id: UUID | None = None
    reconciliation_id: UUID | None = None
    address: str = ""
    subject: str = ""
    created_at: datetime | None = None


class MailerClient:
    """In the name of one user: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def smtp_settings(self) -> SmtpSettings | None:
        """None when the company sends over the platform's server (S-16)."""
        try:
            answer = await self._at.call("GET", "/smtp-settings")
        except NotFound:
            return None
        return None if answer is None else self._at.read(SmtpSettings, answer)

    async def save_smtp_settings(self, settings: Mapping[str, Any]) -> SmtpSettings:
        return self._at.read(SmtpSettings, await self._at.call("PUT", "/smtp-settings", body=settings))

    async def cancel_smtp_settings(self) -> None:
        await self._at.call("DELETE", "/smtp-settings")

    async def test_smtp_settings(self, settings: Mapping[str, Any] | None = None) -> TestResult:
        """Try the stored settings, or these. A failure may also come as an error with the reason (S-15)."""
        answer = await self._at.call("POST", "/smtp-settings/test", body=settings or {}, seconds=TEST_SECONDS)
        return self._at.read(TestResult, answer or {})

    async def messages(
        self,
        *,
        campaign_id: UUID | None = None,
        reconciliation_id: UUID | None = None,
        state: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Message]:
        query = {
            "campaign_id": str(campaign_id) if campaign_id else None,
            "reconciliation_id": str(reconciliation_id) if reconciliation_id else None,
            "state": state,
            "limit": limit,
            "cursor": cursor,
        }
        return await self._at.page(Message, "/messages", query)

    async def message(self, message_id: UUID) -> Message:
        return await self._at.get(Message, f"/messages/{message_id}")

    async def retry(self, message_id: UUID, *, key: str | None = None) -> Message:
        """Send a failed or uncertain message again."""
        return self._at.read(Message, await self._at.call("POST", f"/messages/{message_id}/retry", body={}, key=key))

    async def settle(self, message_id: UUID, *, key: str | None = None) -> Message:
        """Count an uncertain message as sent."""
        return self._at.read(Message, await self._at.call("POST", f"/messages/{message_id}/settle", body={}, key=key))
