"""mailer of Mutabakat. Written by scripts/make_client.py from docs/openapi/mailer.json: do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from mutabakat_client.transport import AsyncTransport, File, Transport, request

__all__ = ["MailerApi", "AsyncMailerApi"]


class AdviceView(TypedDict):
    """One record of the sender's domain, with advice in words."""
    good: bool | None
    message: str
    record: str
    subject: "Subject"
    verdict: "Verdict"

class AttachmentView(TypedDict):
    bytes: int
    kind: str
    name: str

class AttemptView(TypedDict):
    """One attempt: how far it came and what the server said."""
    code: int
    duration_ms: int
    enhanced_code: str
    number: int
    outcome: "Outcome"
    phase: "Phase"
    queue_id: str
    reason: str
    reason_text: str
    reply: str
    sender: str
    server: str
    started_at: str
    tls: str

Box = Literal['inbox', 'outbox']

class CampaignAttempt(TypedDict):
    """An attempt, and which message it was about."""
    address: str
    code: int
    duration_ms: int
    enhanced_code: str
    message_id: str
    number: int
    outcome: "Outcome"
    phase: "Phase"
    purpose: "Purpose"
    queue_id: str
    reason: str
    reason_text: str
    reconciliation_id: str
    reference: str
    reply: str
    send_number: int
    sender: str
    server: str
    started_at: str
    tls: str

class CampaignMail(TypedDict):
    """How the mails of a campaign are doing."""
    campaign_id: str
    counts: dict[str, int]
    decisions: list["DecisionView"]
    eta: "Eta"
    needs_decision: int
    paused: bool
    per_minute: float
    sent: int
    total: int
    waiting: int
    withdrawn_at: str | None

class DecisionView(TypedDict):
    """Who paused, resumed or withdrew, and how many messages that moved."""
    at: str
    by_id: str
    by_name: str
    decision: Literal['paused', 'resumed', 'withdrawn']
    messages: int

class DiscardInput(TypedDict):
    """Why a message is closed for good."""
    box: NotRequired["Box"]
    note: str

class Eta(TypedDict):
    """When the last waiting mail will have left."""
    at: str | None
    in_time: NotRequired[bool | None]
    message: NotRequired[str]
    reason: NotRequired[str]

Finding = Literal['ok', 'dns', 'blocked', 'unreachable', 'not_smtp', 'busy', 'tls_missing', 'tls_name', 'tls_other', 'login_refused', 'login_unsupported', 'password_login_off', 'app_password', 'smtp_login_off', 'token_login_refused', 'token_login_unsupported', 'consent_ended', 'client_refused', 'permission_missing', 'token_unreachable', 'token_blocked', 'secret_unreadable', 'sender_refused', 'recipient_refused', 'quota', 'interrupted']

Grant = Literal['refresh_token', 'client_credentials']

class Handled(TypedDict):
    messages: int

class Health(TypedDict):
    """One service."""
    database: str
    database_milliseconds: float
    inbox: "Queue"
    outbox: "Queue"
    service: str
    transport: str | None
    version: str

Kind = Literal['failed', 'delayed', 'delivered', 'auto_reply', 'reply', 'unclear']

class LaneStatus(TypedDict):
    """The lane that the company's mail takes now."""
    decisions: list["DecisionView"]
    detail: NotRequired[str]
    eta: "Eta"
    limits: "LimitsView | None"
    message: NotRequired[str]
    paused: bool
    per_minute: float
    reason: NotRequired[str]
    retry_at: NotRequired[str | None]
    sending: int
    server: Literal['own', 'platform', 'none']
    state: Literal['open', 'resting', 'paused', 'no_server', 'limited', 'closed']
    used: "Usage | None"
    waiting: int

class LaneView(TypedDict):
    """Whether mail of this company can leave at the moment."""
    detail: NotRequired[str]
    message: NotRequired[str]
    reason: NotRequired[str]
    retry_at: NotRequired[str | None]
    state: Literal['open', 'resting', 'paused', 'no_server', 'limited', 'closed']

class LetterPreview(TypedDict):
    """The letter exactly as it would be sent, but for its link, which is masked."""
    attachments: list["AttachmentView"]
    html: str
    language: str
    message_id: str
    purpose: "Purpose"
    subject: str
    text: str

class LetterPreviewInput(TypedDict):
    """Which message to look at, and how. Nothing named: the company's newest one, with what is saved."""
    draft: NotRequired["LetterTextsInput | None"]
    language: NotRequired[Literal['tr', 'en', 'de', 'ar'] | None]
    message_id: NotRequired[str | None]
    reconciliation_id: NotRequired[str | None]
    reminder: NotRequired[bool]

class LetterTexts(TypedDict):
    """Own texts of one language: plain, or with the tags a (https), b, br, i, li, p, ul; placeholders as `{{ counterparty }}`."""
    closing: NotRequired[str]
    greeting: NotRequired[str]
    introduction: NotRequired[str]
    signature: NotRequired[str]

class LetterTextsInput(TypedDict):
    """Everything but the logo; what is left out is as it comes."""
    amounts_in_mail: NotRequired[bool]
    pdf_letter: NotRequired[bool]
    texts: NotRequired[dict[str, "LetterTexts"]]

class LetterTextsState(TypedDict):
    amounts_in_mail: bool
    logo: "LogoView | None"
    longest: dict[str, int]
    pdf_letter: bool
    placeholders: list["PlaceholderView"]
    texts: dict[str, "LetterTexts"]
    updated_at: str | None
    updated_by: str

class LimitsInput(TypedDict):
    """What the company wants instead of our suggestion."""
    connections: NotRequired[int | None]
    per_connection: NotRequired[int | None]
    per_day: NotRequired[int | None]
    per_hour: NotRequired[int | None]
    per_minute: NotRequired[int | None]

