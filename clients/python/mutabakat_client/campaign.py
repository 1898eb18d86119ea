"""campaign of Mutabakat. Written by scripts/make_client.py from docs/openapi/campaign.json: do not edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

from mutabakat_client.transport import AsyncTransport, File, Transport, request

__all__ = ["CampaignApi", "AsyncCampaignApi"]


class Acceptance(TypedDict):
    """With a name the account is made; without one the invited address has one, and this is its password."""
    language: NotRequired[Literal['tr', 'en']]
    name: NotRequired[str]
    password: str
    token: str

class Accepted(TypedDict):
    company_id: str

class AdministratorInput(TypedDict):
    email: str
    language: NotRequired[Literal['tr', 'en']]
    name: str
    password: str

Answer = Literal['agreed', 'disagreed']

class AnswerDetails(TypedDict):
    """Own figures are what the counterparty's books say about our sides."""
    document_count: NotRequired[int]
    documents: NotRequired[list["DocumentRemark"]]
    purchases: NotRequired["SideAnswer | None"]
    reasons: NotRequired[list[str]]
    sales: NotRequired["SideAnswer | None"]

class ApiKey(TypedDict):
    created_at: str
    created_by: str
    expires_at: str | None
    id: str
    name: str
    revoked_at: str | None
    revoked_by: str | None
    scopes: list[str]
    shown: str
    state: Literal['active', 'expired', 'revoked']
    used_at: str | None

class ApiKeyInput(TypedDict):
    expires_at: NotRequired[str | None]
    name: str
    scopes: list[Literal['read', 'write', 'approve', 'audit', 'admin']]

class ApiKeyList(TypedDict):
    items: list["ApiKey"]

ApprovalMode = Literal['never', 'above', 'always']

class ApprovalRule(TypedDict):
    changed_at: str | None
    changed_by: str
    limit: "Money"
    mode: "ApprovalMode"
    version: int

class ApprovalRuleInput(TypedDict):
    """Which campaigns wait for somebody other than their preparer."""
    limit: NotRequired[int | str]
    mode: "ApprovalMode"

class Assigned(TypedDict):
    """A request that somebody looks after."""
    description: str
    id: str
    phone_answer: str
    reference: str
    state: "ReconciliationState"
    state_at: str
    title: str
    valid_until: str

class AssignedList(TypedDict):
    items: list["Assigned"]

class Assignee(TypedDict):
    assignment: "Assignment | None"

class AssigneeInput(TypedDict):
    user_id: str | None

class Assignment(TypedDict):
    """Of this counterparty, in this request and in later ones."""
    figure_key: str
    set_at: str
    set_by: str
    user_id: str
    user_name: str

class AuditEntry(TypedDict):
    """Somebody did something."""
    at: str
    deed: str
    details: dict[str, Any]
    id: int
    subject: str
    user_id: str | None
    who: str

class BalanceLine(TypedDict):
    """What one card of a counterparty (customer, supplier) says; signed from our view, + they owe us."""
    account_code: str
    balance: "Money"
    title: NotRequired[str]

Box = Literal['inbox', 'outbox']

class Campaign(TypedDict):
    """With its mails, and right after sending with the warnings."""
    accept_late_answers: bool
    agreed: int
    approved_at: str | None
    approved_by: str
    as_of: str | None
    by_phone: int
    cancelled: int
    changed_at: str
    changed_by: str
    confirmation: "Confirmation"
    count: int
    description: str
    disagreed: int
    ended_at: str | None
    expired: int
    first_answer_final: bool
    id: str
    kind: "Kind"
    level: "LinkLevel"
    limit: "Money"
    mails: "Mails"
    no_objection: int
    not_sent: int
    notify_contacts: bool
    number: int
    opened: int
    period: str
    preparing: int
    rejected_at: str | None
    rejected_by: str
    rejected_reason: str
    remind_days: list[int]
    run_id: str
    sent_at: str
    sent_by: str
    state: "CampaignState"
    total: "Money"
    undelivered: int
    valid_until: str
    version: int
    waiting: int
    warnings: NotRequired[list["Warned"]]

class CampaignHistory(TypedDict):
    items: list["ServicesCampaignSchemasApprovalsCampaignEntry"]

class CampaignInput(TypedDict):
    """A campaign to be sent from a run of the aggregator."""
    accept_late_answers: NotRequired[bool]
    confirmation: NotRequired["Confirmation"]
    description: str
    draft: NotRequired[bool]
    first_answer_final: NotRequired[bool]
    known_campaign_number: NotRequired[int]
    level: NotRequired["LinkLevel"]
    notify_contacts: NotRequired[bool]
    remind_days: NotRequired[list[int]]
    run_id: str
    selection: "SelectionInput"
    valid_until: str

CampaignState = Literal['draft', 'awaiting_approval', 'running', 'completed', 'cancelled']

class CampaignSummary(TypedDict):
    """One send and what has come of it."""
    accept_late_answers: bool
    agreed: int
    approved_at: str | None
    approved_by: str
    as_of: str | None
    by_phone: int
    cancelled: int
    changed_at: str
    changed_by: str
    confirmation: "Confirmation"
    count: int
    description: str
    disagreed: int
    ended_at: str | None
    expired: int
    first_answer_final: bool
    id: str
    kind: "Kind"
    level: "LinkLevel"
    limit: "Money"
    no_objection: int
    not_sent: int
    notify_contacts: bool
    number: int
    opened: int
    period: str
    preparing: int
    rejected_at: str | None
    rejected_by: str
    rejected_reason: str
    remind_days: list[int]
    run_id: str
    sent_at: str
    sent_by: str
    state: "CampaignState"
    total: "Money"
    undelivered: int
    valid_until: str
    version: int
    waiting: int

class ClientCredentials(TypedDict):
    """What a program gets a token with, as OAuth 2 has it: its API key is the secret."""
    client_id: NotRequired[str]
    client_secret: str
    grant_type: Literal['client_credentials']
    scope: NotRequired[str]

class ClosingInput(TypedDict):
    reason: str

class Company(TypedDict):
    address: str
    changed_at: str
    changed_by: str
    created_at: str
    email: str
    id: str
    phone: str
    revision: int
    tax_number: str
    tax_office: str
    title: str

class CompanyInput(TypedDict):
    """The company card as it is edited; counterparties see it as the sender."""
    address: NotRequired[str]
    email: NotRequired[str]
    phone: NotRequired[str]
    tax_number: str
    tax_office: NotRequired[str]
    title: str

class CompanyList(TypedDict):
    items: list["Company"]

class CompanyStanding(TypedDict):
    """One of one's companies: its running campaigns, and what is open in them."""
    disagreed: int
    due: str | None
    id: str
    role: "Role"
    running: int
    title: str
    undelivered: int
    waiting: int

class CompanyStandingList(TypedDict):
    items: list["CompanyStanding"]

Confirmation = Literal['positive', 'negative', 'blank']

class CopiesInput(TypedDict):
    address: str
    language: NotRequired[Literal['tr', 'en']]
    sample_id: NotRequired[str | None]

class CopyOrder(TypedDict):
    address: str
    ended_at: str | None
    ended_by: str
    id: str
    language: str
    ordered_at: str
    ordered_by: str
    sample_id: str | None

class CopyOrderList(TypedDict):
    items: list["CopyOrder"]

class CorrectionInput(TypedDict):
    """Ask again with the figures that the books show now."""
    description: NotRequired[str]
    reconciliation_ids: NotRequired[list[str]]
    valid_until: NotRequired[str | None]

class Credentials(TypedDict):
    """What a person signs in with."""
    code: NotRequired[str]
    company: NotRequired[str | None]
    email: str
    password: str

class CurrencyBalance(TypedDict):
    """A counterparty's balance in one currency: one signed number from our view, + they owe us (domain.md §3.4)."""
    balance: "Money"
    balance_try: "Money"
    currency: str
    lines: NotRequired[list["BalanceLine"]]

Deed = Literal['signed_in', 'signed_out', 'token_taken', 'company_chosen', 'session_ended', 'password_changed', 'company_registered', 'company_changed', 'user_added', 'user_invited', 'invitation_revoked', 'invitation_accepted', 'role_changed', 'user_switched_off', 'user_switched_on', 'user_signed_out', 'second_factor_set_up', 'second_factor_turned_off', 'second_factor_reset', 'recovery_codes_renewed', 'api_key_made', 'api_key_revoked', 'webhook_added', 'webhook_changed', 'webhook_switched_off', 'webhook_switched_on', 'webhook_secret_renewed', 'webhook_removed', 'tolerances_changed', 'information_published', 'mail_server_changed', 'mail_server_cancelled', 'ledger_imported', 'import_cancelled', 'account_changed', 'run_made', 'campaign_sent', 'campaign_drafted', 'campaign_edited', 'campaign_submitted', 'campaign_approved', 'campaign_rejected', 'approval_rule_changed', 'sending_paused', 'sending_resumed', 'answer_noted', 'request_closed', 'account_given', 'campaign_extended', 'campaign_cancelled', 'reminders_changed', 'reminded', 'mailed_again', 'mail_written', 'message_written', 'disagreement_resolved', 'link_replaced', 'data_exported', 'evidence_taken', 'log_exported', 'package_ordered', 'sample_drawn', 'copies_ordered', 'copies_ended']

class Delivery(TypedDict):
    """A message on its way to one receiver, or arrived, or given up."""
    answer: str
    attempts: int
    delivered_at: str | None
    id: int
    milliseconds: int
    next_at: str | None
    occurred_at: str
    outcome: "ServicesCampaignWebhookSenderOutcome | None"
    state: "DeliveryState"
    status: int | None
    tried_at: str | None
    type: str
    webhook_id: str

