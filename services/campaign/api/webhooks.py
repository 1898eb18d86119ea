"""Webhooks: programs are told what happens, instead of asking again and again."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request

from services.campaign.api.problems import problems
from services.campaign.domain.webhooks import MEANINGS, DeliveryState
from services.campaign.repository import webhooks as rows
from services.campaign.schemas.webhooks import (
    Delivery,
    DeliveryWithBody,
    EventType,
    EventTypes,
    Replayed,
    ReplayInput,
    TestResult,
    Webhook,
    WebhookChange,
    WebhookInput,
    WebhookList,
    WebhookWithSecret,
    webhook_values,
)
from services.campaign.use_cases import webhooks as use_cases
from services.campaign.webhook_delivery import Webhooks
from shared.http.dependencies import Administrator, InReading, InTransaction, Reader, database_of
from shared.paging import Cursor, Limit, Page

router = APIRouter(tags=["webhooks"])


def webhooks_of(request: Request) -> Webhooks:
    webhooks: Webhooks = request.app.state.webhooks
    return webhooks


Sending = Annotated[Webhooks, Depends(webhooks_of)]
DeliveryId = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get(
    "/webhook-events", response_model=EventTypes, summary="What can be listened to", responses=problems(401, 403)
)
async def event_types(who: Reader) -> EventTypes:  # noqa: ARG001  # for its check
    return EventTypes(items=[EventType(type=event, description=text) for event, text in MEANINGS.items()])


@router.get("/webhooks", response_model=WebhookList, summary="The company's webhooks", responses=problems(401, 403))
async def listed(who: Administrator, reading: InReading) -> WebhookList:
    return WebhookList(items=[Webhook.of(one) for one in await rows.list_endpoints(reading, who.company_id)])


@router.post(
    "/webhooks",
    response_model=WebhookWithSecret,
    status_code=201,
    summary="Add a webhook",
    responses=problems(401, 403, 409, 422),
)
async def create(body: WebhookInput, who: Administrator, tx: InTransaction, sending: Sending) -> WebhookWithSecret:
    """The answer holds the secret, which is not shown again. That is why no `Idempotency-Key` is taken here: answers to those are
    kept."""
    command = use_cases.CreateWebhook(
        who.company_id, body.url, body.events, body.description, who.name, sending.plain_allowed
    )
    return _with_secret(await use_cases.create_webhook(tx, command, sending.sealer))


@router.get("/webhooks/{webhook_id}", response_model=Webhook, summary="One webhook", responses=problems(401, 403, 404))
async def one(webhook_id: UUID, who: Administrator, reading: InReading) -> Webhook:
    return Webhook.of(await rows.get_endpoint(reading, who.company_id, webhook_id))


@router.put(
    "/webhooks/{webhook_id}",
    response_model=Webhook,
    summary="Change a webhook, or switch it off or on",
    responses=problems(401, 403, 404, 422),
)
async def change(
    webhook_id: UUID, body: WebhookChange, who: Administrator, tx: InTransaction, sending: Sending
) -> Webhook:
    command = use_cases.ChangeWebhook(
        who.company_id, webhook_id, body.url, body.events, body.description, body.on, who.name, sending.plain_allowed
    )
    return Webhook.of(await use_cases.change_webhook(tx, command))


@router.delete("/webhooks/{webhook_id}", status_code=204, summary="Delete a webhook", responses=problems(401, 403, 404))
async def delete(webhook_id: UUID, who: Administrator, tx: InTransaction) -> None:
    """What was still to be sent to it is not sent."""
    await use_cases.delete_webhook(tx, who.company_id, webhook_id, who.name)


@router.post(
    "/webhooks/{webhook_id}/secret",
    response_model=WebhookWithSecret,
    summary="Make a new secret",
    responses=problems(401, 403, 404),
)
async def renew_secret(webhook_id: UUID, who: Administrator, tx: InTransaction, sending: Sending) -> WebhookWithSecret:
    """For 24 hours every message is signed with both, so that the receiver can change over without a gap."""
    return _with_secret(await use_cases.renew_secret(tx, who.company_id, webhook_id, sending.sealer, who.name))


@router.post(
    "/webhooks/{webhook_id}/test",
    response_model=TestResult,
    summary="Send a test message",
    responses=problems(401, 403, 404, 429),
)
async def test(webhook_id: UUID, who: Administrator, request: Request, sending: Sending) -> TestResult:
    """Waits for the receiver's answer, 15 seconds at most; also while the webhook is off."""
    async with database_of(request, who).reading() as reading:
        endpoint = await rows.get_endpoint(reading, who.company_id, webhook_id)
    # No transaction is open while the receiver thinks.
    result = await sending.test(who.company_id, webhook_id, endpoint.url)
    return TestResult(
        outcome=result.outcome, status=result.status or None, answer=result.answer, milliseconds=result.milliseconds
    )


@router.get(
    "/webhooks/{webhook_id}/deliveries",
    response_model=Page[Delivery],
    summary="What was sent to it, the newest first",
    responses=problems(401, 403, 404, 422),
)
async def deliveries(
    webhook_id: UUID,
    who: Administrator,
    reading: InReading,
    cursor: Cursor = None,
    limit: Limit = 50,
    state: Annotated[list[DeliveryState] | None, Query(description="Only these states.")] = None,
) -> Page[Delivery]:
    await rows.get_endpoint(reading, who.company_id, webhook_id)
    found, following = await rows.list_deliveries(reading, webhook_id, state or (), limit=limit, cursor=cursor)
    return Page[Delivery](items=[Delivery.of(one) for one in found], next=following)


@router.get(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}",
    response_model=DeliveryWithBody,
    summary="One delivery with its body",
    responses=problems(401, 403, 404),
)
async def delivery(
    webhook_id: UUID, delivery_id: DeliveryId, who: Administrator, reading: InReading
) -> DeliveryWithBody:
    await rows.get_endpoint(reading, who.company_id, webhook_id)
    found = await rows.get_delivery(reading, webhook_id, delivery_id)
    return DeliveryWithBody.model_validate({**Delivery.of(found).model_dump(), "body": found.body})


@router.post(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    status_code=202,
    response_model=Replayed,
    summary="Send one message again",
    responses=problems(401, 403, 404, 409),
)
async def replay_one(webhook_id: UUID, delivery_id: DeliveryId, who: Administrator, tx: InTransaction) -> Replayed:
    """Under the same `webhook-id`."""
    await use_cases.send_one_again(tx, who.company_id, webhook_id, delivery_id)
    return Replayed(messages=1)


@router.post(
    "/webhooks/{webhook_id}/replay",
    status_code=202,
    response_model=Replayed,
    summary="Send again what failed or was missed",
    responses=problems(401, 403, 404, 409, 422),
)
async def replay(webhook_id: UUID, body: ReplayInput, who: Administrator, tx: InTransaction) -> Replayed:
    """Failed messages, and those of its events that came while it was off or before it listened to them."""
    return Replayed(messages=await use_cases.send_since(tx, who.company_id, webhook_id, body.since))


def _with_secret(made: use_cases.WithSecret) -> WebhookWithSecret:
    return WebhookWithSecret.model_validate({**webhook_values(made.endpoint), "secret": made.secret})
