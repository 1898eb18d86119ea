"""The mailer's API as the console uses it: the company's own mail server, and every mail with its fate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.campaign.clients.connection import Connection, Download
from services.campaign.clients.mail_server import (
    MailerAnswer,
    SignInProgress,
    SignInProvider,
    SignInStarted,
    SmtpSettings,
    SmtpState,
    TestResult,
)
from shared.paging import Page

TEST_SECONDS = 90.0


class Message(MailerAnswer):
    """One mail to one recipient."""

    id: UUID
    campaign_id: UUID
    reconciliation_id: UUID
    reference: str = ""
    send_number: int = 1
    purpose: str = ""
    address: str
    recipient_name: str = ""
    subject: str = ""
    state: str
    state_text: str = ""
    reason: str = ""
    reason_text: str = ""
    reply: str = ""
    needs_decision: bool = Field(default=False, description="Uncertain: a person decides with `retry` or `settle`.")
    due_at: datetime | None = None
    attempts: int = 0
    sent_at: datetime | None = None
    created_at: datetime
    updated_at: datetime | None = None


class MessageCounts(MailerAnswer):
    """How many messages a filter finds, per state."""

    total: int = 0
    counts: dict[str, int] = Field(default_factory=dict)
    needs_decision: int = 0


class LaneState(MailerAnswer):
    """Whether mail of the company leaves at the moment, and why not."""

    state: str
    message: str = ""
    detail: str = ""
    retry_at: datetime | None = None
    paused: bool = False
    waiting: int = 0
    sending: int = 0
    per_minute: float = 0.0


class Reply(MailerAnswer):
    """An answer by ordinary mail. Its text was written by anybody: it is only ever shown as text."""

    id: UUID
    reconciliation_id: UUID
    sender: str
    sender_name: str = ""
    from_recipient: bool = False
    subject: str = ""
    text: str = ""
    shortened: bool = False
    attachments: tuple[str, ...] = ()
    received_at: datetime
    handled_by: str = ""
    handled_at: datetime | None = None


class WrittenPreview(MailerAnswer):
    """An e-mail as it would be sent."""

    subject: str
    text: str


class MailerClient:
    """In the name of one user: make a new one per request."""

    def __init__(self, connection: Connection) -> None:
        self._at = connection

    async def smtp_state(self) -> SmtpState:
        return await self._at.get(SmtpState, "/smtp-settings")

    async def smtp_settings(self) -> SmtpSettings | None:
        """The own settings that were last saved; None when there are none (S-16)."""
        return (await self.smtp_state()).newest

    async def save_smtp_settings(self, settings: Mapping[str, Any]) -> SmtpState:
        """Keep settings for a test; those in use stay in use until it has passed. Without a password the stored one stays."""
        return self._at.read(SmtpState, await self._at.call("PUT", "/smtp-settings", body=settings))

    async def cancel_smtp_settings(self) -> None:
        await self._at.call("DELETE", "/smtp-settings")

    async def test_smtp_settings(
        self, settings: Mapping[str, Any] | None = None, *, send_mail: bool = False
    ) -> TestResult:
        """Test what is saved, after saving `settings` if they are given; a passed test puts them to use (S-15)."""
        if settings is not None:
            await self.save_smtp_settings(settings)
        body = {"send_mail": send_mail}
        return self._at.read(
            TestResult, await self._at.call("POST", "/smtp-settings/test", body=body, seconds=TEST_SECONDS)
        )

    async def sign_in_providers(self) -> list[SignInProvider]:
        found = await self._at.call("GET", "/smtp-settings/sign-in-providers")
        return [self._at.read(SignInProvider, one) for one in found]

    async def begin_sign_in(self) -> SignInStarted:
        """For the settings that were saved last."""
        return self._at.read(SignInStarted, await self._at.call("POST", "/smtp-settings/sign-in", seconds=30.0))

    async def check_sign_in(self) -> SignInProgress:
        return self._at.read(SignInProgress, await self._at.call("POST", "/smtp-settings/sign-in/check", seconds=30.0))

    async def messages(
        self,
        *,
        campaign_id: UUID | None = None,
        reconciliation_id: UUID | None = None,
        states: Sequence[str] = (),
        address: str = "",
        needs_decision: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Message]:
        """Newest first."""
        query = {
            "address": address or None,
            "needs_decision": "true" if needs_decision else None,
            "campaign_id": str(campaign_id) if campaign_id else None,
            "reconciliation_id": str(reconciliation_id) if reconciliation_id else None,
            "state": list(states) or None,
            "limit": limit,
            "cursor": cursor,
        }
        return await self._at.page(Message, "/messages", query)

    async def written_preview(self, values: Mapping[str, Any]) -> WrittenPreview:
        """An e-mail that a person is about to send; nothing of it is kept."""
        return self._at.read(WrittenPreview, await self._at.call("POST", "/written-mail/preview", body=values))

    async def message_counts(self) -> MessageCounts:
        return await self._at.get(MessageCounts, "/messages/counts")

    async def lane(self) -> LaneState:
        return await self._at.get(LaneState, "/lanes/current")

    async def pause_lane(self, *, paused: bool) -> int:
        """Stop all mail of the company, or let it go on; how many messages that moved."""
        moved = await self._at.call("POST", f"/lanes/current/{'pause' if paused else 'resume'}")
        return int(moved["messages"])

    async def raw_message(self, message_id: UUID) -> Download:
        """The mail itself, with the personal link masked."""
        return await self._at.download(f"/messages/{message_id}/raw")

    async def message(self, message_id: UUID) -> Message:
        return await self._at.get(Message, f"/messages/{message_id}")

    async def retry(self, message_id: UUID, *, key: str | None = None) -> Message:
        """Send an uncertain message again, with the same link."""
        return self._at.read(Message, await self._at.call("POST", f"/messages/{message_id}/retry", key=key))

    async def settle(self, message_id: UUID, *, key: str | None = None) -> Message:
        """Count an uncertain message as sent."""
        return self._at.read(Message, await self._at.call("POST", f"/messages/{message_id}/settle", key=key))

    async def replies(self, *, reconciliation_id: UUID, limit: int = 50) -> Page[Reply]:
        """Answers by ordinary mail to one reconciliation, newest first."""
        return await self._at.page(Reply, "/replies", {"reconciliation_id": str(reconciliation_id), "limit": limit})

    async def mark_reply_handled(self, reply_id: UUID) -> Reply:
        """A person has dealt with it."""
        return self._at.read(Reply, await self._at.call("POST", f"/replies/{reply_id}/handled"))
