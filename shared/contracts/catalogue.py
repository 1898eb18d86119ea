"""Every event by its type: what a consumer decodes with and what the published schemas are made from."""

from __future__ import annotations

from types import MappingProxyType

from shared.contracts import aggregator, campaign, mailer, responses
from shared.contracts.event import EventData

EVENTS: tuple[type[EventData], ...] = (
    aggregator.ImportCompleted,
    aggregator.StatementPrepared,
    aggregator.StatementRefused,
    aggregator.StatementOutdated,
    campaign.CompanyRegistered,
    campaign.CompanyChanged,
    campaign.InformationTextPublished,
    campaign.CampaignCreated,
    campaign.ReconciliationRequested,
    campaign.InvitationRequested,
    campaign.ReconciliationClosed,
    campaign.CampaignCancelled,
    campaign.CampaignCompleted,
    mailer.MailSent,
    mailer.MailFailed,
    mailer.MailUncertain,
    mailer.MailBounced,
    responses.InvitationIssued,
    responses.PageOpened,
    responses.ResponseReceived,
    responses.NoticeReceived,
)

CATALOGUE = MappingProxyType({event.TYPE: event for event in EVENTS})
if len(CATALOGUE) != len(EVENTS):
    raise RuntimeError("two events share one type")