DeliveryState = Literal['waiting', 'delivered', 'failed']

class DeliveryWithBody(TypedDict):
    """With the very text that is signed and sent."""
    answer: str
    attempts: int
    body: str
    delivered_at: str | None
    id: int
    milliseconds: int
    next_at: str | None
    occurred_at: str
    outcome: "ServicesCampaignWebhookSenderOutcome | None"
    state: "DeliveryState"
    status: int | None
    tried_at: str | None
    type: str
    webhook_id: str

class Difference(TypedDict):
    """Ours less theirs; a side of which the counterparty stated no figure is absent."""
    balance: "Money | None"
    purchases: "Money | None"
    reconciliation_id: str
    reference: str
    sales: "Money | None"
    size: "Money"
    title: str

class DiscardInput(TypedDict):
    """Why a message is closed for good."""
    box: NotRequired["Box"]
    note: str

class DocumentRemark(TypedDict):
    """One of our documents as the counterparty sees it. `side` is ours."""
    number: str
    remark: str
    side: "Side"

class DraftInput(TypedDict):
    """What the preparer may still change before it is sent."""
    description: str
    valid_until: str

Entry = Literal['state', 'answer', 'notice', 'resend', 'new_link', 'reminder', 'outdated', 'opened', 'phone', 'closed', 'superseded', 'mail_written', 'message', 'message_received', 'resolved', 'reopened']

class EventType(TypedDict):
    """Something that can be listened to."""
    description: str
    type: "WebhookEvent"

class EventTypes(TypedDict):
    items: list["EventType"]

class ExpectedAnswers(TypedDict):
    amount: "Money"
    announced: int
    count: int
    day: str

class ExtensionInput(TypedDict):
    """More time to answer."""
    reopen: NotRequired[bool]
    valid_until: str

FileKind = Literal['audit_package']

FileState = Literal['waiting', 'working', 'ready', 'failed']

class FirstStart(TypedDict):
    """The company and its first administrator."""
    address: NotRequired[str]
    administrator: "AdministratorInput"
    email: NotRequired[str]
    phone: NotRequired[str]
    setup_code: str
    tax_number: str
    tax_office: NotRequired[str]
    title: str

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

class InformationInput(TypedDict):
    """A new version of the text; the one before it stays with the answers that were given under it."""
    follows: NotRequired[int]
    texts: dict[str, str]

class InformationText(TypedDict):
    published_at: str
    published_by: str
    texts: dict[str, str]
    version: int

class Invitation(TypedDict):
    email: str
    expires_at: str
    founds: bool
    id: str
    invited_at: str
    invited_by: str
    mail_state: NotRequired[str]
    role: "Role"

class InvitationInput(TypedDict):
    email: str
    founds: NotRequired[bool]
    language: NotRequired[Literal['tr', 'en']]
    mail: NotRequired[bool]
    role: NotRequired["Role"]

class InvitationList(TypedDict):
    items: list["Invitation"]

Kind = Literal['purchases_sales', 'balance', 'combined']

LinkLevel = Literal['link', 'tax_digits', 'mail_code']

class MadeFile(TypedDict):
    """Ask again until `state` is `ready` or `failed`; the content is kept until `forget_at`."""
    about: dict[str, Any]
    created_at: str
    done: int
    finished_at: str | None
    forget_at: str
    id: str
    kind: "FileKind"
    name: str
    reason: str
    sha256: str
    size: int
    state: "FileState"
    total: int

class MadeFileList(TypedDict):
    items: list["MadeFile"]

class MailEntry(TypedDict):
    """A row of the e-mail history (S-55). `result`: queued, sent, failed, uncertain, bounced."""
    address: str
    at: str
    attempt: int
    code: int
    message_id: str
    purpose: str
    reason: str
    reply: str
    result: str
    send_number: int
    server: str

class MailHistory(TypedDict):
    items: list["MailEntry"]

class Mails(TypedDict):
    """Where the latest mail to each address stands; `expected` is their sum, or more while some are not queued yet."""
    expected: int
    lost: int
    open: int
    sent: int
    uncertain: int

class Mark(TypedDict):
    """Mails that went out."""
    at: str
    count: int
    kind: str

class MessageInput(TypedDict):
    text: str

class MessageSent(TypedDict):
    id: str
    text: str
    written_at: str
    written_by: str

Method = Literal['all', 'largest', 'random', 'monetary_unit']

class MissingAnswer(TypedDict):
    """`expected`: the day that was announced, else the last day to answer."""
    amount: "Money"
    announced: bool
    expected: str
    reconciliation_id: str
    reference: str
    reminders: int
    state: str
    title: str

class Money(TypedDict):
    """An amount with its currency, as it travels: `{"amount": "1234.56", "currency": "TRY"}`."""
    amount: str
    currency: NotRequired[str]

class MonthClose(TypedDict):
    """Over all campaigns of a period; of the same request made twice the newest counts."""
    calendar: list["ExpectedAnswers"]
    largest_differences: list["Difference"]
    missing: list["MissingAnswer"]
    missing_count: int
    outcomes: dict[str, "OutcomeSum"]
    period: str
    rates: "Rates"
    without_figures: int

class NewApiKey(TypedDict):
    created_at: str
    created_by: str
    expires_at: str | None
    id: str
    key: str
    name: str
    revoked_at: str | None
    revoked_by: str | None
    scopes: list[str]
    shown: str
    state: Literal['active', 'expired', 'revoked']
    used_at: str | None

class NewInvitation(TypedDict):
    """`link` is shown this once, to be passed on; whoever opens it accepts."""
    email: str
    expires_at: str
    id: str
    link: str
    role: "Role"

class Note(TypedDict):
    at: str
    id: str
    text: str
    who: str

class NoteInput(TypedDict):
    text: str

class NoteList(TypedDict):
    items: list["Note"]

Off = Literal['by_hand', 'failing', 'gone']

Only = Literal['all', 'unanswered', 'failed', 'selected']

class OpenSession(TypedDict):
    agent: str
    company: str
    created_at: str
    ends_at: str
    id: str
    seen_at: str

class OpenSessionList(TypedDict):
    items: list["OpenSession"]

class OutcomeSum(TypedDict):
    """`balances`: the sizes of all balances together, whoever owes."""
    balances: "Money"
    count: int
    purchases: "Money"
    sales: "Money"

class PackageInput(TypedDict):
    language: NotRequired[Literal['tr', 'en']]
    sample_id: NotRequired[str | None]

class PageAuditEntry(TypedDict):
    items: list["AuditEntry"]
    next: NotRequired[str | None]

class PageCampaignSummary(TypedDict):
    items: list["CampaignSummary"]
    next: NotRequired[str | None]

class PageDelivery(TypedDict):
    items: list["Delivery"]
    next: NotRequired[str | None]

class PageReconciliation(TypedDict):
    items: list["Reconciliation"]
    next: NotRequired[str | None]

class PasswordChange(TypedDict):
    new_password: str
    old_password: str

class Period(TypedDict):
    campaigns: int
    last_day: str
    period: str
    running: int

class PeriodList(TypedDict):
    items: list["Period"]

class PhoneAnswerInput(TypedDict):
    """What the counterparty said by telephone."""
    answer: "Answer"
    explanation: NotRequired[str]
    said_at: str
    said_by: str

class Problem(TypedDict):
    """RFC 9457. `code` is stable, `detail` says what happened, what it means and what to do."""
    code: str
    detail: str
    status: int
    title: str
    type: str

class ProblemDocument(TypedDict):
    """RFC 9457. `code` is stable, `detail` says what happened, what it means and what to do."""
    code: str
    detail: str
    errors: NotRequired[list[dict[str, Any]]]
    status: int
    title: str
    type: str

class Queue(TypedDict):
    """Events of one box."""
    buried: int
    oldest_seconds: float
    pending: int

class Rates(TypedDict):
    """Percent of those who were asked, one place; absent where nobody was."""
    agreed: str | None
    agreed_amount: str | None
    answered: str | None
    answered_amount: str | None

class Reached(TypedDict):
    """One recipient and the fate of the latest mail to it."""
    address: str
    at: str | None
    code: int
    lost: bool
    name: str
    reason: str
    reply: str
    result: str

class ReachedRecipients(TypedDict):
    items: list["Reached"]

class ReadInput(TypedDict):
    until: NotRequired[str | None]

class Recipient(TypedDict):
    """One address that gets its own mail and its own link.

    `role`: `account` for the card's reconciliation address, `contact` for a ticked contact (S-25…S-28), `forwarded` for a
    colleague whom another recipient named."""
    address: str
    language: NotRequired[str]
    name: NotRequired[str]
    role: NotRequired[str]