class LimitsState(TypedDict):
    """The limits that hold, and where they come from."""
    chosen: "LimitsInput"
    limits: "LimitsView"
    preset: str

class LimitsView(TypedDict):
    """Null: no limit of this kind."""
    connections: int
    per_connection: int
    per_day: int | None
    per_hour: int | None
    per_minute: int | None

class LogoView(TypedDict):
    bytes: int
    height: int
    kind: Literal['png', 'jpeg']
    width: int

class MailPolicyInput(TypedDict):
    """When the company's mail may leave, and what becomes of mails whose outcome is not known."""
    closes: NotRequired[str]
    days: NotRequired[list[int]]
    hold_uncertain: NotRequired[bool]
    opens: NotRequired[str]

class MailPolicyView(TypedDict):
    changed_at: str | None
    changed_by: str
    closes: str
    days: list[int]
    hold_uncertain: bool
    next_open: str | None
    open_now: bool
    opens: str

class MessageCounts(TypedDict):
    """How many messages a filter finds, per state. States without messages are 0."""
    counts: dict[str, int]
    needs_decision: int
    total: int
    words: dict[str, str]

class MessageDetail(TypedDict):
    address: str
    attempt_log: list["AttemptView"]
    attempts: int
    campaign_id: str
    created_at: str
    due_at: str | None
    id: str
    language: str
    needs_decision: bool
    purpose: "Purpose"
    reason: str
    reason_text: str
    recipient_name: str
    reconciliation_id: str
    reference: str
    reply: str
    send_number: int
    sent_at: str | None
    state: "ServicesMailerDomainStatesState"
    state_text: str
    subject: str
    updated_at: str

class MessageView(TypedDict):
    """One message to one recipient."""
    address: str
    attempts: int
    campaign_id: str
    created_at: str
    due_at: str | None
    id: str
    language: str
    needs_decision: bool
    purpose: "Purpose"
    reason: str
    reason_text: str
    recipient_name: str
    reconciliation_id: str
    reference: str
    reply: str
    send_number: int
    sent_at: str | None
    state: "ServicesMailerDomainStatesState"
    state_text: str
    subject: str
    updated_at: str

class Moved(TypedDict):
    """What a decision did."""
    campaign: NotRequired["CampaignMail | None"]
    lane: NotRequired["LaneStatus | None"]
    messages: int

Outcome = Literal['accepted', 'deferred', 'refused', 'uncertain', 'busy', 'lane', 'lost']

class PageCampaignAttempt(TypedDict):
    items: list["CampaignAttempt"]
    next: NotRequired[str | None]

class PageMessageView(TypedDict):
    items: list["MessageView"]
    next: NotRequired[str | None]

class PageReplyView(TypedDict):
    items: list["ReplyView"]
    next: NotRequired[str | None]

class PageSuppressionView(TypedDict):
    items: list["SuppressionView"]
    next: NotRequired[str | None]

Phase = Literal['connect', 'mail', 'rcpt', 'data', 'body']

class PlaceholderView(TypedDict):
    name: str
    turkish: str

class PresetList(TypedDict):
    items: list["PresetView"]
    suggested: str | None

class PresetView(TypedDict):
    """What we know of a provider."""
    hints: list[str]
    hosts: list[str]
    key: str
    limits: "LimitsView"
    most: "LimitsView"
    name: str
    port: int
    security: "Security"

class ProblemDocument(TypedDict):
    """RFC 9457. `code` is stable, `detail` says what happened, what it means and what to do."""
    code: str
    detail: str
    errors: NotRequired[list[dict[str, Any]]]
    status: int
    title: str
    type: str

Progress = Literal['waiting', 'done', 'declined', 'expired']

Provider = Literal['microsoft', 'google', 'other']

Purpose = Literal['invitation', 'resend', 'reminder', 'receipt', 'code', 'fresh_link', 'colleague', 'plain', 'message']

class Queue(TypedDict):
    """Events of one box."""
    buried: int
    oldest_seconds: float
    pending: int

class ReplyView(TypedDict):
    """An answer by ordinary mail. It is no answer to the reconciliation: a person has to read it."""
    attachments: list[str]
    campaign_id: str
    from_recipient: bool
    handled_at: str | None
    handled_by: str
    id: str
    message_id: str
    received_at: str
    reconciliation_id: str
    sender: str
    sender_name: str
    shortened: bool
    subject: str
    text: str

class ReportView(TypedDict):
    """One mail that came back about a message."""
    code: int
    id: str
    kind: "Kind"
    kind_text: str
    matched_by: str
    received_at: str
    sender: str
    status: str
    subject: str
    words: str

class Reports(TypedDict):
    """Oldest first."""
    items: list["ReportView"]

class RetryInput(TypedDict):
    """Which buried messages are brought back; without ids all of the company's."""
    box: NotRequired["Box"]
    ids: NotRequired[list[str] | None]

Security = Literal['tls', 'starttls', 'none']

class SignInInput(TypedDict):
    """An application that is registered at a provider, and what it was given to sign in with."""
    client_id: NotRequired[str]
    client_secret: NotRequired[str | None]
    grant: NotRequired["Grant"]
    provider: "Provider"
    refresh_token: NotRequired[str | None]
    scope: NotRequired[str]
    tenant: NotRequired[str]
    token_url: NotRequired[str]

class SignInProgress(TypedDict):
    message: str
    state: "Progress"

class SignInProvider(TypedDict):
    """A provider that can be signed in to with tokens, with what is usual for it."""
    device_sign_in: bool
    grants: list["Grant"]
    host: str
    needs_client_secret: bool
    needs_tenant: bool
    port: int
    provider: "Provider"
    token_urls: list[str]

