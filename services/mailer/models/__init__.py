"""Tables of the mailer. Every row knows its company; the zero company is the platform's lane."""

from services.mailer.models.base import idempotency_keys, inbox, metadata, outbox
from services.mailer.models.companies import (
    answered_reconciliations,
    cancelled_campaigns,
    closed_reconciliations,
    companies,
    extended_campaigns,
)
from services.mailer.models.installation import installation
from services.mailer.models.lanes import lanes
from services.mailer.models.letters import letter_settings, letter_texts
from services.mailer.models.messages import attempts, messages
from services.mailer.models.pacing import (
    company_days,
    decisions,
    gates,
    lane_days,
    lane_holders,
    lane_permits,
    mail_policies,
)
from services.mailer.models.returns import replies, returned_mails, suppressions
from services.mailer.models.smtp import device_sign_ins, smtp_configurations, smtp_tests

__all__ = [
    "answered_reconciliations",
    "attempts",
    "cancelled_campaigns",
    "closed_reconciliations",
    "companies",
    "company_days",
    "decisions",
    "device_sign_ins",
    "extended_campaigns",
    "gates",
    "idempotency_keys",
    "inbox",
    "installation",
    "lane_days",
    "lane_holders",
    "lane_permits",
    "lanes",
    "letter_settings",
    "letter_texts",
    "mail_policies",
    "messages",
    "metadata",
    "outbox",
    "replies",
    "returned_mails",
    "smtp_configurations",
    "smtp_tests",
    "suppressions",
]
