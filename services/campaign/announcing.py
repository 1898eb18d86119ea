"""What happens is written down for the programs that asked to be told, in the very transaction in which it happens.

A company without webhooks pays one small query a transaction. What is sent, and when, is `webhook_delivery`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.webhooks import DeliveryState, WebhookEvent, body_of
from services.campaign.repository import campaigns, webhooks
from shared.database import Transaction


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened in a company."""

    company_id: UUID
    event: WebhookEvent
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A reconciliation has come this far, which is told as these events."""

    company_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    state: ReconciliationState
    undelivered: int
    events: Sequence[WebhookEvent]


async def announce(tx: Transaction, told: Sequence[Told]) -> None:
    """Keep a message for whatever somebody listens to, and a delivery for each who is on."""
    listeners = await webhooks.listeners(tx, {one.company_id for one in told}) if told else {}
    if not listeners:
        return
    now = tx.clock.now()
    messages: list[dict[str, Any]] = []
    deliveries: list[dict[str, Any]] = []
    for one in told:
        listening = [endpoint for endpoint in listeners.get(one.company_id, ()) if one.event in endpoint.events]
        if not listening:
            continue
        message_id = uuid4()
        messages.append(message_row(message_id, one.company_id, one.event, now, one.data))
        deliveries += [
            delivery_row(one.company_id, endpoint.endpoint_id, message_id, now)
            for endpoint in listening
            if not endpoint.off
        ]
    await webhooks.keep_messages(tx, messages)
    await webhooks.keep_deliveries(tx, deliveries)


async def announce_steps(tx: Transaction, steps: Sequence[Step]) -> None:
    """Tell of reconciliations, once what is known of them is written."""
    listeners = await webhooks.listeners(tx, {step.company_id for step in steps}) if steps else {}
    wanted = [
        step
        for step in steps
        if any(event in endpoint.events for endpoint in listeners.get(step.company_id, ()) for event in step.events)
    ]
    if not wanted:
        return
    known = await webhooks.told_of(tx, {step.reconciliation_id for step in wanted})
    await announce(
        tx,
        [
            Told(step.company_id, event, _reconciliation(step, known[step.reconciliation_id]))
            for step in wanted
            for event in step.events
        ],
    )


async def announce_campaigns(tx: Transaction, event: WebhookEvent, owners: Mapping[UUID, UUID]) -> None:
    """Tell of campaigns, given with their companies, once they are written."""
    listeners = await webhooks.listeners(tx, set(owners.values())) if owners else {}
    wanted = [
        campaign_id
        for campaign_id, company_id in owners.items()
        if any(event in endpoint.events for endpoint in listeners.get(company_id, ()))
    ]
    if not wanted:
        return
    known = await campaigns.told_of(tx, {campaign_id: owners[campaign_id] for campaign_id in wanted})
    await announce(tx, [Told(owners[campaign_id], event, known[campaign_id]) for campaign_id in wanted])


def message_row(message_id: UUID, company_id: UUID, kind: str, at: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "company_id": company_id,
        "type": str(kind),
        "occurred_at": at,
        "body": body_of(str(kind), at, data),
    }


def delivery_row(company_id: UUID, endpoint_id: UUID, message_id: UUID, at: datetime) -> dict[str, Any]:
    return {
        "company_id": company_id,
        "endpoint_id": endpoint_id,
        "message_id": message_id,
        "state": DeliveryState.WAITING.value,
        "created_at": at,
        "available_at": at,
    }


def _reconciliation(step: Step, known: Mapping[str, Any]) -> dict[str, Any]:
    """No name, address or word of a counterparty: what a program wants to know beyond this it reads with its own key."""
    answered_at = known["answered_at"]
    return {
        "reconciliation_id": str(step.reconciliation_id),
        "campaign_id": str(step.campaign_id),
        "campaign_number": known["campaign_number"],
        "reference": known["reference"],
        "period": known["period"],
        "figure_key": known["figure_key"],
        "account_codes": list(known["account_codes"]),
        "state": step.state.value,
        "answer": known["answer"] or None,
        "answer_version": known["answer_version"],
        "answered_at": answered_at.isoformat().replace("+00:00", "Z") if answered_at else None,
        "late": bool(known["answer_late"]),
        "notice": known["notice"] or None,
        "closed_reason": known["closed_reason"] or None,
        "undelivered": step.undelivered,
    }
