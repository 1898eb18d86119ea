"""Tables of the campaign service: companies and their people, campaigns, what is known of each reconciliation.

Facts are kept beside the state that is derived from them, so that an event which comes late, twice or out of order changes
nothing that a better fact has settled (`domain/progress.py`).
"""

from services.campaign.models.api_keys import api_keys
from services.campaign.models.approvals import approval_rules, campaign_history
from services.campaign.models.audit_log import audit_log
from services.campaign.models.base import idempotency_keys, inbox, metadata, outbox
from services.campaign.models.campaigns import campaigns, reconciliations, unreminded
from services.campaign.models.colleagues import assignments, notes
from services.campaign.models.companies import companies, counters, information_texts, ledger_imports, tolerances
from services.campaign.models.conversation import received_messages
from services.campaign.models.histories import mail_facts, status_history
from services.campaign.models.identities import identities
from services.campaign.models.lists import counterparty_texts, saved_views, tallies
from services.campaign.models.made_files import made_file_parts, made_files
from services.campaign.models.people import invitations, memberships, sessions, setup_codes, sign_in_attempts, users
from services.campaign.models.samples import answer_copies, samples
from services.campaign.models.second_factors import account_notices, recovery_codes, second_factors
from services.campaign.models.webhooks import webhook_deliveries, webhook_endpoints, webhook_messages

__all__ = [
    "account_notices",
    "answer_copies",
    "api_keys",
    "approval_rules",
    "assignments",
    "audit_log",
    "campaign_history",
    "campaigns",
    "companies",
    "counterparty_texts",
    "counters",
    "idempotency_keys",
    "identities",
    "inbox",
    "information_texts",
    "invitations",
    "ledger_imports",
    "made_file_parts",
    "made_files",
    "mail_facts",
    "memberships",
    "metadata",
    "notes",
    "outbox",
    "received_messages",
    "reconciliations",
    "recovery_codes",
    "samples",
    "saved_views",
    "second_factors",
    "sessions",
    "setup_codes",
    "sign_in_attempts",
    "status_history",
    "tallies",
    "tolerances",
    "unreminded",
    "users",
    "webhook_deliveries",
    "webhook_endpoints",
    "webhook_messages",
]