class SignInStarted(TypedDict):
    """Open `address`, enter `user_code`, agree; then ask `/check`."""
    address: str
    interval: int
    seconds: int
    user_code: str

class SignInView(TypedDict):
    """The sign-in as it is kept."""
    client_id: str
    client_secret_set: bool
    grant: "Grant"
    provider: "Provider"
    refresh_token_set: bool
    scope: str
    tenant: str
    token_url: str

class SmtpSettingsInput(TypedDict):
    """Settings to keep for a test. Fields may be empty; incomplete settings are kept but not used."""
    host: NotRequired[str]
    limits: NotRequired["LimitsInput | None"]
    password: NotRequired[str | None]
    port: NotRequired[int]
    reply_to: NotRequired[str]
    security: NotRequired["Security"]
    sender_address: NotRequired[str]
    sender_name: NotRequired[str]
    sign_in: NotRequired["SignInInput | None"]
    username: NotRequired[str]

class SmtpSettingsState(TypedDict):
    """Own settings of the company, in use and waiting for their test, and what is used now."""
    active: "SmtpSettingsView | None"
    in_use: Literal['own', 'platform', 'none']
    lane: "LaneView"
    pending: "SmtpSettingsView | None"
    platform_sender: str

class SmtpSettingsView(TypedDict):
    """Settings as they are kept."""
    activated_at: str | None
    chosen: "LimitsInput"
    created_at: str
    host: str
    limits: "LimitsView"
    login: Literal['none', 'password', 'token']
    missing: list[str]
    password_set: bool
    port: int
    preset: str
    reply_to: str
    security: "Security"
    sender_address: str
    sender_name: str
    sign_in: "SignInView | None"
    username: str

class SmtpTestInput(TypedDict):
    send_mail: NotRequired[bool]

class SmtpTestReport(TypedDict):
    """What the test found, stage by stage."""
    active: bool
    certificate_names: list[str]
    finding: "Finding"
    message: str
    passed: bool
    sender_domain: list["AdviceView"]
    stages: list["StageView"]

Stage = Literal['dns', 'tcp', 'tls', 'ehlo', 'token', 'auth', 'mail', 'rcpt', 'send']

class StageView(TypedDict):
    detail: NotRequired[str]
    passed: bool
    stage: "Stage"
    text: NotRequired[str]

Subject = Literal['spf', 'dkim', 'dmarc']

class SuppressionInput(TypedDict):
    address: str
    note: NotRequired[str]

class SuppressionLifted(TypedDict):
    released: int

class SuppressionView(TypedDict):
    """An address from which this company's mails are held back."""
    added_at: str
    added_by: str
    address: str
    code: int
    id: str
    message_id: str | None
    note: str
    reason: str
    reason_text: str
    status: str
    words: str

class SystemMessage(TypedDict):
    """An event, or several of one type, that wait or were given up."""
    attempts: int
    box: "Box"
    events: int
    id: str
    next_at: str | None
    occurred_at: str
    reason: str
    state: "SharedMessagingAdminState"
    type: str

class SystemMessageBody(TypedDict):
    """With what it says; names, addresses and numbers are masked."""
    attempts: int
    body: str
    box: "Box"
    events: int
    id: str
    next_at: str | None
    occurred_at: str
    reason: str
    state: "SharedMessagingAdminState"
    type: str

class SystemMessageList(TypedDict):
    """The oldest first."""
    items: list["SystemMessage"]
    next: NotRequired[str | None]
    total: int

class Usage(TypedDict):
    """Mails that count towards the limits now. A permit counts two seconds longer than its minute or hour."""
    day: int
    hour: int
    minute: int

Verdict = Literal['spf_good', 'spf_missing', 'spf_other', 'spf_unclear', 'spf_several', 'spf_broken', 'spf_too_deep', 'dkim_found', 'dkim_missing', 'dkim_unknown', 'dmarc_reject', 'dmarc_quarantine', 'dmarc_none', 'dmarc_missing', 'dmarc_broken', 'dmarc_at_risk', 'not_looked_up']

class WrittenPreview(TypedDict):
    html: str
    subject: str
    text: str

class WrittenPreviewInput(TypedDict):
    """An e-mail that a person is about to write to a counterparty."""
    contact: NotRequired[str]
    counterparty: NotRequired[str]
    language: NotRequired[str]
    reference: NotRequired[str]
    subject: str
    text: str

ServicesMailerDomainStatesState = Literal['queued', 'claimed', 'transmitting', 'sent', 'deferred', 'failed', 'uncertain', 'held', 'cancelled', 'expired', 'bounced']

SharedMessagingAdminState = Literal['buried', 'waiting', 'done', 'all']

