"""What the mailer listens to."""

from __future__ import annotations

from services.mailer.use_cases.answers import note_answers, note_told
from services.mailer.use_cases.arrivals import (
    cancel_campaigns,
    close_reconciliations,
    know_companies,
    queue_invitations,
)
from services.mailer.use_cases.extensions import extend_campaigns
from services.mailer.use_cases.written import queue_invitations_of_colleagues, queue_written
from shared.contracts.campaign import (
    AnswerTold,
    CampaignCancelled,
    CampaignExtended,
    ColleagueInvited,
    CompanyChanged,
    CompanyRegistered,
    MailWritten,
    ReconciliationClosed,
)
from shared.contracts.responses import InvitationIssued, ResponseReceived
from shared.messaging.subscriptions import Subscriptions, on

SUBSCRIPTIONS = Subscriptions(
    on(CompanyRegistered, know_companies),
    on(CompanyChanged, know_companies),
    on(InvitationIssued, queue_invitations),
    on(ResponseReceived, note_answers),
    on(AnswerTold, note_told),
    on(ColleagueInvited, queue_invitations_of_colleagues),
    on(MailWritten, queue_written),
    on(ReconciliationClosed, close_reconciliations),
    on(CampaignExtended, extend_campaigns),
    on(CampaignCancelled, cancel_campaigns),
)