class Reconciliation(TypedDict):
    """One counterparty in one campaign. Texts are empty and times null where nothing is known."""
    account_codes: list[str]
    answer: str
    answer_by: str | None
    answer_conflict: bool
    answer_details: "AnswerDetails"
    answer_explanation: str
    answer_late: bool
    answer_version: int
    answered_at: str | None
    answered_by: str
    answered_from: str
    balance: "Money"
    balances: list["CurrencyBalance"]
    campaign_id: str
    closed_at: str | None
    closed_reason: str
    figure_key: str
    id: str
    machine_opened_at: str | None
    notice: str
    notice_at: str | None
    notice_by: str
    opened_at: str | None
    outdated_at: str | None
    own_balances: list["Money"]
    phone_answer: str
    phone_explanation: str
    phone_noted_at: str | None
    phone_noted_by: str
    phone_said_at: str | None
    phone_said_by: str
    purchases: "SideTotal"
    recipients: list["Recipient"]
    reference: str
    refused_code: str
    refused_reason: str
    reminded_at: str | None
    reminders: int
    resolution: str
    resolution_text: str
    resolved_at: str | None
    resolved_by: str
    sales: "SideTotal"
    send_number: int
    state: "ReconciliationState"
    state_at: str
    superseded_by: str | None
    supersedes: str | None
    tax_number: str
    title: str
    undelivered: int
    unread_messages: int
    version: int
    wrong_addresses: list[str]

ReconciliationState = Literal['draft', 'preparing', 'not_sent', 'queued', 'sent', 'undelivered', 'uncertain', 'opened', 'agreed', 'disagreed', 'expired', 'no_objection', 'cancelled', 'by_phone']

class RejectionInput(TypedDict):
    reason: str

class RemindersInput(TypedDict):
    """When reminders go by themselves."""
    remind_days: list[int]

class RemindingInput(TypedDict):
    """Whether this counterparty is reminded."""
    wanted: bool

class ReplayInput(TypedDict):
    """From when on."""
    since: str

class Replayed(TypedDict):
    messages: int

class ResendInput(TypedDict):
    """Mail the link again; without addresses to all recipients."""
    addresses: NotRequired[list[str]]
    new_link: NotRequired[bool]
    seen_send_number: NotRequired[int | None]

class ResendManyInput(TypedDict):
    """Mail many of a campaign again: `all` open ones, the reached but `unanswered`, the `failed` addresses, `selected` ones."""
    only: "Only"
    reconciliation_ids: NotRequired[list[str]]

class ResentMany(TypedDict):
    """What was asked for; the mails follow by themselves."""
    mails: int
    reconciliations: int
    skipped: dict[str, int]

class ResolutionInput(TypedDict):
    code: str
    text: NotRequired[str]

class Results(TypedDict):
    """`outcomes`: `agreed`, `disagreed`, `open`, `unanswered` (ended without answer), `not_asked` (in no rate)."""
    answers: int
    largest_differences: list["Difference"]
    marks: list["Mark"]
    median_hours: str | None
    ninth_decile_hours: str | None
    outcomes: dict[str, "OutcomeSum"]
    rates: "Rates"
    states: dict[str, int]
    without_figures: int

class RetryInput(TypedDict):
    """Which buried messages are brought back; without ids all of the company's."""
    box: NotRequired["Box"]
    ids: NotRequired[list[str] | None]

Role = Literal['administrator', 'preparer', 'approver', 'auditor', 'viewer']

class Sample(TypedDict):
    """`written` is the method with all that was drawn, as it stands in a package."""
    campaign_id: str | None
    id: str
    run_id: str | None
    written: dict[str, Any]

class SampleInput(TypedDict):
    """`size` for `largest` and `random`, `interval` (in TRY) for `monetary_unit`, `seed` for both of the latter."""
    interval: NotRequired[int | str]
    method: "Method"
    seed: NotRequired[str]
    size: NotRequired[int]

class SampleList(TypedDict):
    items: list["Sample"]

class Score(TypedDict):
    """Of requests that have ended or were answered. `cause`: what the counterparty ticked most often."""
    answered: int
    asked: int
    cause: str
    disagreed: int
    figure_key: str
    median_hours: int | None
    percent: int
    title: str

class ScoreList(TypedDict):
    """Who answers least comes first."""
    items: list["Score"]
    total: int

class SelectionInput(TypedDict):
    """Either `{"all": true}` or `{"keys": [...]}`."""
    all: NotRequired[bool]
    keys: NotRequired[list[str] | None]

Side = Literal['purchases', 'sales']

class SideAnswer(TypedDict):
    """What the counterparty says about one of our sides: its own figures, as far as it gave them, and why they differ."""
    documents: NotRequired[int | None]
    explanation: NotRequired[str]
    total: NotRequired["Money | None"]

class SideTotal(TypedDict):
    """One side of a figure: KDV-exclusive total, distinct documents, returns as their own sub-total (domain.md §2.5)."""
    below_limit: NotRequired[bool]
    documents: int
    returns_documents: NotRequired[int]
    returns_total: "Money"
    total: "Money"

class SignUpInput(TypedDict):
    """A further company and its first administrator."""
    address: NotRequired[str]
    administrator: "AdministratorInput"
    email: NotRequired[str]
    invitation: NotRequired[str]
    phone: NotRequired[str]
    tax_number: str
    tax_office: NotRequired[str]
    title: str

State = Literal['buried', 'waiting', 'done', 'all']

class StatusEntry(TypedDict):
    """A row of the status history (S-54)."""
    address: str
    at: str
    entry: "Entry"
    explanation: str
    state: str
    version: int
    who: str

class StatusHistory(TypedDict):
    items: list["StatusEntry"]

class SystemMessage(TypedDict):
    """An event, or several of one type, that wait or were given up."""
    attempts: int
    box: "Box"
    events: int
    id: str
    next_at: str | None
    occurred_at: str
    reason: str
    state: "State"
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
    state: "State"
    type: str

class SystemMessageList(TypedDict):
    """The oldest first."""
    items: list["SystemMessage"]
    next: NotRequired[str | None]
    total: int

class TestResult(TypedDict):
    """What came of a test message."""
    answer: str
    milliseconds: int
    outcome: "ServicesCampaignWebhookSenderOutcome"
    status: int | None

class Token(TypedDict):
    """Send it as `Authorization: Bearer …` to any of the services."""
    access_token: str
    expires_at: str
    expires_in: int
    token_type: NotRequired[Literal['bearer']]

class ToleranceInput(TypedDict):
    """Within tolerance is what keeps one of the two limits."""
    amount: NotRequired[int | str | None]
    counterparty: NotRequired[str]
    percent: NotRequired[int | str | None]

class ToleranceList(TypedDict):
    items: list["ToleranceOut"]

class ToleranceOut(TypedDict):
    amount: str | None
    counterparty: str
    percent: str | None

class Tolerances(TypedDict):
    items: list["ToleranceInput"]

class User(TypedDict):
    active: bool
    created_at: str
    email: str
    id: str
    language: str
    name: str
    role: "Role"
    signed_in_at: str | None

class UserChange(TypedDict):
    """What is left out stays."""
    active: NotRequired[bool | None]
    role: NotRequired["Role | None"]

class UserInput(TypedDict):
    email: str
    language: NotRequired[Literal['tr', 'en']]
    name: str
    password: str
    role: "Role"

class UserList(TypedDict):
    items: list["User"]

class Warned(TypedDict):
    """Something to know; the campaign was made all the same. Codes: `no_address`, `open_elsewhere`."""
    campaign_number: NotRequired[int | None]
    code: str
    figure_key: str
    title: str

class Webhook(TypedDict):
    """A receiver. Its secret is seen once, when it is made."""
    created_at: str
    created_by: str
    delivered_at: str | None
    description: str
    events: list["WebhookEvent"]
    failing_since: str | None
    id: str
    off_at: str | None
    off_because: "Off | None"
    old_secret_until: str | None
    on: bool
    url: str

class WebhookChange(TypedDict):
    """All of it; what is not named takes its usual value."""
    description: NotRequired[str]
    events: list["WebhookEvent"]
    on: NotRequired[bool]
    url: str

WebhookEvent = Literal['campaign.created', 'campaign.completed', 'campaign.cancelled', 'campaign.extended', 'reconciliation.sent', 'reconciliation.not_sent', 'reconciliation.undelivered', 'reconciliation.opened', 'reconciliation.noticed', 'reconciliation.message_received', 'reconciliation.answered', 'reconciliation.expired', 'reconciliation.closed']

class WebhookInput(TypedDict):
    """Where to, and what."""
    description: NotRequired[str]
    events: list["WebhookEvent"]
    url: str

class WebhookList(TypedDict):
    items: list["Webhook"]

class WebhookWithSecret(TypedDict):
    """The only answer that holds the secret."""
    created_at: str
    created_by: str
    delivered_at: str | None
    description: str
    events: list["WebhookEvent"]
    failing_since: str | None
    id: str
    off_at: str | None
    off_because: "Off | None"
    old_secret_until: str | None
    on: bool
    secret: str
    url: str

class WrittenMail(TypedDict):
    addresses: list[str]
    id: str
    subject: str
    text: str

class WrittenMailInput(TypedDict):
    addresses: list[str]
    subject: str
    text: str

ServicesCampaignDomainCampaignsCampaignEntry = Literal['prepared', 'edited', 'submitted', 'approved', 'rejected', 'sent', 'reminders', 'extended', 'cancelled']

ServicesCampaignDomainResultsOutcome = Literal['agreed', 'disagreed', 'open', 'unanswered', 'not_asked']

class ServicesCampaignSchemasApprovalsCampaignEntry(TypedDict):
    """What a person did with a campaign as a whole."""
    at: str
    entry: "ServicesCampaignDomainCampaignsCampaignEntry"
    text: str
    who: str

ServicesCampaignWebhookSenderOutcome = Literal['delivered', 'refused', 'redirected', 'gone', 'no_name', 'blocked', 'unreachable', 'tls', 'timeout', 'hung_up', 'secret']

