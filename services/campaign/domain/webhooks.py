"""Webhooks: what happens that a program may want to be told, how a message is signed, when it is tried again.

Messages follow Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature` (HMAC-SHA256 over id, time and
body), a body `{type, timestamp, data}`. They carry facts and ids, no links, tokens or words of a counterparty.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from services.campaign.domain.progress import ReconciliationState
from shared.errors import Invalid
from shared.text import forbidden_character

SECRET_PREFIX = "whsec_"  # noqa: S105  # how every secret begins
BOTH_VALID = timedelta(hours=24)
"""How long the secret before the newest one still signs along, so that a receiver can change over without a gap."""
MOST_ENDPOINTS = 20
LONGEST_URL = 500
LONGEST_ANSWER = 1000
"""Characters of a receiver's answer that are kept for whoever looks for a fault."""
KEPT = timedelta(days=30)
"""How long messages and what became of them are kept."""
_WAITS = (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600, 24 * 3600)
"""Seconds before the second try, the third, …: about three days in all."""
_SPREAD = 0.1
LONGEST_WAIT = timedelta(days=1)


class WebhookEvent(StrEnum):
    """Types of messages. Names that integrators count on."""

    CAMPAIGN_CREATED = "campaign.created"
    CAMPAIGN_COMPLETED = "campaign.completed"
    CAMPAIGN_CANCELLED = "campaign.cancelled"
    CAMPAIGN_EXTENDED = "campaign.extended"
    SENT = "reconciliation.sent"
    NOT_SENT = "reconciliation.not_sent"
    UNDELIVERED = "reconciliation.undelivered"
    OPENED = "reconciliation.opened"
    NOTICED = "reconciliation.noticed"
    MESSAGE_RECEIVED = "reconciliation.message_received"
    ANSWERED = "reconciliation.answered"
    EXPIRED = "reconciliation.expired"
    CLOSED = "reconciliation.closed"


TEST = "webhook.test"
"""Sent when somebody presses the button; belongs to no subscription."""

MEANINGS: Mapping[WebhookEvent, str] = MappingProxyType(
    {
        WebhookEvent.CAMPAIGN_CREATED: "A campaign was sent.",
        WebhookEvent.CAMPAIGN_COMPLETED: "Nothing is awaited any more; the counts are final.",
        WebhookEvent.CAMPAIGN_CANCELLED: "A campaign was withdrawn.",
        WebhookEvent.CAMPAIGN_EXTENDED: "A campaign got more time; `valid_until` is its new last day.",
        WebhookEvent.SENT: "A mail server took the mail to a counterparty.",
        WebhookEvent.NOT_SENT: "A counterparty could not be asked, for example without an address.",
        WebhookEvent.UNDELIVERED: "No mail to a counterparty arrived.",
        WebhookEvent.OPENED: "A person opened the page.",
        WebhookEvent.NOTICED: "A word short of an answer came: wrong person, no record, a day for the answer.",
        WebhookEvent.MESSAGE_RECEIVED: "A counterparty wrote a message; what it says is read with a key.",
        WebhookEvent.ANSWERED: "An answer came, or a new version of one.",
        WebhookEvent.EXPIRED: "The last day ended without an answer.",
        WebhookEvent.CLOSED: "A reconciliation ended otherwise: withdrawn, superseded, closed by hand.",
    }
)

_BY_STATE: Mapping[str, WebhookEvent | None] = MappingProxyType(
    {
        ReconciliationState.PREPARING: None,
        ReconciliationState.QUEUED: None,
        ReconciliationState.UNCERTAIN: None,
        ReconciliationState.SENT: WebhookEvent.SENT,
        ReconciliationState.NOT_SENT: WebhookEvent.NOT_SENT,
        ReconciliationState.UNDELIVERED: WebhookEvent.UNDELIVERED,
        ReconciliationState.OPENED: WebhookEvent.OPENED,
        # An answer is told with each of its versions, whether the state changes or not.
        ReconciliationState.AGREED: None,
        ReconciliationState.DISAGREED: None,
        ReconciliationState.EXPIRED: WebhookEvent.EXPIRED,
        ReconciliationState.NO_OBJECTION: WebhookEvent.EXPIRED,
        ReconciliationState.CANCELLED: WebhookEvent.CLOSED,
    }
)


def events_of(state: ReconciliationState, *, changed: bool, answered: bool, noticed: bool) -> Sequence[WebhookEvent]:
    """What is told when a reconciliation came to this state, was answered, or a notice came."""
    found = [WebhookEvent.NOTICED] if noticed else []
    if answered:
        found.append(WebhookEvent.ANSWERED)
    if changed and not (answered and state.finished):
        told = _BY_STATE.get(state, WebhookEvent.CLOSED if state.finished else None)
        if told is not None:
            found.append(told)
    return found


