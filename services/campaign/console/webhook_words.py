"""The words for webhooks: events, states, what came of a try."""

from __future__ import annotations

from types import MappingProxyType

from services.campaign.domain.webhooks import TEST, WebhookEvent
from shared.text import N_

EVENTS = MappingProxyType(
    {
        WebhookEvent.CAMPAIGN_CREATED.value: N_("A campaign was sent"),
        WebhookEvent.CAMPAIGN_COMPLETED.value: N_("A campaign is complete"),
        WebhookEvent.CAMPAIGN_CANCELLED.value: N_("A campaign was withdrawn"),
        WebhookEvent.CAMPAIGN_EXTENDED.value: N_("A campaign got more time"),
        WebhookEvent.SENT.value: N_("A mail was taken by the mail server"),
        WebhookEvent.NOT_SENT.value: N_("A counterparty could not be asked"),
        WebhookEvent.UNDELIVERED.value: N_("A mail did not arrive"),
        WebhookEvent.OPENED.value: N_("A person opened the page"),
        WebhookEvent.NOTICED.value: N_("A word short of an answer came"),
        WebhookEvent.MESSAGE_RECEIVED.value: N_("A counterparty wrote a message"),
        WebhookEvent.ANSWERED.value: N_("An answer came, or a new version of one"),
        WebhookEvent.EXPIRED.value: N_("The last day ended without an answer"),
        WebhookEvent.CLOSED.value: N_("A reconciliation was withdrawn or closed otherwise"),
    }
)
TYPES = MappingProxyType({**EVENTS, TEST: N_("Test")})
USUAL = (
    WebhookEvent.CAMPAIGN_COMPLETED.value,
    WebhookEvent.UNDELIVERED.value,
    WebhookEvent.ANSWERED.value,
    WebhookEvent.EXPIRED.value,
)
"""Ticked on an empty form."""

STATES = MappingProxyType({"waiting": N_("Waits"), "delivered": N_("Delivered"), "failed": N_("Given up")})
STATE_COLOURS = MappingProxyType({"waiting": "yellow", "delivered": "green", "failed": "red"})
OFF = MappingProxyType(
    {
        "by_hand": N_("Switched off by hand."),
        "failing": N_("Switched off by itself: nothing got through for days."),
        "gone": N_("Switched off because the receiver answered 410: it wants nothing any more."),
    }
)
OUTCOMES = MappingProxyType(
    {
        "delivered": N_("Taken"),
        "refused": N_("The receiver answered with an error"),
        "redirected": N_("The receiver sent us elsewhere; redirects are not followed"),
        "gone": N_("The receiver wants nothing any more"),
        "no_name": N_("The name is not known"),
        "blocked": N_("The address is in a network that is not allowed"),
        "unreachable": N_("Nobody answers there"),
        "tls": N_("The certificate is not valid"),
        "timeout": N_("No answer in time"),
        "hung_up": N_("The connection was closed without an answer"),
        "secret": N_("The secret cannot be opened with the key that is here; make a new one"),
    }
)
