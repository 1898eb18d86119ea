"""Telling programs: who is told what, with which secret, and sending again what did not get through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from services.campaign.announcing import delivery_row, message_row
from services.campaign.domain import webhooks as rules
from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.webhooks import Endpoint, Off
from services.campaign.repository import webhooks
from services.campaign.use_cases.audit_log import note
from shared.database import Reading, Transaction
from shared.errors import Conflict, TooMany
from shared.sealing import Sealer

TESTS_A_MINUTE = 10


@dataclass(frozen=True, slots=True)
class CreateWebhook:
    """`plain`: http:// is allowed, because the deployment knows networks of its own."""

    company_id: UUID
    url: str
    events: Sequence[str]
    description: str
    user_name: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class ChangeWebhook:
    """`on`: whether it is told anything."""

    company_id: UUID
    endpoint_id: UUID
    url: str
    events: Sequence[str]
    description: str
    on: bool
    user_name: str
    plain: bool = False


@dataclass(frozen=True, slots=True)
class WithSecret:
    """The only moment in which a secret is seen."""

    endpoint: Endpoint
    secret: str


async def create_webhook(tx: Transaction, command: CreateWebhook, sealer: Sealer) -> WithSecret:
    """Errors: `webhook_url_*`, `webhook_events_*`, `webhook_description_invalid`, `too_many_webhooks`."""
    url = rules.checked_url(command.url, plain=command.plain)
    events = rules.checked_events(command.events)
    description = rules.checked_description(command.description)
    if await webhooks.count_endpoints(tx, command.company_id) >= rules.MOST_ENDPOINTS:
        raise Conflict(
            "There are {most} webhooks already, which is as many as a company may have. Delete one first.",
            code="too_many_webhooks",
            most=rules.MOST_ENDPOINTS,
        )
    endpoint_id, secret = uuid4(), rules.new_secret()
    await webhooks.insert_endpoint(
        tx,
        {
            "endpoint_id": endpoint_id,
            "company_id": command.company_id,
            "url": url,
            "description": description,
            "events": list(events),
            "secret": sealer.seal(secret, place(endpoint_id)),
            "created_at": tx.clock.now(),
            "created_by": command.user_name[:200],
        },
    )
    await _note(tx, command.company_id, command.user_name, Deed.WEBHOOK_ADDED, url)
    return WithSecret(await webhooks.get_endpoint(tx, command.company_id, endpoint_id), secret)


async def change_webhook(tx: Transaction, command: ChangeWebhook) -> Endpoint:
    """What waited while it was off is sent from now on. Errors: `webhook_not_found` and those of `create_webhook`."""
    url = rules.checked_url(command.url, plain=command.plain)
    events = rules.checked_events(command.events)
    description = rules.checked_description(command.description)
    before = await webhooks.get_endpoint(tx, command.company_id, command.endpoint_id, locked=True)
    values: dict[str, object] = {"url": url, "events": list(events), "description": description}
    if command.on and before.off:
        values |= {"off": "", "off_at": None, "failing_since": None}
    elif not command.on and not before.off:
        values |= {"off": Off.BY_HAND.value, "off_at": tx.clock.now()}
    await webhooks.update_endpoint(tx, command.company_id, command.endpoint_id, **values)
    if (url, tuple(events), description) != (before.url, before.events, before.description):
        await _note(tx, command.company_id, command.user_name, Deed.WEBHOOK_CHANGED, url)
    if command.on == bool(before.off):
        deed = Deed.WEBHOOK_SWITCHED_ON if command.on else Deed.WEBHOOK_SWITCHED_OFF
        await _note(tx, command.company_id, command.user_name, deed, url)
    return await webhooks.get_endpoint(tx, command.company_id, command.endpoint_id)


async def renew_secret(
    tx: Transaction, company_id: UUID, endpoint_id: UUID, sealer: Sealer, user_name: str
) -> WithSecret:
    """A new secret signs from now on; the one before it signs along for a day. Errors: `webhook_not_found`."""
    await webhooks.get_endpoint(tx, company_id, endpoint_id, locked=True)
    current, _, _ = await webhooks.sealed_secrets(tx, endpoint_id)
    secret = rules.new_secret()
    await webhooks.update_endpoint(
        tx,
        company_id,
        endpoint_id,
        secret=sealer.seal(secret, place(endpoint_id)),
        old_secret=current,
        old_secret_until=tx.clock.now() + rules.BOTH_VALID,
    )
    endpoint = await webhooks.get_endpoint(tx, company_id, endpoint_id)
    await _note(tx, company_id, user_name, Deed.WEBHOOK_SECRET_RENEWED, endpoint.url)
    return WithSecret(endpoint, secret)


