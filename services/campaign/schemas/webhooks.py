"""Webhooks as integrators see them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.campaign.domain.webhooks import Delivery as DeliveryFacts
from services.campaign.domain.webhooks import DeliveryState, Off, WebhookEvent
from services.campaign.domain.webhooks import Endpoint as EndpointFacts
from services.campaign.schemas.base import Input, Output
from services.campaign.webhook_sender import Outcome
from shared.http.values import Truth


class WebhookInput(Input):
    """Where to, and what."""

    url: str = Field(max_length=600, description="https://…; called with POST.")
    events: list[WebhookEvent] = Field(min_length=1, max_length=100, description="What it is told.")
    description: str = Field(default="", max_length=300, description="For people.")


class WebhookChange(WebhookInput):
    """All of it; what is not named takes its usual value."""

    on: Truth = Field(default=True, description="Whether it is told anything.")


class Webhook(Output):
    """A receiver. Its secret is seen once, when it is made."""

    id: UUID
    url: str
    events: list[WebhookEvent]
    description: str
    on: bool
    off_because: Off | None = Field(description="Why it is told nothing: by hand, failing for days, or gone (410).")
    off_at: datetime | None
    failing_since: datetime | None = Field(description="Nothing has got through since then.")
    delivered_at: datetime | None = Field(description="The last time that something got through.")
    old_secret_until: datetime | None = Field(description="Until then the secret before the newest one signs along.")
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, one: EndpointFacts) -> Webhook:
        return cls.model_validate(webhook_values(one))


class WebhookWithSecret(Webhook):
    """The only answer that holds the secret."""

    secret: str = Field(description="`whsec_…`: keep it; it is not shown again.")


class WebhookList(Output):
    items: list[Webhook]


class EventType(Output):
    """Something that can be listened to."""

    type: WebhookEvent
    description: str


class EventTypes(Output):
    items: list[EventType]


class Delivery(Output):
    """A message on its way to one receiver, or arrived, or given up."""

    id: int
    webhook_id: str = Field(description="As in the header: the same at every try and every replay.")
    type: str
    occurred_at: datetime
    state: DeliveryState
    attempts: int
    next_at: datetime | None = Field(description="When it is tried again.")
    tried_at: datetime | None
    outcome: Outcome | None = Field(description="What came of the last try.")
    status: int | None = Field(description="The HTTP status that the receiver answered with.")
    answer: str = Field(description="The beginning of what it said.")
    milliseconds: int
    delivered_at: datetime | None

    @classmethod
    def of(cls, one: DeliveryFacts) -> Delivery:
        names = set(cls.model_fields) - {"id", "outcome", "status"}
        return cls.model_validate(
            {
                "id": one.delivery_id,
                "outcome": one.outcome or None,
                "status": one.status or None,
                **{name: getattr(one, name) for name in names},
            }
        )


class DeliveryWithBody(Delivery):
    """With the very text that is signed and sent."""

    body: str


class TestResult(Output):
    """What came of a test message."""

    outcome: Outcome
    status: int | None
    answer: str
    milliseconds: int


class ReplayInput(Input):
    """From when on."""

    since: AwareDatetime = Field(description="Messages about what happened then or later; they are kept for 30 days.")


class Replayed(Output):
    messages: int = Field(description="How many are sent again, or for the first time because the webhook was off.")


def webhook_values(one: EndpointFacts) -> dict[str, object]:
    names = set(Webhook.model_fields) - {"id", "on", "off_because"}
    return {
        "id": one.endpoint_id,
        "on": not one.off,
        "off_because": one.off or None,
        **{name: getattr(one, name) for name in names},
    }