class CampaignApi:
    """Who is asked, until when, and what came of it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get_api_keys(self) -> ApiKeyList:
        """List the company's API keys"""
        return self._transport.call("GET", "/campaign/api/v1/api-keys", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_api_keys(self, body: ApiKeyInput) -> NewApiKey:
        """Make an API key

        The key is in this answer and nowhere else. No `Idempotency-Key`: its answer would have to be kept."""
        return self._transport.call("POST", "/campaign/api/v1/api-keys", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def post_api_key_revoke(self, key_id: str | int) -> ApiKey:
        """Revoke an API key

        It opens nothing any more: here at once, at the other services within five seconds."""
        return self._transport.call("POST", f"/campaign/api/v1/api-keys/{request.quoted(key_id)}/revoke", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_approval_rule(self) -> ApprovalRule:
        """Which campaigns need approval"""
        return self._transport.call("GET", "/campaign/api/v1/approval-rule", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_approval_rule(self, body: ApprovalRuleInput, *, if_match: str, idempotency_key: str | None = None) -> ApprovalRule:
        """Set which campaigns need approval

        Campaigns that wait or run already stay as they are."""
        return self._transport.call("PUT", "/campaign/api/v1/approval-rule", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_assigned(self) -> AssignedList:
        """What you look after

        What is open or disagrees among the counterparties that were given to you, the next last day first; at most 500."""
        return self._transport.call("GET", "/campaign/api/v1/assigned", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_audit_log(self, *, cursor: str | None = None, limit: int | None = None, deed: list[Deed] | None = None, name: str | None = None, q: str | None = None, since: str | None = None, until: str | None = None) -> PageAuditEntry:
        """Who did what when, the newest first"""
        return self._transport.call("GET", "/campaign/api/v1/audit-log", answers="json", query={"cursor": cursor, "limit": limit, "deed": deed, "name": name, "q": q, "since": since, "until": until})  # type: ignore[no-any-return]  # as it is published

    def get_campaigns(self, *, cursor: str | None = None, limit: int | None = None, from_: str | None = None, to: str | None = None, state: list[CampaignState] | None = None) -> PageCampaignSummary:
        """List sent campaigns, newest first"""
        return self._transport.call("GET", "/campaign/api/v1/campaigns", answers="json", query={"cursor": cursor, "limit": limit, "from": from_, "to": to, "state": state})  # type: ignore[no-any-return]  # as it is published

    def post_campaigns(self, body: CampaignInput, *, idempotency_key: str | None = None) -> Campaign:
        """Send a campaign from a run

        Asks the selected counterparties; the mails follow by themselves. `warnings` lists what to look after.

        Where the company's rule asks for it, the campaign waits instead (`state`: `awaiting_approval`)."""
        return self._transport.call("POST", "/campaign/api/v1/campaigns", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_campaign(self, campaign_id: str | int) -> Campaign:
        """One campaign

        The `ETag` is what an action sends back as `If-Match`."""
        return self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_campaign_answer_copies(self, campaign_id: str | int) -> CopyOrderList:
        """Where copies of the answers go"""
        return self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/answer-copies", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_campaign_answer_copies(self, campaign_id: str | int, body: CopiesInput, *, idempotency_key: str | None = None) -> CopyOrderList:
        """Have every answer copied to an auditor's address

        Also of answers that are there already. Mailed by the mailer with the signed receipt; no person passes it on."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/answer-copies", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_campaign_answer_copy_end(self, campaign_id: str | int, order_id: str | int, *, idempotency_key: str | None = None) -> CopyOrderList:
        """Send no further copies"""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/answer-copies/{request.quoted(order_id)}/end", answers="json", headers={"idempotency-key": idempotency_key})  # type: ignore[no-any-return]  # as it is published

    def post_campaign_approve(self, campaign_id: str | int, *, if_match: str, idempotency_key: str | None = None) -> Campaign:
        """Approve and send

        By anybody who may approve but its preparer; everybody is asked with the figures as they were prepared."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/approve", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match})  # type: ignore[no-any-return]  # as it is published

    def post_campaign_cancel(self, campaign_id: str | int, *, idempotency_key: str | None = None, if_match: str | None = None) -> Campaign:
        """Withdraw a campaign

        Unsent mails stay unsent, pages say that it was withdrawn, answers that were given stay. A draft just ends."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/cancel", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match})  # type: ignore[no-any-return]  # as it is published

    def post_campaign_corrections(self, campaign_id: str | int, body: CorrectionInput, *, idempotency_key: str | None = None) -> Campaign:
        """Ask again with corrected figures

        A new campaign with the figures that the books show now. The requests that it corrects are closed as superseded: their
        pages say so. Where the company's rule asks for approval, all of that waits for it."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/corrections", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def put_campaign_draft(self, campaign_id: str | int, body: DraftInput, *, if_match: str, idempotency_key: str | None = None) -> Campaign:
        """Edit before it is sent

        By its preparer, also while it waits for approval; whoever has looked at the earlier version has to look again."""
        return self._transport.call("PUT", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/draft", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_campaign_extend(self, campaign_id: str | int, body: ExtensionInput, *, if_match: str, idempotency_key: str | None = None) -> Campaign:
        """Give a campaign more time

        Links, pages, reminders and mails that wait follow. Answers may be changed until the new day. A campaign whose last day is
        over is only extended with `reopen`; those whose time has run out are then asked again, and reminding them is a step of
        its own."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/extend", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_campaign_history(self, campaign_id: str | int) -> CampaignHistory:
        """What people did with a campaign

        Who prepared, approved, sent or ended it, oldest first."""
        return self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/history", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_campaign_package(self, campaign_id: str | int, body: PackageInput, *, idempotency_key: str | None = None) -> MadeFile:
        """Order the auditor's package of a campaign

        It is made in the background. The same order of the same person is made once while it is not done."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/package", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_campaign_reconciliations(self, campaign_id: str | int, *, cursor: str | None = None, limit: int | None = None, state: list[ReconciliationState] | None = None, q: str | None = None) -> PageReconciliation:
        """The reconciliations of a campaign, by title"""
        return self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/reconciliations", answers="json", query={"cursor": cursor, "limit": limit, "state": state, "q": q})  # type: ignore[no-any-return]  # as it is published

    def post_campaign_reject(self, campaign_id: str | int, body: RejectionInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Campaign:
        """Give back to the preparer

        It becomes a draft again, with the reason."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/reject", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_campaign_remind(self, campaign_id: str | int) -> ResentMany:
        """What reminding would do now

        Counted as `POST` counts, without doing it."""
        return self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/remind", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_campaign_remind(self, campaign_id: str | int, *, idempotency_key: str | None = None) -> ResentMany:
        """Remind those who are silent

        Reached and not answered. Not more than three times, not within 48 hours, not who said that it has no record or named a
        day, and not who is not to be reminded; `skipped` counts them."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/remind", answers="json", headers={"idempotency-key": idempotency_key})  # type: ignore[no-any-return]  # as it is published

    def put_campaign_reminders(self, campaign_id: str | int, body: RemindersInput, *, if_match: str | None = None) -> Campaign:
        """When reminders go by themselves

        On working days in Türkiye, between 9.30 and 17.00 (13.00 before a feast); what was missed is one reminder."""
        return self._transport.call("PUT", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/reminders", answers="json", headers={"if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_campaign_resend(self, campaign_id: str | int, body: ResendManyInput, *, idempotency_key: str | None = None) -> ResentMany:
        """Mail the links of many reconciliations again

        The same figures and the same links. Whoever has answered is not asked again; the answer counts what is sent."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/resend", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_campaign_results(self, campaign_id: str | int) -> Results:
        """Rates, times to answer and the largest differences of a campaign"""
        return self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/results", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_campaign_samples(self, campaign_id: str | int) -> SampleList:
        """Samples that were drawn of a campaign, newest first"""
        return self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/samples", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_campaign_samples(self, campaign_id: str | int, body: SampleInput, *, idempotency_key: str | None = None) -> Sample:
        """Draw a sample of a campaign

        Reproducible: the same rule over the same population draws the same. `written` says how, and what from."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/samples", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_campaign_submit(self, campaign_id: str | int, *, idempotency_key: str | None = None, if_match: str | None = None) -> Campaign:
        """Send a draft

        By its preparer. Where the company's rule asks for it, it waits for approval instead."""
        return self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/submit", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match})  # type: ignore[no-any-return]  # as it is published

    def get_companies(self) -> CompanyList:
        """The companies you work for"""
        return self._transport.call("GET", "/campaign/api/v1/companies", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_companies(self, body: FirstStart) -> Company:
        """Register the company and its first administrator

        Only with the one-time code of the first start, and only while there is no company."""
        return self._transport.call("POST", "/campaign/api/v1/companies", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_company(self, company_id: str | int) -> Company:
        """The company card

        The `ETag` is what an edit sends back as `If-Match`."""
        return self._transport.call("GET", f"/campaign/api/v1/companies/{request.quoted(company_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_company(self, company_id: str | int, body: CompanyInput, *, if_match: str, idempotency_key: str | None = None) -> Company:
        """Edit the company card"""
        return self._transport.call("PUT", f"/campaign/api/v1/companies/{request.quoted(company_id)}", answers="json", headers={"if-match": if_match, "idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_files(self) -> MadeFileList:
        """Files that you ordered

        The newest first."""
        return self._transport.call("GET", "/campaign/api/v1/files", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_file(self, file_id: str | int) -> MadeFile:
        """How far a file is"""
        return self._transport.call("GET", f"/campaign/api/v1/files/{request.quoted(file_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_file_content(self, file_id: str | int) -> bytes:
        """The file itself"""
        return self._transport.call("GET", f"/campaign/api/v1/files/{request.quoted(file_id)}/content", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    def get_information_text(self) -> InformationText:
        """The privacy notice as it is shown"""
        return self._transport.call("GET", "/campaign/api/v1/information-text", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_information_text(self, body: InformationInput, *, idempotency_key: str | None = None) -> InformationText:
        """Publish a new version of the privacy notice"""
        return self._transport.call("POST", "/campaign/api/v1/information-text", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_invitations(self) -> InvitationList:
        """List open invitations"""
        return self._transport.call("GET", "/campaign/api/v1/invitations", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_invitations(self, body: InvitationInput, *, idempotency_key: str | None = None) -> NewInvitation:
        """Invite somebody

        Mailed over the company's mail server, and told this once. Good for seven days and one acceptance; a new one of the same
        address replaces it."""
        return self._transport.call("POST", "/campaign/api/v1/invitations", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_invitations_accept(self, body: Acceptance) -> Accepted:
        """Accept an invitation

        With a name and a password a new account is made; without a name the account of the invited address joins."""
        return self._transport.call("POST", "/campaign/api/v1/invitations/accept", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def delete_invitation(self, invitation_id: str | int) -> None:
        """Take an invitation back"""
        self._transport.call("DELETE", f"/campaign/api/v1/invitations/{request.quoted(invitation_id)}", answers="nothing")

    def get_my_companies(self) -> CompanyStandingList:
        """How the month stands in each of your companies

        Of all companies that you work for, not only the token's."""
        return self._transport.call("GET", "/campaign/api/v1/my/companies", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_my_companies(self, body: CompanyInput, *, idempotency_key: str | None = None) -> Company:
        """Open a further company

        You become its administrator."""
        return self._transport.call("POST", "/campaign/api/v1/my/companies", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def put_my_password(self, body: PasswordChange) -> None:
        """Change your password

        All your sessions end; tokens that were taken before run out within the hour."""
        self._transport.call("PUT", "/campaign/api/v1/my/password", answers="nothing", json=body)

    def get_my_sessions(self) -> OpenSessionList:
        """Where you are signed in to the console"""
        return self._transport.call("GET", "/campaign/api/v1/my/sessions", answers="json")  # type: ignore[no-any-return]  # as it is published

    def delete_my_sessions(self) -> None:
        """Sign out everywhere"""
        self._transport.call("DELETE", "/campaign/api/v1/my/sessions", answers="nothing")

    def delete_my_session(self, session_id: str | int) -> None:
        """Sign out there"""
        self._transport.call("DELETE", f"/campaign/api/v1/my/sessions/{request.quoted(session_id)}", answers="nothing")

    def get_reconciliation(self, reconciliation_id: str | int) -> Reconciliation:
        """One reconciliation

        The `ETag` is what an action sends back as `If-Match`."""
        return self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_reconciliation_assignee(self, reconciliation_id: str | int) -> Assignee:
        """Who looks after this counterparty"""
        return self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/assignee", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_reconciliation_assignee(self, reconciliation_id: str | int, body: AssigneeInput, *, idempotency_key: str | None = None) -> Assignee:
        """Give this counterparty to a colleague

        In this request and in later ones."""
        return self._transport.call("PUT", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/assignee", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_reconciliation_close(self, reconciliation_id: str | int, body: ClosingInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Reconciliation:
        """Close by hand

        Unsent mails stay unsent, and its pages say that the request was withdrawn. What was answered cannot be closed."""
        return self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/close", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_reconciliation_mail_history(self, reconciliation_id: str | int) -> MailHistory:
        """Its e-mail history

        To which addresses it went, and what the mail server said, oldest first."""
        return self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/mail-history", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_reconciliation_mails(self, reconciliation_id: str | int, body: WrittenMailInput, *, idempotency_key: str | None = None) -> WrittenMail:
        """Write an e-mail to a counterparty

        Plain text in the company's letter frame, without link and figures: it asks nothing and changes no state. To recipients of
        the request and contacts of its account cards; limits, pauses and addresses that are held back count as for every mail."""
        return self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/mails", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_reconciliation_messages(self, reconciliation_id: str | int, body: MessageInput, *, idempotency_key: str | None = None) -> MessageSent:
        """Write a message to the counterparty

        It stands on the page, and every recipient is mailed it with their own link. They answer on the page; notes among
        colleagues are something else, and stay here."""
        return self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/messages", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_reconciliation_messages_read(self, reconciliation_id: str | int, *, body: ReadInput | None = None) -> Reconciliation:
        """Mark the counterparty's messages as read

        What came after `until` stays unread: nobody has seen it yet."""
        return self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/messages/read", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_reconciliation_notes(self, reconciliation_id: str | int) -> NoteList:
        """Notes among colleagues

        Oldest first."""
        return self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/notes", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_reconciliation_notes(self, reconciliation_id: str | int, body: NoteInput, *, idempotency_key: str | None = None) -> Note:
        """Write a note

        For colleagues; it is not changed later, and no counterparty ever sees it."""
        return self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/notes", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def put_reconciliation_phone_answer(self, reconciliation_id: str | int, body: PhoneAnswerInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Reconciliation:
        """Note what was said by telephone

        Nothing more is awaited and reminders stop. Your word, never evidence of theirs: an answer on the page replaces it."""
        return self._transport.call("PUT", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/phone-answer", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_reconciliation_recipients(self, reconciliation_id: str | int) -> ReachedRecipients:
        """Whom it reached

        Each recipient with the fate of the latest mail to it: whoever is lost can be replaced by one of the others."""
        return self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/recipients", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_reconciliation_reminding(self, reconciliation_id: str | int, body: RemindingInput) -> None:
        """Whether this counterparty is reminded

        Of this request and of every later one: some do not like it, and some answer by telephone."""
        self._transport.call("PUT", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/reminding", answers="nothing", json=body)

    def post_reconciliation_resend(self, reconciliation_id: str | int, body: ResendInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Reconciliation:
        """Mail the link again

        The same figures and, unless a new one is asked for, the same link, to all recipients or to some."""
        return self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/resend", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def put_reconciliation_resolution(self, reconciliation_id: str | int, body: ResolutionInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Reconciliation:
        """Say what a disagreement came down to

        The answer stays what it is. A later answer of the counterparty stands beside it."""
        return self._transport.call("PUT", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/resolution", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_reconciliation_status_history(self, reconciliation_id: str | int) -> StatusHistory:
        """Its status history

        Every state, answer and notice, oldest first."""
        return self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/status-history", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_reports_months(self) -> PeriodList:
        """Months of which something was asked"""
        return self._transport.call("GET", "/campaign/api/v1/reports/months", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_reports_month(self, period: str | int) -> MonthClose:
        """How far a month is closed

        A month of which nothing was asked has nothing in it."""
        return self._transport.call("GET", f"/campaign/api/v1/reports/months/{request.quoted(period)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_reports_scores(self, *, q: str | None = None, offset: int | None = None, limit: int | None = None) -> ScoreList:
        """How counterparties answer"""
        return self._transport.call("GET", "/campaign/api/v1/reports/scores", answers="json", query={"q": q, "offset": offset, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    def post_run_samples(self, run_id: str | int, body: SampleInput, *, idempotency_key: str | None = None) -> Sample:
        """Draw a sample of a run, before anybody is asked

        The auditor says whom to ask: its keys are the `selection` of the campaign that is then sent."""
        return self._transport.call("POST", f"/campaign/api/v1/runs/{request.quoted(run_id)}/samples", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_sample(self, sample_id: str | int) -> Sample:
        """One sample"""
        return self._transport.call("GET", f"/campaign/api/v1/samples/{request.quoted(sample_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_sign_up(self, body: SignUpInput) -> Company:
        """Open a further company with a new account

        Where the installation lets you: with an invitation, or where sign-up is open."""
        return self._transport.call("POST", "/campaign/api/v1/sign-up", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_system(self) -> Health:
        """How this service is doing"""
        return self._transport.call("GET", "/campaign/api/v1/system", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_system_messages(self, *, box: Box | None = None, state: State | None = None, limit: int | None = None, cursor: str | None = None) -> SystemMessageList:
        """Events that wait or were given up

        Of your company, the oldest first."""
        return self._transport.call("GET", "/campaign/api/v1/system/messages", answers="json", query={"box": box, "state": state, "limit": limit, "cursor": cursor})  # type: ignore[no-any-return]  # as it is published

    def post_system_messages_retry(self, body: RetryInput) -> Handled:
        """Try buried events again

        With fresh attempts."""
        return self._transport.call("POST", "/campaign/api/v1/system/messages/retry", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_system_message(self, event_id: str | int, *, box: Box | None = None) -> SystemMessageBody:
        """One of them with its body"""
        return self._transport.call("GET", f"/campaign/api/v1/system/messages/{request.quoted(event_id)}", answers="json", query={"box": box})  # type: ignore[no-any-return]  # as it is published

    def post_system_message_discard(self, event_id: str | int, body: DiscardInput) -> None:
        """Close a buried event for good

        It takes no effect any more; the note stays beside the reason."""
        self._transport.call("POST", f"/campaign/api/v1/system/messages/{request.quoted(event_id)}/discard", answers="nothing", json=body)

    def post_token(self, body: Credentials | ClientCredentials) -> Token:
        """Get a bearer token

        Access to all services' APIs for one company: an hour with the rights of a person's role there, or five minutes with an
        API key's.

        A key is a bearer itself; whoever has no OAuth 2 client has no need to exchange it."""
        return self._transport.call("POST", "/campaign/api/v1/token", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_tolerances(self) -> ToleranceList:
        """The company's tolerances"""
        return self._transport.call("GET", "/campaign/api/v1/tolerances", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_tolerances(self, body: Tolerances, *, idempotency_key: str | None = None) -> ToleranceList:
        """Set all tolerances

        What is not named is gone."""
        return self._transport.call("PUT", "/campaign/api/v1/tolerances", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def get_users(self) -> UserList:
        """List the company's users"""
        return self._transport.call("GET", "/campaign/api/v1/users", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_users(self, body: UserInput, *, idempotency_key: str | None = None) -> User:
        """Add a user"""
        return self._transport.call("POST", "/campaign/api/v1/users", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def patch_user(self, user_id: str | int, body: UserChange, *, idempotency_key: str | None = None) -> User:
        """Change a user's role, switch them off or on

        Their sessions in this company end. The last administrator stays one (`last_administrator`)."""
        return self._transport.call("PATCH", f"/campaign/api/v1/users/{request.quoted(user_id)}", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    def post_user_second_factor_reset(self, user_id: str | int) -> User:
        """Take a user's second factor away

        They are signed out everywhere, set up a new one at the next sign-in, and are told who did this."""
        return self._transport.call("POST", f"/campaign/api/v1/users/{request.quoted(user_id)}/second-factor/reset", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_user_sign_out(self, user_id: str | int) -> User:
        """End a user's sessions in this company"""
        return self._transport.call("POST", f"/campaign/api/v1/users/{request.quoted(user_id)}/sign-out", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_webhook_events(self) -> EventTypes:
        """What can be listened to"""
        return self._transport.call("GET", "/campaign/api/v1/webhook-events", answers="json")  # type: ignore[no-any-return]  # as it is published

    def get_webhooks(self) -> WebhookList:
        """The company's webhooks"""
        return self._transport.call("GET", "/campaign/api/v1/webhooks", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_webhooks(self, body: WebhookInput) -> WebhookWithSecret:
        """Add a webhook

        The answer holds the secret, which is not shown again. That is why no `Idempotency-Key` is taken here: answers to those are
        kept."""
        return self._transport.call("POST", "/campaign/api/v1/webhooks", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def get_webhook(self, webhook_id: str | int) -> Webhook:
        """One webhook"""
        return self._transport.call("GET", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def put_webhook(self, webhook_id: str | int, body: WebhookChange) -> Webhook:
        """Change a webhook, or switch it off or on"""
        return self._transport.call("PUT", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def delete_webhook(self, webhook_id: str | int) -> None:
        """Delete a webhook

        What was still to be sent to it is not sent."""
        self._transport.call("DELETE", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}", answers="nothing")

    def get_webhook_deliveries(self, webhook_id: str | int, *, cursor: str | None = None, limit: int | None = None, state: list[DeliveryState] | None = None) -> PageDelivery:
        """What was sent to it, the newest first"""
        return self._transport.call("GET", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/deliveries", answers="json", query={"cursor": cursor, "limit": limit, "state": state})  # type: ignore[no-any-return]  # as it is published

    def get_webhook_delivery(self, webhook_id: str | int, delivery_id: str | int) -> DeliveryWithBody:
        """One delivery with its body"""
        return self._transport.call("GET", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/deliveries/{request.quoted(delivery_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_webhook_delivery_replay(self, webhook_id: str | int, delivery_id: str | int) -> Replayed:
        """Send one message again

        Under the same `webhook-id`."""
        return self._transport.call("POST", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/deliveries/{request.quoted(delivery_id)}/replay", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_webhook_replay(self, webhook_id: str | int, body: ReplayInput) -> Replayed:
        """Send again what failed or was missed

        Failed messages, and those of its events that came while it was off or before it listened to them."""
        return self._transport.call("POST", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/replay", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    def post_webhook_secret(self, webhook_id: str | int) -> WebhookWithSecret:
        """Make a new secret

        For 24 hours every message is signed with both, so that the receiver can change over without a gap."""
        return self._transport.call("POST", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/secret", answers="json")  # type: ignore[no-any-return]  # as it is published

    def post_webhook_test(self, webhook_id: str | int) -> TestResult:
        """Send a test message

        Waits for the receiver's answer, 15 seconds at most; also while the webhook is off."""
        return self._transport.call("POST", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/test", answers="json")  # type: ignore[no-any-return]  # as it is published

class AsyncCampaignApi:
    """Who is asked, until when, and what came of it."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def get_api_keys(self) -> ApiKeyList:
        """List the company's API keys"""
        return await self._transport.call("GET", "/campaign/api/v1/api-keys", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_api_keys(self, body: ApiKeyInput) -> NewApiKey:
        """Make an API key

        The key is in this answer and nowhere else. No `Idempotency-Key`: its answer would have to be kept."""
        return await self._transport.call("POST", "/campaign/api/v1/api-keys", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_api_key_revoke(self, key_id: str | int) -> ApiKey:
        """Revoke an API key

        It opens nothing any more: here at once, at the other services within five seconds."""
        return await self._transport.call("POST", f"/campaign/api/v1/api-keys/{request.quoted(key_id)}/revoke", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_approval_rule(self) -> ApprovalRule:
        """Which campaigns need approval"""
        return await self._transport.call("GET", "/campaign/api/v1/approval-rule", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_approval_rule(self, body: ApprovalRuleInput, *, if_match: str, idempotency_key: str | None = None) -> ApprovalRule:
        """Set which campaigns need approval

        Campaigns that wait or run already stay as they are."""
        return await self._transport.call("PUT", "/campaign/api/v1/approval-rule", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_assigned(self) -> AssignedList:
        """What you look after

        What is open or disagrees among the counterparties that were given to you, the next last day first; at most 500."""
        return await self._transport.call("GET", "/campaign/api/v1/assigned", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_audit_log(self, *, cursor: str | None = None, limit: int | None = None, deed: list[Deed] | None = None, name: str | None = None, q: str | None = None, since: str | None = None, until: str | None = None) -> PageAuditEntry:
        """Who did what when, the newest first"""
        return await self._transport.call("GET", "/campaign/api/v1/audit-log", answers="json", query={"cursor": cursor, "limit": limit, "deed": deed, "name": name, "q": q, "since": since, "until": until})  # type: ignore[no-any-return]  # as it is published

    async def get_campaigns(self, *, cursor: str | None = None, limit: int | None = None, from_: str | None = None, to: str | None = None, state: list[CampaignState] | None = None) -> PageCampaignSummary:
        """List sent campaigns, newest first"""
        return await self._transport.call("GET", "/campaign/api/v1/campaigns", answers="json", query={"cursor": cursor, "limit": limit, "from": from_, "to": to, "state": state})  # type: ignore[no-any-return]  # as it is published

    async def post_campaigns(self, body: CampaignInput, *, idempotency_key: str | None = None) -> Campaign:
        """Send a campaign from a run

        Asks the selected counterparties; the mails follow by themselves. `warnings` lists what to look after.

        Where the company's rule asks for it, the campaign waits instead (`state`: `awaiting_approval`)."""
        return await self._transport.call("POST", "/campaign/api/v1/campaigns", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_campaign(self, campaign_id: str | int) -> Campaign:
        """One campaign

        The `ETag` is what an action sends back as `If-Match`."""
        return await self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_campaign_answer_copies(self, campaign_id: str | int) -> CopyOrderList:
        """Where copies of the answers go"""
        return await self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/answer-copies", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_answer_copies(self, campaign_id: str | int, body: CopiesInput, *, idempotency_key: str | None = None) -> CopyOrderList:
        """Have every answer copied to an auditor's address

        Also of answers that are there already. Mailed by the mailer with the signed receipt; no person passes it on."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/answer-copies", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_answer_copy_end(self, campaign_id: str | int, order_id: str | int, *, idempotency_key: str | None = None) -> CopyOrderList:
        """Send no further copies"""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/answer-copies/{request.quoted(order_id)}/end", answers="json", headers={"idempotency-key": idempotency_key})  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_approve(self, campaign_id: str | int, *, if_match: str, idempotency_key: str | None = None) -> Campaign:
        """Approve and send

        By anybody who may approve but its preparer; everybody is asked with the figures as they were prepared."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/approve", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match})  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_cancel(self, campaign_id: str | int, *, idempotency_key: str | None = None, if_match: str | None = None) -> Campaign:
        """Withdraw a campaign

        Unsent mails stay unsent, pages say that it was withdrawn, answers that were given stay. A draft just ends."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/cancel", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match})  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_corrections(self, campaign_id: str | int, body: CorrectionInput, *, idempotency_key: str | None = None) -> Campaign:
        """Ask again with corrected figures

        A new campaign with the figures that the books show now. The requests that it corrects are closed as superseded: their
        pages say so. Where the company's rule asks for approval, all of that waits for it."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/corrections", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def put_campaign_draft(self, campaign_id: str | int, body: DraftInput, *, if_match: str, idempotency_key: str | None = None) -> Campaign:
        """Edit before it is sent

        By its preparer, also while it waits for approval; whoever has looked at the earlier version has to look again."""
        return await self._transport.call("PUT", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/draft", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_extend(self, campaign_id: str | int, body: ExtensionInput, *, if_match: str, idempotency_key: str | None = None) -> Campaign:
        """Give a campaign more time

        Links, pages, reminders and mails that wait follow. Answers may be changed until the new day. A campaign whose last day is
        over is only extended with `reopen`; those whose time has run out are then asked again, and reminding them is a step of
        its own."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/extend", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_campaign_history(self, campaign_id: str | int) -> CampaignHistory:
        """What people did with a campaign

        Who prepared, approved, sent or ended it, oldest first."""
        return await self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/history", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_package(self, campaign_id: str | int, body: PackageInput, *, idempotency_key: str | None = None) -> MadeFile:
        """Order the auditor's package of a campaign

        It is made in the background. The same order of the same person is made once while it is not done."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/package", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_campaign_reconciliations(self, campaign_id: str | int, *, cursor: str | None = None, limit: int | None = None, state: list[ReconciliationState] | None = None, q: str | None = None) -> PageReconciliation:
        """The reconciliations of a campaign, by title"""
        return await self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/reconciliations", answers="json", query={"cursor": cursor, "limit": limit, "state": state, "q": q})  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_reject(self, campaign_id: str | int, body: RejectionInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Campaign:
        """Give back to the preparer

        It becomes a draft again, with the reason."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/reject", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_campaign_remind(self, campaign_id: str | int) -> ResentMany:
        """What reminding would do now

        Counted as `POST` counts, without doing it."""
        return await self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/remind", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_remind(self, campaign_id: str | int, *, idempotency_key: str | None = None) -> ResentMany:
        """Remind those who are silent

        Reached and not answered. Not more than three times, not within 48 hours, not who said that it has no record or named a
        day, and not who is not to be reminded; `skipped` counts them."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/remind", answers="json", headers={"idempotency-key": idempotency_key})  # type: ignore[no-any-return]  # as it is published

    async def put_campaign_reminders(self, campaign_id: str | int, body: RemindersInput, *, if_match: str | None = None) -> Campaign:
        """When reminders go by themselves

        On working days in Türkiye, between 9.30 and 17.00 (13.00 before a feast); what was missed is one reminder."""
        return await self._transport.call("PUT", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/reminders", answers="json", headers={"if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_resend(self, campaign_id: str | int, body: ResendManyInput, *, idempotency_key: str | None = None) -> ResentMany:
        """Mail the links of many reconciliations again

        The same figures and the same links. Whoever has answered is not asked again; the answer counts what is sent."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/resend", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_campaign_results(self, campaign_id: str | int) -> Results:
        """Rates, times to answer and the largest differences of a campaign"""
        return await self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/results", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_campaign_samples(self, campaign_id: str | int) -> SampleList:
        """Samples that were drawn of a campaign, newest first"""
        return await self._transport.call("GET", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/samples", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_samples(self, campaign_id: str | int, body: SampleInput, *, idempotency_key: str | None = None) -> Sample:
        """Draw a sample of a campaign

        Reproducible: the same rule over the same population draws the same. `written` says how, and what from."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/samples", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_campaign_submit(self, campaign_id: str | int, *, idempotency_key: str | None = None, if_match: str | None = None) -> Campaign:
        """Send a draft

        By its preparer. Where the company's rule asks for it, it waits for approval instead."""
        return await self._transport.call("POST", f"/campaign/api/v1/campaigns/{request.quoted(campaign_id)}/submit", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match})  # type: ignore[no-any-return]  # as it is published

    async def get_companies(self) -> CompanyList:
        """The companies you work for"""
        return await self._transport.call("GET", "/campaign/api/v1/companies", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_companies(self, body: FirstStart) -> Company:
        """Register the company and its first administrator

        Only with the one-time code of the first start, and only while there is no company."""
        return await self._transport.call("POST", "/campaign/api/v1/companies", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_company(self, company_id: str | int) -> Company:
        """The company card

        The `ETag` is what an edit sends back as `If-Match`."""
        return await self._transport.call("GET", f"/campaign/api/v1/companies/{request.quoted(company_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_company(self, company_id: str | int, body: CompanyInput, *, if_match: str, idempotency_key: str | None = None) -> Company:
        """Edit the company card"""
        return await self._transport.call("PUT", f"/campaign/api/v1/companies/{request.quoted(company_id)}", answers="json", headers={"if-match": if_match, "idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_files(self) -> MadeFileList:
        """Files that you ordered

        The newest first."""
        return await self._transport.call("GET", "/campaign/api/v1/files", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_file(self, file_id: str | int) -> MadeFile:
        """How far a file is"""
        return await self._transport.call("GET", f"/campaign/api/v1/files/{request.quoted(file_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_file_content(self, file_id: str | int) -> bytes:
        """The file itself"""
        return await self._transport.call("GET", f"/campaign/api/v1/files/{request.quoted(file_id)}/content", answers="bytes")  # type: ignore[no-any-return]  # as it is published

    async def get_information_text(self) -> InformationText:
        """The privacy notice as it is shown"""
        return await self._transport.call("GET", "/campaign/api/v1/information-text", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_information_text(self, body: InformationInput, *, idempotency_key: str | None = None) -> InformationText:
        """Publish a new version of the privacy notice"""
        return await self._transport.call("POST", "/campaign/api/v1/information-text", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_invitations(self) -> InvitationList:
        """List open invitations"""
        return await self._transport.call("GET", "/campaign/api/v1/invitations", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_invitations(self, body: InvitationInput, *, idempotency_key: str | None = None) -> NewInvitation:
        """Invite somebody

        Mailed over the company's mail server, and told this once. Good for seven days and one acceptance; a new one of the same
        address replaces it."""
        return await self._transport.call("POST", "/campaign/api/v1/invitations", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_invitations_accept(self, body: Acceptance) -> Accepted:
        """Accept an invitation

        With a name and a password a new account is made; without a name the account of the invited address joins."""
        return await self._transport.call("POST", "/campaign/api/v1/invitations/accept", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def delete_invitation(self, invitation_id: str | int) -> None:
        """Take an invitation back"""
        await self._transport.call("DELETE", f"/campaign/api/v1/invitations/{request.quoted(invitation_id)}", answers="nothing")

    async def get_my_companies(self) -> CompanyStandingList:
        """How the month stands in each of your companies

        Of all companies that you work for, not only the token's."""
        return await self._transport.call("GET", "/campaign/api/v1/my/companies", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_my_companies(self, body: CompanyInput, *, idempotency_key: str | None = None) -> Company:
        """Open a further company

        You become its administrator."""
        return await self._transport.call("POST", "/campaign/api/v1/my/companies", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def put_my_password(self, body: PasswordChange) -> None:
        """Change your password

        All your sessions end; tokens that were taken before run out within the hour."""
        await self._transport.call("PUT", "/campaign/api/v1/my/password", answers="nothing", json=body)

    async def get_my_sessions(self) -> OpenSessionList:
        """Where you are signed in to the console"""
        return await self._transport.call("GET", "/campaign/api/v1/my/sessions", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def delete_my_sessions(self) -> None:
        """Sign out everywhere"""
        await self._transport.call("DELETE", "/campaign/api/v1/my/sessions", answers="nothing")

    async def delete_my_session(self, session_id: str | int) -> None:
        """Sign out there"""
        await self._transport.call("DELETE", f"/campaign/api/v1/my/sessions/{request.quoted(session_id)}", answers="nothing")

    async def get_reconciliation(self, reconciliation_id: str | int) -> Reconciliation:
        """One reconciliation

        The `ETag` is what an action sends back as `If-Match`."""
        return await self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_reconciliation_assignee(self, reconciliation_id: str | int) -> Assignee:
        """Who looks after this counterparty"""
        return await self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/assignee", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_reconciliation_assignee(self, reconciliation_id: str | int, body: AssigneeInput, *, idempotency_key: str | None = None) -> Assignee:
        """Give this counterparty to a colleague

        In this request and in later ones."""
        return await self._transport.call("PUT", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/assignee", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_reconciliation_close(self, reconciliation_id: str | int, body: ClosingInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Reconciliation:
        """Close by hand

        Unsent mails stay unsent, and its pages say that the request was withdrawn. What was answered cannot be closed."""
        return await self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/close", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_reconciliation_mail_history(self, reconciliation_id: str | int) -> MailHistory:
        """Its e-mail history

        To which addresses it went, and what the mail server said, oldest first."""
        return await self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/mail-history", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_reconciliation_mails(self, reconciliation_id: str | int, body: WrittenMailInput, *, idempotency_key: str | None = None) -> WrittenMail:
        """Write an e-mail to a counterparty

        Plain text in the company's letter frame, without link and figures: it asks nothing and changes no state. To recipients of
        the request and contacts of its account cards; limits, pauses and addresses that are held back count as for every mail."""
        return await self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/mails", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_reconciliation_messages(self, reconciliation_id: str | int, body: MessageInput, *, idempotency_key: str | None = None) -> MessageSent:
        """Write a message to the counterparty

        It stands on the page, and every recipient is mailed it with their own link. They answer on the page; notes among
        colleagues are something else, and stay here."""
        return await self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/messages", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_reconciliation_messages_read(self, reconciliation_id: str | int, *, body: ReadInput | None = None) -> Reconciliation:
        """Mark the counterparty's messages as read

        What came after `until` stays unread: nobody has seen it yet."""
        return await self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/messages/read", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_reconciliation_notes(self, reconciliation_id: str | int) -> NoteList:
        """Notes among colleagues

        Oldest first."""
        return await self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/notes", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_reconciliation_notes(self, reconciliation_id: str | int, body: NoteInput, *, idempotency_key: str | None = None) -> Note:
        """Write a note

        For colleagues; it is not changed later, and no counterparty ever sees it."""
        return await self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/notes", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def put_reconciliation_phone_answer(self, reconciliation_id: str | int, body: PhoneAnswerInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Reconciliation:
        """Note what was said by telephone

        Nothing more is awaited and reminders stop. Your word, never evidence of theirs: an answer on the page replaces it."""
        return await self._transport.call("PUT", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/phone-answer", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_reconciliation_recipients(self, reconciliation_id: str | int) -> ReachedRecipients:
        """Whom it reached

        Each recipient with the fate of the latest mail to it: whoever is lost can be replaced by one of the others."""
        return await self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/recipients", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_reconciliation_reminding(self, reconciliation_id: str | int, body: RemindingInput) -> None:
        """Whether this counterparty is reminded

        Of this request and of every later one: some do not like it, and some answer by telephone."""
        await self._transport.call("PUT", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/reminding", answers="nothing", json=body)

    async def post_reconciliation_resend(self, reconciliation_id: str | int, body: ResendInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Reconciliation:
        """Mail the link again

        The same figures and, unless a new one is asked for, the same link, to all recipients or to some."""
        return await self._transport.call("POST", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/resend", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def put_reconciliation_resolution(self, reconciliation_id: str | int, body: ResolutionInput, *, idempotency_key: str | None = None, if_match: str | None = None) -> Reconciliation:
        """Say what a disagreement came down to

        The answer stays what it is. A later answer of the counterparty stands beside it."""
        return await self._transport.call("PUT", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/resolution", answers="json", headers={"idempotency-key": idempotency_key, "if-match": if_match}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_reconciliation_status_history(self, reconciliation_id: str | int) -> StatusHistory:
        """Its status history

        Every state, answer and notice, oldest first."""
        return await self._transport.call("GET", f"/campaign/api/v1/reconciliations/{request.quoted(reconciliation_id)}/status-history", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_reports_months(self) -> PeriodList:
        """Months of which something was asked"""
        return await self._transport.call("GET", "/campaign/api/v1/reports/months", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_reports_month(self, period: str | int) -> MonthClose:
        """How far a month is closed

        A month of which nothing was asked has nothing in it."""
        return await self._transport.call("GET", f"/campaign/api/v1/reports/months/{request.quoted(period)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_reports_scores(self, *, q: str | None = None, offset: int | None = None, limit: int | None = None) -> ScoreList:
        """How counterparties answer"""
        return await self._transport.call("GET", "/campaign/api/v1/reports/scores", answers="json", query={"q": q, "offset": offset, "limit": limit})  # type: ignore[no-any-return]  # as it is published

    async def post_run_samples(self, run_id: str | int, body: SampleInput, *, idempotency_key: str | None = None) -> Sample:
        """Draw a sample of a run, before anybody is asked

        The auditor says whom to ask: its keys are the `selection` of the campaign that is then sent."""
        return await self._transport.call("POST", f"/campaign/api/v1/runs/{request.quoted(run_id)}/samples", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_sample(self, sample_id: str | int) -> Sample:
        """One sample"""
        return await self._transport.call("GET", f"/campaign/api/v1/samples/{request.quoted(sample_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_sign_up(self, body: SignUpInput) -> Company:
        """Open a further company with a new account

        Where the installation lets you: with an invitation, or where sign-up is open."""
        return await self._transport.call("POST", "/campaign/api/v1/sign-up", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_system(self) -> Health:
        """How this service is doing"""
        return await self._transport.call("GET", "/campaign/api/v1/system", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_system_messages(self, *, box: Box | None = None, state: State | None = None, limit: int | None = None, cursor: str | None = None) -> SystemMessageList:
        """Events that wait or were given up

        Of your company, the oldest first."""
        return await self._transport.call("GET", "/campaign/api/v1/system/messages", answers="json", query={"box": box, "state": state, "limit": limit, "cursor": cursor})  # type: ignore[no-any-return]  # as it is published

    async def post_system_messages_retry(self, body: RetryInput) -> Handled:
        """Try buried events again

        With fresh attempts."""
        return await self._transport.call("POST", "/campaign/api/v1/system/messages/retry", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_system_message(self, event_id: str | int, *, box: Box | None = None) -> SystemMessageBody:
        """One of them with its body"""
        return await self._transport.call("GET", f"/campaign/api/v1/system/messages/{request.quoted(event_id)}", answers="json", query={"box": box})  # type: ignore[no-any-return]  # as it is published

    async def post_system_message_discard(self, event_id: str | int, body: DiscardInput) -> None:
        """Close a buried event for good

        It takes no effect any more; the note stays beside the reason."""
        await self._transport.call("POST", f"/campaign/api/v1/system/messages/{request.quoted(event_id)}/discard", answers="nothing", json=body)

    async def post_token(self, body: Credentials | ClientCredentials) -> Token:
        """Get a bearer token

        Access to all services' APIs for one company: an hour with the rights of a person's role there, or five minutes with an
        API key's.

        A key is a bearer itself; whoever has no OAuth 2 client has no need to exchange it."""
        return await self._transport.call("POST", "/campaign/api/v1/token", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_tolerances(self) -> ToleranceList:
        """The company's tolerances"""
        return await self._transport.call("GET", "/campaign/api/v1/tolerances", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_tolerances(self, body: Tolerances, *, idempotency_key: str | None = None) -> ToleranceList:
        """Set all tolerances

        What is not named is gone."""
        return await self._transport.call("PUT", "/campaign/api/v1/tolerances", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_users(self) -> UserList:
        """List the company's users"""
        return await self._transport.call("GET", "/campaign/api/v1/users", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_users(self, body: UserInput, *, idempotency_key: str | None = None) -> User:
        """Add a user"""
        return await self._transport.call("POST", "/campaign/api/v1/users", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def patch_user(self, user_id: str | int, body: UserChange, *, idempotency_key: str | None = None) -> User:
        """Change a user's role, switch them off or on

        Their sessions in this company end. The last administrator stays one (`last_administrator`)."""
        return await self._transport.call("PATCH", f"/campaign/api/v1/users/{request.quoted(user_id)}", answers="json", headers={"idempotency-key": idempotency_key}, json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_user_second_factor_reset(self, user_id: str | int) -> User:
        """Take a user's second factor away

        They are signed out everywhere, set up a new one at the next sign-in, and are told who did this."""
        return await self._transport.call("POST", f"/campaign/api/v1/users/{request.quoted(user_id)}/second-factor/reset", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_user_sign_out(self, user_id: str | int) -> User:
        """End a user's sessions in this company"""
        return await self._transport.call("POST", f"/campaign/api/v1/users/{request.quoted(user_id)}/sign-out", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_webhook_events(self) -> EventTypes:
        """What can be listened to"""
        return await self._transport.call("GET", "/campaign/api/v1/webhook-events", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def get_webhooks(self) -> WebhookList:
        """The company's webhooks"""
        return await self._transport.call("GET", "/campaign/api/v1/webhooks", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_webhooks(self, body: WebhookInput) -> WebhookWithSecret:
        """Add a webhook

        The answer holds the secret, which is not shown again. That is why no `Idempotency-Key` is taken here: answers to those are
        kept."""
        return await self._transport.call("POST", "/campaign/api/v1/webhooks", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def get_webhook(self, webhook_id: str | int) -> Webhook:
        """One webhook"""
        return await self._transport.call("GET", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def put_webhook(self, webhook_id: str | int, body: WebhookChange) -> Webhook:
        """Change a webhook, or switch it off or on"""
        return await self._transport.call("PUT", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def delete_webhook(self, webhook_id: str | int) -> None:
        """Delete a webhook

        What was still to be sent to it is not sent."""
        await self._transport.call("DELETE", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}", answers="nothing")

    async def get_webhook_deliveries(self, webhook_id: str | int, *, cursor: str | None = None, limit: int | None = None, state: list[DeliveryState] | None = None) -> PageDelivery:
        """What was sent to it, the newest first"""
        return await self._transport.call("GET", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/deliveries", answers="json", query={"cursor": cursor, "limit": limit, "state": state})  # type: ignore[no-any-return]  # as it is published

    async def get_webhook_delivery(self, webhook_id: str | int, delivery_id: str | int) -> DeliveryWithBody:
        """One delivery with its body"""
        return await self._transport.call("GET", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/deliveries/{request.quoted(delivery_id)}", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_webhook_delivery_replay(self, webhook_id: str | int, delivery_id: str | int) -> Replayed:
        """Send one message again

        Under the same `webhook-id`."""
        return await self._transport.call("POST", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/deliveries/{request.quoted(delivery_id)}/replay", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_webhook_replay(self, webhook_id: str | int, body: ReplayInput) -> Replayed:
        """Send again what failed or was missed

        Failed messages, and those of its events that came while it was off or before it listened to them."""
        return await self._transport.call("POST", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/replay", answers="json", json=body)  # type: ignore[no-any-return]  # as it is published

    async def post_webhook_secret(self, webhook_id: str | int) -> WebhookWithSecret:
        """Make a new secret

        For 24 hours every message is signed with both, so that the receiver can change over without a gap."""
        return await self._transport.call("POST", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/secret", answers="json")  # type: ignore[no-any-return]  # as it is published

    async def post_webhook_test(self, webhook_id: str | int) -> TestResult:
        """Send a test message

        Waits for the receiver's answer, 15 seconds at most; also while the webhook is off."""
        return await self._transport.call("POST", f"/campaign/api/v1/webhooks/{request.quoted(webhook_id)}/test", answers="json")  # type: ignore[no-any-return]  # as it is published
