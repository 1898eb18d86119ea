"""What the responses service listens to."""

from __future__ import annotations

from services.responses.use_cases.answer_copies import end_copy_orders, take_copy_orders
from services.responses.use_cases.closings import cancel_campaigns, close_reconciliations
from services.responses.use_cases.companies import change_companies, register_companies
from services.responses.use_cases.conversation import take_messages
from services.responses.use_cases.extensions import extend_campaigns
from services.responses.use_cases.information import keep_information_texts
from services.responses.use_cases.invitations import send_again
from services.responses.use_cases.statements import take_statements
from shared.contracts.aggregator import StatementPrepared
from shared.contracts.campaign import (
    AnswerCopiesEnded,
    AnswerCopiesOrdered,
    CampaignCancelled,
    CampaignExtended,
    CompanyChanged,
    CompanyRegistered,
    InformationTextPublished,
    InvitationRequested,
    MessageWritten,
    ReconciliationClosed,
)
from shared.messaging.subscriptions import Subscriptions, on

SUBSCRIPTIONS = Subscriptions(
    on(CompanyRegistered, register_companies),
    on(CompanyChanged, change_companies),
    on(InformationTextPublished, keep_information_texts),
    on(StatementPrepared, take_statements),
    on(InvitationRequested, send_again),
    on(MessageWritten, take_messages),
    on(ReconciliationClosed, close_reconciliations),
    on(CampaignExtended, extend_campaigns),
    on(CampaignCancelled, cancel_campaigns),
    on(AnswerCopiesOrdered, take_copy_orders),
    on(AnswerCopiesEnded, end_copy_orders),
)