async def delete_webhook(tx: Transaction, company_id: UUID, endpoint_id: UUID, user_name: str) -> None:
    """With what was to be sent to it. Errors: `webhook_not_found`."""
    endpoint = await webhooks.get_endpoint(tx, company_id, endpoint_id)
    await webhooks.delete_endpoint(tx, company_id, endpoint_id)
    await _note(tx, company_id, user_name, Deed.WEBHOOK_REMOVED, endpoint.url)


async def _note(tx: Transaction, company_id: UUID, user_name: str, deed: Deed, url: str) -> None:
    """By its host: behind it an address may hold what lets a program in."""
    await note(tx, Actor(company_id, None, user_name), deed, urlsplit(url).hostname or "")


async def order_test(tx: Transaction, company_id: UUID, endpoint_id: UUID) -> int:
    """A message that says nothing but that it is a test; the id of its delivery. Errors: `webhook_not_found`,
    `too_many_webhook_tests`."""
    endpoint = await webhooks.get_endpoint(tx, company_id, endpoint_id)
    now = tx.clock.now()
    if await webhooks.count_tests(tx, company_id, rules.TEST, now - timedelta(minutes=1)) >= TESTS_A_MINUTE:
        raise TooMany("Too many tests in a minute. Wait a little.", code="too_many_webhook_tests", retry_after=60)
    message_id = uuid4()
    data = {"endpoint_id": str(endpoint.endpoint_id), "text": "This is a test. Nothing has happened."}
    await webhooks.keep_messages(tx, [message_row(message_id, company_id, rules.TEST, now, data)])
    await webhooks.keep_deliveries(tx, [delivery_row(company_id, endpoint_id, message_id, now)])
    return await webhooks.delivery_id_of(tx, endpoint_id, message_id)


async def send_one_again(tx: Transaction, company_id: UUID, endpoint_id: UUID, delivery_id: int) -> None:
    """Under the same `webhook-id`. Errors: `webhook_not_found`, `delivery_not_found`, `webhook_is_off`, `being_sent`."""
    _check_on(await webhooks.get_endpoint(tx, company_id, endpoint_id))
    await webhooks.get_delivery(tx, endpoint_id, delivery_id)
    if not await webhooks.send_one_again(tx, endpoint_id, delivery_id):
        raise Conflict("It is being sent at this moment.", code="being_sent")


async def send_since(tx: Transaction, company_id: UUID, endpoint_id: UUID, since: datetime) -> int:
    """Send again what failed, and for the first time what happened while it was off, from `since` on; how many messages. Errors:
    `webhook_not_found`, `webhook_is_off`."""
    endpoint = await webhooks.get_endpoint(tx, company_id, endpoint_id)
    _check_on(endpoint)
    again = await webhooks.send_failed_again(tx, endpoint_id, since)
    missed = await webhooks.missed(tx, company_id, endpoint_id, endpoint.events, since)
    now = tx.clock.now()
    rows = [delivery_row(company_id, endpoint_id, message_id, now) for message_id in missed]
    await webhooks.keep_deliveries(tx, rows)
    return again + len(rows)


async def secrets_of(reading: Reading, endpoint_id: UUID, sealer: Sealer) -> list[str]:
    """Those that sign at this moment, the newest first. Raises `SecretUnreadable`."""
    current, old, until = await webhooks.sealed_secrets(reading, endpoint_id)
    good = [current] if current else []
    if old and until is not None and reading.clock.now() < until:
        good.append(old)
    return [sealer.open(one, place(endpoint_id)) for one in good]


def place(endpoint_id: UUID) -> str:
    """What a sealed secret is bound to."""
    return f"webhook|{endpoint_id}"


def _check_on(endpoint: Endpoint) -> None:
    if endpoint.off:
        raise Conflict("The webhook is switched off. Switch it on first.", code="webhook_is_off")
