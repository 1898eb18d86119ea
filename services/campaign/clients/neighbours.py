"""The other services, seen from one user's request."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from services.campaign.clients.aggregator import AggregatorClient
from services.campaign.clients.connection import Connection
from services.campaign.clients.mailer import MailerClient
from services.campaign.clients.responses import ResponsesClient


@dataclass(frozen=True, slots=True)
class Neighbours:
    """At `app.state.neighbours`; each client speaks with the token it is given."""

    http: httpx.AsyncClient

    def aggregator(self, token: str) -> AggregatorClient:
        return AggregatorClient(Connection(self.http, "aggregator", token))

    def mailer(self, token: str) -> MailerClient:
        return MailerClient(Connection(self.http, "mailer", token))

    def responses(self, token: str) -> ResponsesClient:
        return ResponsesClient(Connection(self.http, "responses", token))