class MailerApi:
    """SMTP settings of the company, and what became of every message."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get_campaign(self, campaign_id: str | int, *, accept_language: str | None = None) -> CampaignMail:
        """The mails of a campaign: per state, how fast, when they will be done

        All zero for a campaign of which no mail has been asked for yet."""
        return self._transport.call("GET", f"/mailer/api/v1/campaigns/{request.quoted(campaign_id)}", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_campaign_cancel_unsent(self, campaign_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Withdraw what has not left of a campaign, for good

        First invitations that are still being prepared are withdrawn when they arrive; a resend asked for later is sent. The campaign itself goes on: links that were mailed stay valid."""
        return self._transport.call("POST", f"/mailer/api/v1/campaigns/{request.quoted(campaign_id)}/cancel-unsent", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_campaign_pause(self, campaign_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Pause the mails of a campaign

        Once this is answered, no mail of the campaign begins to be transmitted until it is resumed."""
        return self._transport.call("POST", f"/mailer/api/v1/campaigns/{request.quoted(campaign_id)}/pause", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_campaign_resume(self, campaign_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Resume the mails of a campaign"""
        return self._transport.call("POST", f"/mailer/api/v1/campaigns/{request.quoted(campaign_id)}/resume", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def get_lanes_current(self, *, accept_language: str | None = None) -> LaneStatus:
        """The lane of the company's mail: state, limits, what waits, when it will be done"""
        return self._transport.call("GET", "/mailer/api/v1/lanes/current", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_lanes_current_pause(self, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Pause all mail of the company

        Once this is answered, no mail of the company begins to be transmitted until it is resumed."""
        return self._transport.call("POST", "/mailer/api/v1/lanes/current/pause", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_lanes_current_resume(self, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Resume all mail of the company

        Exactly what was held goes on; campaigns that were paused themselves stay paused."""
        return self._transport.call("POST", "/mailer/api/v1/lanes/current/resume", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def get_letter_texts(self) -> LetterTextsState:
        """Own texts, logo and wishes"""
        return self._transport.call("GET", "/mailer/api/v1/letter-texts", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_letter_texts(self, body: LetterTextsInput, *, idempotency_key: str | None = None, accept_language: str | None = None) -> LetterTextsState:
        """Save them for all letters from now on"""
        return self._transport.call("PUT", "/mailer/api/v1/letter-texts", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    def delete_letter_texts(self, *, idempotency_key: str | None = None) -> None:
        """Letters as they come: no own texts, no logo, no other wishes"""
        self._transport.call("DELETE", "/mailer/api/v1/letter-texts", answers="nothing", headers={"idempotency-key": idempotency_key})

    def get_letter_texts_logo(self) -> bytes:
        """The logo"""
        return self._transport.call("GET", "/mailer/api/v1/letter-texts/logo", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    def put_letter_texts_logo(self, content: bytes, content_type: str, *, idempotency_key: str | None = None) -> LetterTextsState:
        """Save a logo

        The body is the picture itself, PNG or JPEG, at most 100 KiB and 2000 × 2000."""
        return self._transport.call("PUT", "/mailer/api/v1/letter-texts/logo", answers="json", headers={"idempotency-key": idempotency_key}, content=content, content_type=content_type)  # type: ignore[no-any-return]  # as it is published

    def delete_letter_texts_logo(self, *, idempotency_key: str | None = None) -> None:
        """Remove the logo"""
        self._transport.call("DELETE", "/mailer/api/v1/letter-texts/logo", answers="nothing", headers={"idempotency-key": idempotency_key})

    def post_letter_texts_preview(self, *, accept_language: str | None = None, body: LetterPreviewInput | None = None) -> LetterPreview:
        """A letter exactly as it would be sent, its link masked"""
        return self._transport.call("POST", "/mailer/api/v1/letter-texts/preview", answers="json", headers={"accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_letter_texts_preview_html(self, *, message_id: str | None = None, reconciliation_id: str | None = None, language: Literal['tr', 'en', 'de', 'ar'] | None = None, reminder: bool | None = None) -> bytes:
        """The same as a page of its own, under a strict policy"""
        return self._transport.call("GET", "/mailer/api/v1/letter-texts/preview.html", answers="bytes", query={"message_id": message_id, "reconciliation_id": reconciliation_id, "language": language, "reminder": reminder})  # type: ignore[no-any-return]  # as it is published

    def get_letter_texts_preview_pdf(self, *, message_id: str | None = None, reconciliation_id: str | None = None, language: Literal['tr', 'en', 'de', 'ar'] | None = None) -> bytes:
        """The PDF of a request, sent or not"""
        return self._transport.call("GET", "/mailer/api/v1/letter-texts/preview.pdf", answers="bytes", query={"message_id": message_id, "reconciliation_id": reconciliation_id, "language": language})  # type: ignore[no-any-return]  # as it is published

    def get_mail_policy(self) -> MailPolicyView:
        """Send window of the company, and what becomes of its uncertain mails"""
        return self._transport.call("GET", "/mailer/api/v1/mail-policy", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_mail_policy(self, body: MailPolicyInput, *, idempotency_key: str | None = None) -> MailPolicyView:
        """Set the send window and what becomes of uncertain mails

        Mails outside the window wait until it opens, at the longest until the last day to answer."""
        return self._transport.call("PUT", "/mailer/api/v1/mail-policy", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_messages(self, *, cursor: str | None = None, limit: int | None = None, campaign_id: str | None = None, reconciliation_id: str | None = None, state: list[ServicesMailerDomainStatesState] | None = None, address: str | None = None, needs_decision: bool | None = None, accept_language: str | None = None) -> PageMessageView:
        """Messages, newest first"""
        return self._transport.call("GET", "/mailer/api/v1/messages", answers="json", query={"cursor": cursor, "limit": limit, "campaign_id": campaign_id, "reconciliation_id": reconciliation_id, "state": state, "address": address, "needs_decision": needs_decision}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def get_messages_attempts(self, *, campaign_id: str, cursor: str | None = None, limit: int | None = None, accept_language: str | None = None) -> PageCampaignAttempt:
        """Every attempt at the messages of a campaign, in their order

        What the mail servers said, in full: for whoever has to show it for all of them at once."""
        return self._transport.call("GET", "/mailer/api/v1/messages/attempts", answers="json", query={"campaign_id": campaign_id, "cursor": cursor, "limit": limit}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def get_messages_counts(self, *, campaign_id: str | None = None, reconciliation_id: str | None = None, state: list[ServicesMailerDomainStatesState] | None = None, address: str | None = None, needs_decision: bool | None = None, accept_language: str | None = None) -> MessageCounts:
        """How many messages there are per state, for the same filters"""
        return self._transport.call("GET", "/mailer/api/v1/messages/counts", answers="json", query={"campaign_id": campaign_id, "reconciliation_id": reconciliation_id, "state": state, "address": address, "needs_decision": needs_decision}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def get_message(self, message_id: str | int, *, accept_language: str | None = None) -> MessageDetail:
        """One message with all its attempts"""
        return self._transport.call("GET", f"/mailer/api/v1/messages/{request.quoted(message_id)}", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def get_message_raw(self, message_id: str | int) -> bytes:
        """The mail itself, with the personal link masked

        As it was sent, or as it would be sent now. Whoever has the link could answer, so its tag is replaced in this copy."""
        return self._transport.call("GET", f"/mailer/api/v1/messages/{request.quoted(message_id)}/raw", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    def get_message_reports(self, message_id: str | int, *, accept_language: str | None = None) -> Reports:
        """What came back about a message"""
        return self._transport.call("GET", f"/mailer/api/v1/messages/{request.quoted(message_id)}/reports", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_message_retry(self, message_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> MessageDetail:
        """Send an uncertain message again, with the same link"""
        return self._transport.call("POST", f"/mailer/api/v1/messages/{request.quoted(message_id)}/retry", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_message_send_anyway(self, message_id: str | int, *, idempotency_key: str | None = None) -> None:
        """Send a mail that is held because its address is on the list; the address stays there"""
        self._transport.call("POST", f"/mailer/api/v1/messages/{request.quoted(message_id)}/send-anyway", answers="nothing", headers={"idempotency-key": idempotency_key})

    def post_message_settle(self, message_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> MessageDetail:
        """Count an uncertain message as sent"""
        return self._transport.call("POST", f"/mailer/api/v1/messages/{request.quoted(message_id)}/settle", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def get_replies(self, *, campaign_id: str | None = None, reconciliation_id: str | None = None, handled: bool | None = None, cursor: str | None = None, limit: int | None = None) -> PageReplyView:
        """Answers by ordinary mail, newest first"""
        return self._transport.call("GET", "/mailer/api/v1/replies", answers="json", query={"campaign_id": campaign_id, "reconciliation_id": reconciliation_id, "handled": handled, "cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def post_reply_handled(self, reply_id: str | int, *, idempotency_key: str | None = None) -> ReplyView:
        """Mark an answer as dealt with"""
        return self._transport.call("POST", f"/mailer/api/v1/replies/{request.quoted(reply_id)}/handled", answers="json", headers={"idempotency-key": idempotency_key})  # type: ignore[no-any-return]  # as it is published

    def get_smtp_settings(self, *, accept_language: str | None = None) -> SmtpSettingsState:
        """Settings of the company and what is used now"""
        return self._transport.call("GET", "/mailer/api/v1/smtp-settings", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def put_smtp_settings(self, body: SmtpSettingsInput, *, idempotency_key: str | None = None, accept_language: str | None = None) -> SmtpSettingsState:
        """Save settings for a test; those in use stay in use until it has passed"""
        return self._transport.call("PUT", "/mailer/api/v1/smtp-settings", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    def delete_smtp_settings(self, *, idempotency_key: str | None = None) -> None:
        """Cancel own settings: wipe the secret, back to the platform's server"""
        self._transport.call("DELETE", "/mailer/api/v1/smtp-settings", answers="nothing", headers={"idempotency-key": idempotency_key})

    def put_smtp_settings_limits(self, body: LimitsInput, *, idempotency_key: str | None = None) -> LimitsState:
        """Choose other limits for the company's own server; no new test is needed

        Hold at once, for the settings in use and for those that wait for their test."""
        return self._transport.call("PUT", "/mailer/api/v1/smtp-settings/limits", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_smtp_settings_presets(self, *, host: str | None = None, accept_language: str | None = None) -> PresetList:
        """Known providers with their limits, and the one of a server

        The preset `unknown` holds for every server that none of the others names."""
        return self._transport.call("GET", "/mailer/api/v1/smtp-settings/presets", answers="json", query={"host": host}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_smtp_settings_sign_in(self, *, accept_language: str | None = None) -> SignInStarted:
        """Begin a sign-in on the provider's page, for the settings that were saved last

        Microsoft 365 with `refresh_token`. Repeating it gives another code; the one before ends."""
        return self._transport.call("POST", "/mailer/api/v1/smtp-settings/sign-in", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def get_smtp_settings_sign_in_providers(self) -> list[SignInProvider]:
        """Who can be signed in to with tokens, and what is usual for them"""
        return self._transport.call("GET", "/mailer/api/v1/smtp-settings/sign-in-providers", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_smtp_settings_sign_in_check(self, *, accept_language: str | None = None) -> SignInProgress:
        """Ask whether somebody has signed in; with `done` the refresh token is kept

        Takes no Idempotency-Key. The provider is asked no more often than it wants to be."""
        return self._transport.call("POST", "/mailer/api/v1/smtp-settings/sign-in/check", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_smtp_settings_test(self, *, accept_language: str | None = None, body: SmtpTestInput | None = None) -> SmtpTestReport:
        """Test the settings on the way of real mail; a passed test puts them to use

        Takes no Idempotency-Key: every call is a new test. At most one at a time, 5 a minute, 30 an hour."""
        return self._transport.call("POST", "/mailer/api/v1/smtp-settings/test", answers="json", headers={"accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_suppressions(self, *, address: str | None = None, cursor: str | None = None, limit: int | None = None, accept_language: str | None = None) -> PageSuppressionView:
        """Addresses from which mails are held back, newest first"""
        return self._transport.call("GET", "/mailer/api/v1/suppressions", answers="json", query={"address": address, "cursor": cursor, "limit": limit}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    def post_suppressions(self, body: SuppressionInput, *, idempotency_key: str | None = None, accept_language: str | None = None) -> SuppressionView:
        """Put an address on the list

        What waits for this address is held, and so is what comes later."""
        return self._transport.call("POST", "/mailer/api/v1/suppressions", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    def delete_suppression(self, suppression_id: str | int, *, idempotency_key: str | None = None) -> SuppressionLifted:
        """Take an address off the list; mails that were held for it leave"""
        return self._transport.call("DELETE", f"/mailer/api/v1/suppressions/{request.quoted(suppression_id)}", answers="json", headers={"idempotency-key": idempotency_key})  # type: ignore[no-any-return]  # as it is published

    def get_system(self) -> Health:
        """How this service is doing"""
        return self._transport.call("GET", "/mailer/api/v1/system", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_system_messages(self, *, box: Box | None = None, state: SharedMessagingAdminState | None = None, limit: int | None = None, cursor: str | None = None) -> SystemMessageList:
        """Events that wait or were given up

        Of your company, the oldest first."""
        return self._transport.call("GET", "/mailer/api/v1/system/messages", answers="json", query={"box": box, "state": state, "limit": limit, "cursor": cursor})  # type: ignore[no-any-return]  # as it is published

    def post_system_messages_retry(self, body: RetryInput) -> Handled:
        """Try buried events again

        With fresh attempts."""
        return self._transport.call("POST", "/mailer/api/v1/system/messages/retry", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_system_message(self, event_id: str | int, *, box: Box | None = None) -> SystemMessageBody:
        """One of them with its body"""
        return self._transport.call("GET", f"/mailer/api/v1/system/messages/{request.quoted(event_id)}", answers="json", query={"box": box})  # type: ignore[no-any-return]  # as it is published

    def post_system_message_discard(self, event_id: str | int, body: DiscardInput) -> None:
        """Close a buried event for good

        It takes no effect any more; the note stays beside the reason."""
        self._transport.call("POST", f"/mailer/api/v1/system/messages/{request.quoted(event_id)}/discard", answers="nothing", json=body)

    def post_written_mail_preview(self, body: WrittenPreviewInput) -> WrittenPreview:
        """An e-mail before it is sent: nothing of it is kept

        In the company's frame, in the language of its reader. What could not be sent is refused here already."""
        return self._transport.call("POST", "/mailer/api/v1/written-mail/preview", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

class AsyncMailerApi:
    """SMTP settings of the company, and what became of every message."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def get_campaign(self, campaign_id: str | int, *, accept_language: str | None = None) -> CampaignMail:
        """The mails of a campaign: per state, how fast, when they will be done

        All zero for a campaign of which no mail has been asked for yet."""
        return await self._transport.call("GET", f"/mailer/api/v1/campaigns/{request.quoted(campaign_id)}", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_cancel_unsent(self, campaign_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Withdraw what has not left of a campaign, for good

        First invitations that are still being prepared are withdrawn when they arrive; a resend asked for later is sent. The campaign itself goes on: links that were mailed stay valid."""
        return await self._transport.call("POST", f"/mailer/api/v1/campaigns/{request.quoted(campaign_id)}/cancel-unsent", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_pause(self, campaign_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Pause the mails of a campaign

        Once this is answered, no mail of the campaign begins to be transmitted until it is resumed."""
        return await self._transport.call("POST", f"/mailer/api/v1/campaigns/{request.quoted(campaign_id)}/pause", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_resume(self, campaign_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Resume the mails of a campaign"""
        return await self._transport.call("POST", f"/mailer/api/v1/campaigns/{request.quoted(campaign_id)}/resume", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def get_lanes_current(self, *, accept_language: str | None = None) -> LaneStatus:
        """The lane of the company's mail: state, limits, what waits, when it will be done"""
        return await self._transport.call("GET", "/mailer/api/v1/lanes/current", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_lanes_current_pause(self, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Pause all mail of the company

        Once this is answered, no mail of the company begins to be transmitted until it is resumed."""
        return await self._transport.call("POST", "/mailer/api/v1/lanes/current/pause", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_lanes_current_resume(self, *, idempotency_key: str | None = None, accept_language: str | None = None) -> Moved:
        """Resume all mail of the company

        Exactly what was held goes on; campaigns that were paused themselves stay paused."""
        return await self._transport.call("POST", "/mailer/api/v1/lanes/current/resume", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def get_letter_texts(self) -> LetterTextsState:
        """Own texts, logo and wishes"""
        return await self._transport.call("GET", "/mailer/api/v1/letter-texts", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_letter_texts(self, body: LetterTextsInput, *, idempotency_key: str | None = None, accept_language: str | None = None) -> LetterTextsState:
        """Save them for all letters from now on"""
        return await self._transport.call("PUT", "/mailer/api/v1/letter-texts", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def delete_letter_texts(self, *, idempotency_key: str | None = None) -> None:
        """Letters as they come: no own texts, no logo, no other wishes"""
        await self._transport.call("DELETE", "/mailer/api/v1/letter-texts", answers="nothing", headers={"idempotency-key": idempotency_key})

    async def get_letter_texts_logo(self) -> bytes:
        """The logo"""
        return await self._transport.call("GET", "/mailer/api/v1/letter-texts/logo", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    async def put_letter_texts_logo(self, content: bytes, content_type: str, *, idempotency_key: str | None = None) -> LetterTextsState:
        """Save a logo

        The body is the picture itself, PNG or JPEG, at most 100 KiB and 2000 × 2000."""
        return await self._transport.call("PUT", "/mailer/api/v1/letter-texts/logo", answers="json", headers={"idempotency-key": idempotency_key}, content=content, content_type=content_type)  # type: ignore[no-any-return]  # as it is published

    async def delete_letter_texts_logo(self, *, idempotency_key: str | None = None) -> None:
        """Remove the logo"""
        await self._transport.call("DELETE", "/mailer/api/v1/letter-texts/logo", answers="nothing", headers={"idempotency-key": idempotency_key})

    async def post_letter_texts_preview(self, *, accept_language: str | None = None, body: LetterPreviewInput | None = None) -> LetterPreview:
        """A letter exactly as it would be sent, its link masked"""
        return await self._transport.call("POST", "/mailer/api/v1/letter-texts/preview", answers="json", headers={"accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_letter_texts_preview_html(self, *, message_id: str | None = None, reconciliation_id: str | None = None, language: Literal['tr', 'en', 'de', 'ar'] | None = None, reminder: bool | None = None) -> bytes:
        """The same as a page of its own, under a strict policy"""
        return await self._transport.call("GET", "/mailer/api/v1/letter-texts/preview.html", answers="bytes", query={"message_id": message_id, "reconciliation_id": reconciliation_id, "language": language, "reminder": reminder})  # type: ignore[no-any-return]  # as it is published

    async def get_letter_texts_preview_pdf(self, *, message_id: str | None = None, reconciliation_id: str | None = None, language: Literal['tr', 'en', 'de', 'ar'] | None = None) -> bytes:
        """The PDF of a request, sent or not"""
        return await self._transport.call("GET", "/mailer/api/v1/letter-texts/preview.pdf", answers="bytes", query={"message_id": message_id, "reconciliation_id": reconciliation_id, "language": language})  # type: ignore[no-any-return]  # as it is published

    async def get_mail_policy(self) -> MailPolicyView:
        """Send window of the company, and what becomes of its uncertain mails"""
        return await self._transport.call("GET", "/mailer/api/v1/mail-policy", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_mail_policy(self, body: MailPolicyInput, *, idempotency_key: str | None = None) -> MailPolicyView:
        """Set the send window and what becomes of uncertain mails

        Mails outside the window wait until it opens, at the longest until the last day to answer."""
        return await self._transport.call("PUT", "/mailer/api/v1/mail-policy", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_messages(self, *, cursor: str | None = None, limit: int | None = None, campaign_id: str | None = None, reconciliation_id: str | None = None, state: list[ServicesMailerDomainStatesState] | None = None, address: str | None = None, needs_decision: bool | None = None, accept_language: str | None = None) -> PageMessageView:
        """Messages, newest first"""
        return await self._transport.call("GET", "/mailer/api/v1/messages", answers="json", query={"cursor": cursor, "limit": limit, "campaign_id": campaign_id, "reconciliation_id": reconciliation_id, "state": state, "address": address, "needs_decision": needs_decision}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def get_messages_attempts(self, *, campaign_id: str, cursor: str | None = None, limit: int | None = None, accept_language: str | None = None) -> PageCampaignAttempt:
        """Every attempt at the messages of a campaign, in their order

        What the mail servers said, in full: for whoever has to show it for all of them at once."""
        return await self._transport.call("GET", "/mailer/api/v1/messages/attempts", answers="json", query={"campaign_id": campaign_id, "cursor": cursor, "limit": limit}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def get_messages_counts(self, *, campaign_id: str | None = None, reconciliation_id: str | None = None, state: list[ServicesMailerDomainStatesState] | None = None, address: str | None = None, needs_decision: bool | None = None, accept_language: str | None = None) -> MessageCounts:
        """How many messages there are per state, for the same filters"""
        return await self._transport.call("GET", "/mailer/api/v1/messages/counts", answers="json", query={"campaign_id": campaign_id, "reconciliation_id": reconciliation_id, "state": state, "address": address, "needs_decision": needs_decision}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def get_message(self, message_id: str | int, *, accept_language: str | None = None) -> MessageDetail:
        """One message with all its attempts"""
        return await self._transport.call("GET", f"/mailer/api/v1/messages/{request.quoted(message_id)}", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def get_message_raw(self, message_id: str | int) -> bytes:
        """The mail itself, with the personal link masked

        As it was sent, or as it would be sent now. Whoever has the link could answer, so its tag is replaced in this copy."""
        return await self._transport.call("GET", f"/mailer/api/v1/messages/{request.quoted(message_id)}/raw", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    async def get_message_reports(self, message_id: str | int, *, accept_language: str | None = None) -> Reports:
        """What came back about a message"""
        return await self._transport.call("GET", f"/mailer/api/v1/messages/{request.quoted(message_id)}/reports", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_message_retry(self, message_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> MessageDetail:
        """Send an uncertain message again, with the same link"""
        return await self._transport.call("POST", f"/mailer/api/v1/messages/{request.quoted(message_id)}/retry", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_message_send_anyway(self, message_id: str | int, *, idempotency_key: str | None = None) -> None:
        """Send a mail that is held because its address is on the list; the address stays there"""
        await self._transport.call("POST", f"/mailer/api/v1/messages/{request.quoted(message_id)}/send-anyway", answers="nothing", headers={"idempotency-key": idempotency_key})

    async def post_message_settle(self, message_id: str | int, *, idempotency_key: str | None = None, accept_language: str | None = None) -> MessageDetail:
        """Count an uncertain message as sent"""
        return await self._transport.call("POST", f"/mailer/api/v1/messages/{request.quoted(message_id)}/settle", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def get_replies(self, *, campaign_id: str | None = None, reconciliation_id: str | None = None, handled: bool | None = None, cursor: str | None = None, limit: int | None = None) -> PageReplyView:
        """Answers by ordinary mail, newest first"""
        return await self._transport.call("GET", "/mailer/api/v1/replies", answers="json", query={"campaign_id": campaign_id, "reconciliation_id": reconciliation_id, "handled": handled, "cursor": cursor, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def post_reply_handled(self, reply_id: str | int, *, idempotency_key: str | None = None) -> ReplyView:
        """Mark an answer as dealt with"""
        return await self._transport.call("POST", f"/mailer/api/v1/replies/{request.quoted(reply_id)}/handled", answers="json", headers={"idempotency-key": idempotency_key})  # type: ignore[no-any-return]  # as it is published

    async def get_smtp_settings(self, *, accept_language: str | None = None) -> SmtpSettingsState:
        """Settings of the company and what is used now"""
        return await self._transport.call("GET", "/mailer/api/v1/smtp-settings", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def put_smtp_settings(self, body: SmtpSettingsInput, *, idempotency_key: str | None = None, accept_language: str | None = None) -> SmtpSettingsState:
        """Save settings for a test; those in use stay in use until it has passed"""
        return await self._transport.call("PUT", "/mailer/api/v1/smtp-settings", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def delete_smtp_settings(self, *, idempotency_key: str | None = None) -> None:
        """Cancel own settings: wipe the secret, back to the platform's server"""
        await self._transport.call("DELETE", "/mailer/api/v1/smtp-settings", answers="nothing", headers={"idempotency-key": idempotency_key})

    async def put_smtp_settings_limits(self, body: LimitsInput, *, idempotency_key: str | None = None) -> LimitsState:
        """Choose other limits for the company's own server; no new test is needed

        Hold at once, for the settings in use and for those that wait for their test."""
        return await self._transport.call("PUT", "/mailer/api/v1/smtp-settings/limits", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_smtp_settings_presets(self, *, host: str | None = None, accept_language: str | None = None) -> PresetList:
        """Known providers with their limits, and the one of a server

        The preset `unknown` holds for every server that none of the others names."""
        return await self._transport.call("GET", "/mailer/api/v1/smtp-settings/presets", answers="json", query={"host": host}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_smtp_settings_sign_in(self, *, accept_language: str | None = None) -> SignInStarted:
        """Begin a sign-in on the provider's page, for the settings that were saved last

        Microsoft 365 with `refresh_token`. Repeating it gives another code; the one before ends."""
        return await self._transport.call("POST", "/mailer/api/v1/smtp-settings/sign-in", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def get_smtp_settings_sign_in_providers(self) -> list[SignInProvider]:
        """Who can be signed in to with tokens, and what is usual for them"""
        return await self._transport.call("GET", "/mailer/api/v1/smtp-settings/sign-in-providers", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_smtp_settings_sign_in_check(self, *, accept_language: str | None = None) -> SignInProgress:
        """Ask whether somebody has signed in; with `done` the refresh token is kept

        Takes no Idempotency-Key. The provider is asked no more often than it wants to be."""
        return await self._transport.call("POST", "/mailer/api/v1/smtp-settings/sign-in/check", answers="json", headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_smtp_settings_test(self, *, accept_language: str | None = None, body: SmtpTestInput | None = None) -> SmtpTestReport:
        """Test the settings on the way of real mail; a passed test puts them to use

        Takes no Idempotency-Key: every call is a new test. At most one at a time, 5 a minute, 30 an hour."""
        return await self._transport.call("POST", "/mailer/api/v1/smtp-settings/test", answers="json", headers={"accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_suppressions(self, *, address: str | None = None, cursor: str | None = None, limit: int | None = None, accept_language: str | None = None) -> PageSuppressionView:
        """Addresses from which mails are held back, newest first"""
        return await self._transport.call("GET", "/mailer/api/v1/suppressions", answers="json", query={"address": address, "cursor": cursor, "limit": limit}, headers={"accept-language": accept_language})  # type: ignore[no-any-return]  # as it is published

    async def post_suppressions(self, body: SuppressionInput, *, idempotency_key: str | None = None, accept_language: str | None = None) -> SuppressionView:
        """Put an address on the list

        What waits for this address is held, and so is what comes later."""
        return await self._transport.call("POST", "/mailer/api/v1/suppressions", answers="json", headers={"idempotency-key": idempotency_key, "accept-language": accept_language}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def delete_suppression(self, suppression_id: str | int, *, idempotency_key: str | None = None) -> SuppressionLifted:
        """Take an address off the list; mails that were held for it leave"""
        return await self._transport.call("DELETE", f"/mailer/api/v1/suppressions/{request.quoted(suppression_id)}", answers="json", headers={"idempotency-key": idempotency_key})  # type: ignore[no-any-return]  # as it is published

    async def get_system(self) -> Health:
        """How this service is doing"""
        return await self._transport.call("GET", "/mailer/api/v1/system", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_system_messages(self, *, box: Box | None = None, state: SharedMessagingAdminState | None = None, limit: int | None = None, cursor: str | None = None) -> SystemMessageList:
        """Events that wait or were given up

        Of your company, the oldest first."""
        return await self._transport.call("GET", "/mailer/api/v1/system/messages", answers="json", query={"box": box, "state": state, "limit": limit, "cursor": cursor})  # type: ignore[no-any-return]  # as it is published

    async def post_system_messages_retry(self, body: RetryInput) -> Handled:
        """Try buried events again

        With fresh attempts."""
        return await self._transport.call("POST", "/mailer/api/v1/system/messages/retry", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_system_message(self, event_id: str | int, *, box: Box | None = None) -> SystemMessageBody:
        """One of them with its body"""
        return await self._transport.call("GET", f"/mailer/api/v1/system/messages/{request.quoted(event_id)}", answers="json", query={"box": box})  # type: ignore[no-any-return]  # as it is published

    async def post_system_message_discard(self, event_id: str | int, body: DiscardInput) -> None:
        """Close a buried event for good

        It takes no effect any more; the note stays beside the reason."""
        await self._transport.call("POST", f"/mailer/api/v1/system/messages/{request.quoted(event_id)}/discard", answers="nothing", json=body)

    async def post_written_mail_preview(self, body: WrittenPreviewInput) -> WrittenPreview:
        """An e-mail before it is sent: nothing of it is kept

        In the company's frame, in the language of its reader. What could not be sent is refused here already."""
        return await self._transport.call("POST", "/mailer/api/v1/written-mail/preview", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published