class Off(StrEnum):
    """Why an endpoint gets nothing at the moment."""

    BY_HAND = "by_hand"
    FAILING = "failing"
    """A message was tried for three days and nothing got through meanwhile."""
    GONE = "gone"
    """It answered 410: it wants nothing any more."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A receiver of webhooks."""

    endpoint_id: UUID
    company_id: UUID
    url: str
    description: str
    events: tuple[str, ...]
    off: str
    """A value of `Off`; empty: it is told what happens."""
    off_at: datetime | None
    failing_since: datetime | None
    delivered_at: datetime | None
    """The last time that something got through."""
    old_secret_until: datetime | None
    created_at: datetime
    created_by: str


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one endpoint, and what became of it."""

    delivery_id: int
    message_id: UUID
    endpoint_id: UUID
    type: str
    occurred_at: datetime
    body: str
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    tried_at: datetime | None
    outcome: str
    status: int
    answer: str
    milliseconds: int
    delivered_at: datetime | None

    @property
    def webhook_id(self) -> str:
        return webhook_id(self.message_id)


def webhook_id(message_id: UUID) -> str:
    """What receivers know a message by: the same at every try and every replay."""
    return f"msg_{message_id.hex}"


def new_secret() -> str:
    """256 random bits."""
    return SECRET_PREFIX + b64encode(secrets.token_bytes(32)).decode()


def signature(message_id: str, at: datetime, body: str, secrets_in_force: Collection[str]) -> str:
    """The value of `webhook-signature`: one signature per secret."""
    signed = f"{message_id}.{int(at.timestamp())}.{body}".encode()
    digests = (hmac.digest(b64decode(one.removeprefix(SECRET_PREFIX)), signed, sha256) for one in secrets_in_force)
    return " ".join(f"v1,{b64encode(digest).decode()}" for digest in digests)


def headers(message_id: UUID, at: datetime, body: str, secrets_in_force: Collection[str]) -> dict[str, str]:
    """What goes with a body on one try."""
    name = webhook_id(message_id)
    return {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature(name, at, body, secrets_in_force),
    }


def body_of(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    """The bytes that are kept, signed and sent, as text."""
    told = {"type": kind, "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=str)


def next_try(attempts: int, spread: float, asked_for: int = 0) -> timedelta | None:
    """How long to wait after so many tries; None: it is given up. `spread` lies between -1 and 1, `asked_for` is what the
    receiver wants us to wait."""
    if attempts > len(_WAITS):
        return None
    wait = timedelta(seconds=_WAITS[attempts - 1] * (1 + _SPREAD * spread))
    return max(wait, min(timedelta(seconds=asked_for), LONGEST_WAIT))


def checked_url(url: str, *, plain: bool) -> str:
    """An address that can be called. `plain`: the deployment knows networks in which http:// is allowed.

    Errors: `webhook_url_invalid`, `webhook_url_plain`. Where the name leads is looked at each time it is called.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port or 0
    except ValueError:
        parts, port = urlsplit(""), 0
    good = (
        0 < len(text) <= LONGEST_URL
        and text.isascii()
        and text.isprintable()
        and " " not in text
        and parts.scheme in ("https", "http")
        and parts.hostname
        and parts.username is None
        and not parts.fragment
        and (port == 0 or port in (80, 443) or port >= 1024)
    )
    if not good:
        raise Invalid(
            "{url} is no address that can be called. Write it like https://erp.example.com/mutabakat, without a user name; the "
            "port is 443, 80 or above 1023.",
            code="webhook_url_invalid",
            url=text[:80],
        )
    if parts.scheme == "http" and not plain:
        raise Invalid(
            "The address begins with http://, so that everybody on the way could read along. Use https://.",
            code="webhook_url_plain",
        )
    return text


def checked_events(events: Collection[str]) -> tuple[str, ...]:
    """Known types, each once, in their usual order. Errors: `webhook_events_unknown`, `webhook_events_none`."""
    wanted = set(events)
    known = {event.value for event in WebhookEvent}
    if not wanted:
        raise Invalid("Choose at least one event.", code="webhook_events_none")
    if unknown := wanted - known:
        raise Invalid("There is no event {event}.", code="webhook_events_unknown", event=min(unknown)[:60])
    return tuple(event.value for event in WebhookEvent if event.value in wanted)


def checked_description(text: str) -> str:
    """Errors: `webhook_description_invalid`."""
    found = text.strip()
    if len(found) > 200 or forbidden_character(found) is not None:
        raise Invalid(
            "The description has more than 200 characters, or some that cannot be shown.",
            code="webhook_description_invalid",
        )
    return found
