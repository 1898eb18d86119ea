"""Events of the mailer service: whether a mail went out."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.contracts.event import EventData
from shared.contracts.values import Purpose


class _Mail(EventData):
    """Of a mail with purpose `colleague`, both `reconciliation_id` and `campaign_id` are the invitation's id."""

    message_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    send_number: int
    purpose: Purpose
    address: str
    attempt: int
    at: datetime


class MailSent(_Mail):
    """The server took responsibility for the message: its own words and queue id are kept."""

    TYPE: ClassVar[str] = "mutabakat.mailer.mail_sent.v1"

    server: str
    code: int
    reply: str
    sender: str = ""


class MailFailed(_Mail):
    """The message will not be tried again by itself. `reason` is a stable code, `reply` the server's words if it spoke."""

    TYPE: ClassVar[str] = "mutabakat.mailer.mail_failed.v1"

    reason: str
    code: int = 0
    reply: str = ""


class MailUncertain(_Mail):
    """The body was transmitted and no reply was seen: it may have arrived. `retry_at` is empty when a person must decide."""

    TYPE: ClassVar[str] = "mutabakat.mailer.mail_uncertain.v1"

    retry_at: datetime | None = None


class MailBounced(_Mail):
    """A delivery report came back later."""

    TYPE: ClassVar[str] = "mutabakat.mailer.mail_bounced.v1"

    code: int = 0
    enhanced_code: str = ""
    reply: str = ""
