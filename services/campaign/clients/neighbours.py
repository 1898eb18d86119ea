"""The other services, seen from one user's request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from services.campaign.clients.accounts import AccountsClient
from services.campaign.clients.aggregator import AggregatorClient
from services.campaign.clients.analysis import AnalysisClient
from services.campaign.clients.campaign_mail import CampaignMailClient
from services.campaign.clients.connection import Connection
from services.campaign.clients.imports import ImportsClient
from services.campaign.clients.ledgers import LedgersClient
from services.campaign.clients.mailer import MailerClient
from services.campaign.clients.responses import ResponsesClient
from services.campaign.clients.system import SystemClient


@dataclass(frozen=True, slots=True)
class Neighbours:
    """At `app.state.neighbours`; each client speaks with the token it is given."""

    http: httpx.AsyncClient
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Where a service is reached when not at the internal address that all share."""

    def aggregator(self, token: str, language: str = "") -> AggregatorClient:
        return AggregatorClient(self.connection("aggregator", token, language))

    def accounts(self, token: str, language: str = "") -> AccountsClient:
        return AccountsClient(self.connection("aggregator", token, language))

    def analysis(self, token: str, language: str = "") -> AnalysisClient:
        return AnalysisClient(self.connection("aggregator", token, language))

    def imports(self, token: str, language: str = "") -> ImportsClient:
        return ImportsClient(self.connection("aggregator", token, language))

    def mailer(self, token: str, language: str = "") -> MailerClient:
        return MailerClient(self.connection("mailer", token, language))

    def campaign_mail(self, token: str, language: str = "") -> CampaignMailClient:
        return CampaignMailClient(self.connection("mailer", token, language))

    def ledgers(self, token: str, language: str = "") -> LedgersClient:
        return LedgersClient(self.connection("responses", token, language))

    def responses(self, token: str, language: str = "") -> ResponsesClient:
        return ResponsesClient(self.connection("responses", token, language))

    def system(self, service: str, token: str, language: str = "") -> SystemClient:
        """Of any service, this one included."""
        return SystemClient(self.connection(service, token, language))

    def connection(self, service: str, token: str, language: str) -> Connection:
        return Connection(self.http, service, token, self.addresses.get(service, ""), language)
