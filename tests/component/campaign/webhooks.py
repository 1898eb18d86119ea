"""A company that is told by webhook, and the receiver it names."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from uuid import UUID

from standardwebhooks import Webhook

from services.campaign.domain.webhooks import Delivery, WebhookEvent
from services.campaign.repository import webhook_queue, webhooks
from services.campaign.use_cases.webhooks import CreateWebhook, WithSecret, create_webhook
from services.campaign.webhook_delivery import Webhooks
from services.campaign.webhook_sender import Sender, look_up
from tests.component.campaign.world import World
from tests.servers.certificates import Authority
from tests.servers.webhook_receiver import Received, WebhookReceiver

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
EVERYTHING = tuple(event.value for event in WebhookEvent)


@dataclass
class Told:
    """The installation, how it sends, and who listens."""

    world: World
    receiver: WebhookReceiver
    webhooks: Webhooks

    @classmethod
    def of(cls, world: World, authority: Authority, receiver: WebhookReceiver, **sender: Any) -> Told:
        values = {"networks": LOOPBACK, "seconds": 5.0, "look_up": look_up, **sender}
        built: Webhooks = world.service.internal_app.state.webhooks
        sending = Webhooks(world.service.database, Sender(authority.client_context(), **values), built.sealer)
        world.service.internal_app.state.webhooks = sending
        return cls(world, receiver, sending)

    async def listen(self, events: Sequence[str] = EVERYTHING, url: str = "") -> WithSecret:
        command = CreateWebhook(self.world.company_id, url or self.receiver.url, events, "ERP", "Muhasebe", plain=True)
        async with self.world.service.database.transaction() as tx:
            return await create_webhook(tx, command, self.webhooks.sealer)

    async def send_due(self) -> int:
        """One round, finished; how many receivers had something due."""
        async with self.world.service.database.reading() as reading:
            due = await webhook_queue.due_endpoints(reading, reading.clock.now())
        for one in due:
            await self.webhooks.serve(one, asyncio.Event())
        return len(due)

    async def deliveries(self, endpoint_id: UUID) -> list[Delivery]:
        """The oldest first."""
        async with self.world.service.database.reading() as reading:
            found, _ = await webhooks.list_deliveries(reading, endpoint_id, (), limit=1000)
        return list(reversed(found))

    async def only(self, endpoint_id: UUID) -> Delivery:
        (one,) = await self.deliveries(endpoint_id)
        return one


def verified(received: Received, secret: str) -> Any:
    """The body, after the stock library has checked its signature."""
    told = Webhook(secret).verify(received.body, received.headers)
    assert told == json.loads(received.body)
    return told
