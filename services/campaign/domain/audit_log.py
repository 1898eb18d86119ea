"""What is written down of what people do: a closed list, so that the screen can name and filter it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.auth import Principal


class Deed(StrEnum):
    """What somebody did."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    TOKEN_TAKEN = "token_taken"  # noqa: S105  # a deed, not a token
    COMPANY_CHOSEN = "company_chosen"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # a deed
    COMPANY_REGISTERED = "company_registered"
    COMPANY_CHANGED = "company_changed"
    USER_ADDED = "user_added"
    USER_INVITED = "user_invited"
    INVITATION_REVOKED = "invitation_revoked"
    INVITATION_ACCEPTED = "invitation_accepted"
    ROLE_CHANGED = "role_changed"
    USER_SWITCHED_OFF = "user_switched_off"
    USER_SWITCHED_ON = "user_switched_on"
    USER_SIGNED_OUT = "user_signed_out"
    SECOND_FACTOR_SET_UP = "second_factor_set_up"
    SECOND_FACTOR_TURNED_OFF = "second_factor_turned_off"
    SECOND_FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    API_KEY_MADE = "api_key_made"
    API_KEY_REVOKED = "api_key_revoked"
    WEBHOOK_ADDED = "webhook_added"
    WEBHOOK_CHANGED = "webhook_changed"
    WEBHOOK_SWITCHED_OFF = "webhook_switched_off"
    WEBHOOK_SWITCHED_ON = "webhook_switched_on"
    WEBHOOK_SECRET_RENEWED = "webhook_secret_renewed"  # noqa: S105  # a deed
    WEBHOOK_REMOVED = "webhook_removed"
    TOLERANCES_CHANGED = "tolerances_changed"
    INFORMATION_PUBLISHED = "information_published"
    MAIL_SERVER_CHANGED = "mail_server_changed"
    MAIL_SERVER_CANCELLED = "mail_server_cancelled"
    LEDGER_IMPORTED = "ledger_imported"
    IMPORT_CANCELLED = "import_cancelled"
    ACCOUNT_CHANGED = "account_changed"
    RUN_MADE = "run_made"
    CAMPAIGN_SENT = "campaign_sent"
    CAMPAIGN_DRAFTED = "campaign_drafted"
    CAMPAIGN_EDITED = "campaign_edited"
    CAMPAIGN_SUBMITTED = "campaign_submitted"
    CAMPAIGN_APPROVED = "campaign_approved"
    CAMPAIGN_REJECTED = "campaign_rejected"
    APPROVAL_RULE_CHANGED = "approval_rule_changed"
    SENDING_PAUSED = "sending_paused"
    SENDING_RESUMED = "sending_resumed"
    ANSWER_NOTED = "answer_noted"
    REQUEST_CLOSED = "request_closed"
    ACCOUNT_GIVEN = "account_given"
    CAMPAIGN_EXTENDED = "campaign_extended"
    CAMPAIGN_CANCELLED = "campaign_cancelled"
    REMINDERS_CHANGED = "reminders_changed"
    REMINDED = "reminded"
    MAILED_AGAIN = "mailed_again"
    MAIL_WRITTEN = "mail_written"
    MESSAGE_WRITTEN = "message_written"
    DISAGREEMENT_RESOLVED = "disagreement_resolved"
    LINK_REPLACED = "link_replaced"
    DATA_EXPORTED = "data_exported"
    EVIDENCE_TAKEN = "evidence_taken"
    LOG_EXPORTED = "log_exported"
    PACKAGE_ORDERED = "package_ordered"
    SAMPLE_DRAWN = "sample_drawn"
    COPIES_ORDERED = "copies_ordered"
    COPIES_ENDED = "copies_ended"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, in which company. Programs have no user id."""

    company_id: UUID
    user_id: UUID | None
    name: str

    @classmethod
    def of(cls, principal: Principal) -> Actor:
        return cls(principal.company_id, None if principal.program else principal.user_id, principal.name)
