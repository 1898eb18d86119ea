"""What the aggregator listens to."""

from __future__ import annotations

from services.aggregator.use_cases.companies import change_companies, register_companies
from services.aggregator.use_cases.statements import prepare_statements, remember_campaigns
from shared.contracts.campaign import CampaignCreated, CompanyChanged, CompanyRegistered, ReconciliationRequested
from shared.messaging.subscriptions import Subscriptions, on

SUBSCRIPTIONS = Subscriptions(
    on(CompanyRegistered, register_companies),
    on(CompanyChanged, change_companies),
    on(CampaignCreated, remember_campaigns),
    # Statements carry documents: a smaller batch keeps one transaction's memory in bounds.
    on(ReconciliationRequested, prepare_statements, batch=250),
)
