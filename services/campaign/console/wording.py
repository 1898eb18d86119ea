"""The words for codes: states, mail results, warnings, reasons. English message ids; the catalogue says them in Turkish.

A state is always said in words, colour only repeats it.
"""

from __future__ import annotations

from types import MappingProxyType

from services.campaign.cause_words import REASONS as REASONS
from services.campaign.cause_words import RESOLUTIONS as RESOLUTIONS
from shared.text import N_

STATES = MappingProxyType(
    {
        "draft": N_("Not sent yet"),
        "preparing": N_("Being prepared"),
        "not_sent": N_("Not sent"),
        "queued": N_("In the outbox"),
        "sent": N_("Sent, awaiting answer"),
        "undelivered": N_("Not delivered"),
        "uncertain": N_("Delivery uncertain"),
        "opened": N_("Link opened, awaiting answer"),
        "agreed": N_("Agreed"),
        "disagreed": N_("Disagreed"),
        "expired": N_("Expired without answer"),
        "no_objection": N_("No objection received"),
        "cancelled": N_("Cancelled"),
        "by_phone": N_("Told by telephone"),
    }
)
LINK_STATES = frozenset({"queued", "sent", "undelivered", "uncertain", "opened", "agreed", "disagreed", "by_phone"})
"""States in which a recipient has a link that can be replaced."""
STATE_COLOURS = MappingProxyType(
    {
        "draft": "secondary",
        "preparing": "secondary",
        "not_sent": "yellow",
        "queued": "secondary",
        "sent": "blue",
        "undelivered": "red",
        "uncertain": "yellow",
        "opened": "blue",
        "agreed": "green",
        "disagreed": "red",
        "expired": "secondary",
        "no_objection": "secondary",
        "cancelled": "secondary",
        "by_phone": "blue",
    }
)
CAMPAIGN_STATES = MappingProxyType(
    {
        "draft": N_("Draft"),
        "awaiting_approval": N_("Awaiting approval"),
        "running": N_("Reconciliations in progress"),
        "completed": N_("Reconciliations completed"),
        "cancelled": N_("Cancelled"),
    }
)
CAMPAIGN_COLOURS = MappingProxyType(
    {
        "draft": "secondary",
        "awaiting_approval": "yellow",
        "running": "blue",
        "completed": "green",
        "cancelled": "secondary",
    }
)
CAMPAIGN_ENTRIES = MappingProxyType(
    {
        "prepared": N_("Prepared as a draft"),
        "edited": N_("Edited before sending"),
        "submitted": N_("Handed in for approval"),
        "approved": N_("Approved and sent"),
        "rejected": N_("Given back"),
        "sent": N_("Sent"),
        "reminders": N_("Days of the reminders set"),
        "extended": N_("Given more time"),
        "cancelled": N_("Cancelled"),
    }
)
MAIL_DECISIONS = MappingProxyType({"paused": N_("Paused"), "resumed": N_("Resumed"), "withdrawn": N_("Withdrawn")})
PHONE_ANSWERS = MappingProxyType({"agreed": N_("Agreed"), "disagreed": N_("Disagreed")})
APPROVAL_MODES = MappingProxyType(
    {
        "never": N_("Never: whoever prepares also sends"),
        "above": N_("Above an amount"),
        "always": N_("Always"),
    }
)

# Tabs of a campaign: key in the address, label, the states it holds (None = all).
TABS: tuple[tuple[str, str, tuple[str, ...] | None], ...] = (
    ("", N_("All"), None),
    ("waiting", N_("Awaiting answer"), ("preparing", "queued", "sent", "uncertain", "opened", "undelivered")),
    ("opened", N_("Opened"), ("opened",)),
    ("agreed", N_("Agreed"), ("agreed",)),
    ("disagreed", N_("Disagreed"), ("disagreed",)),
    ("by_phone", N_("By telephone"), ("by_phone",)),
    ("undelivered", N_("Not delivered"), ("undelivered",)),
    ("expired", N_("Expired"), ("expired",)),
    ("no_objection", N_("No objection"), ("no_objection",)),
    ("not_sent", N_("Not sent"), ("not_sent",)),
    ("cancelled", N_("Cancelled"), ("cancelled",)),
)
# What a reconciliation is marked with, as a filter says it.
MARKS = MappingProxyType(
    {
        "undelivered": N_("an address was not reached"),
        "outdated": N_("our figures have changed since"),
        "conflict": N_("answers contradict each other"),
        "late": N_("answered late"),
        "notice": N_("has said something short of an answer"),
        "unread": N_("has written a message that nobody has read"),
        "difference": N_("gave figures that differ from ours"),
    }
)
# How the kinds are called in names of files.
FILE_KINDS = MappingProxyType({"purchases_sales": "BABS", "balance": "BAKIYE", "combined": "BABS-BAKIYE"})

OUTCOMES = MappingProxyType(
    {
        "agreed": N_("Agreed"),
        "disagreed": N_("Disagreed"),
        "open": N_("Still open"),
        "unanswered": N_("Ended without answer"),
        "not_asked": N_("Not asked or withdrawn"),
    }
)
AMOUNTS = MappingProxyType(
    {"purchases": N_("Purchases (BA)"), "sales": N_("Sales (BS)"), "balances": N_("Balances, by size")}
)
SAMPLE_METHODS = MappingProxyType(
    {
        "all": N_("Everybody"),
        "largest": N_("The largest amounts"),
        "random": N_("At random, by a seed"),
        "monetary_unit": N_("Monetary unit sampling, by interval and seed"),
    }
)
MADE_FILES = MappingProxyType({"audit_package": N_("Auditor’s package")})
GIVEN_UP = N_("The file could not be made in several attempts.")
"""As `use_cases.made_files` stores it."""
FILE_STATES = MappingProxyType(
    {
        "waiting": N_("waits for its turn"),
        "working": N_("is being made"),
        "ready": N_("ready"),
        "failed": N_("failed"),
    }
)
FILE_COLOURS = MappingProxyType({"waiting": "secondary", "working": "blue", "ready": "green", "failed": "red"})
MAIL_RESULTS = MappingProxyType(
    {
        "queued": N_("Queued"),
        "sent": N_("Handed to the mail server"),
        "failed": N_("Could not be sent"),
        "uncertain": N_("Uncertain: the connection broke while sending"),
        "bounced": N_("Returned"),
        "withdrawn": N_("Not sent: the answer had come"),
    }
)
MAIL_COLOURS = MappingProxyType(
    {
        "withdrawn": "secondary",
        "queued": "secondary",
        "sent": "green",
        "failed": "red",
        "uncertain": "yellow",
        "bounced": "red",
    }
)
LEVELS = MappingProxyType(
    {
        "link": N_("The link alone"),
        "tax_digits": N_("The link and the last four digits of the counterparty’s tax number"),
        "mail_code": N_("The link and a six-digit code that is mailed to the same address"),
    }
)
PURPOSES = MappingProxyType(
    {
        "invitation": N_("First e-mail"),
        "resend": N_("Sent again"),
        "reminder": N_("Reminder"),
        "receipt": N_("Receipt for the answer"),
        "code": N_("Code for the page"),
        "fresh_link": N_("Link, as its reader asked"),
        "colleague": N_("Invitation of a colleague"),
        "plain": N_("E-mail of ours"),
        "message": N_("Message of ours"),
    }
)
LEFT_ALONE = MappingProxyType(
    {
        "already_answered": N_("have answered"),
        "told_by_phone": N_("have answered by telephone"),
        "never_sent": N_("could not be asked"),
        "still_preparing": N_("are still being prepared"),
        "on_its_way": N_("have a mail that is still on its way"),
        "not_reached": N_("were not reached by any mail"),
        "no_record": N_("say that they have no record"),
        "will_answer": N_("have named a day that is still to come"),
        "wrong_person": N_("say that they are not the right person"),
        "reminded_lately": N_("were reminded within the last 48 hours"),
        "reminded_enough": N_("have had three reminders"),
        "no_reminders": N_("are not to be reminded"),
        "campaign_cancelled": N_("were withdrawn"),
        "reconciliation_expired": N_("have no time left to answer"),
    }
)
"""Why a reminder does not go, by the codes of `remind`."""
ENTRIES = MappingProxyType(
    {
        "state": N_("State"),
        "answer": N_("Answer"),
        "notice": N_("Notice"),
        "resend": N_("E-mail sent again"),
        "new_link": N_("Old link revoked, new link mailed"),
        "reminder": N_("Reminder sent"),
        "outdated": N_("The figures have changed in our books since"),
        "opened": N_("Link opened; a mail scanner may have done it"),
        "phone": N_("Noted from a telephone call"),
        "closed": N_("Closed by hand"),
        "superseded": N_("Replaced by a request with corrected figures"),
        "mail_written": N_("E-mail of ours"),
        "message": N_("Message of ours"),
        "message_received": N_("Message of the counterparty"),
        "resolved": N_("Disagreement settled"),
        "reopened": N_("Got more time, asked again"),
    }
)

# As the aggregator gives them (`Figure.warnings`), and as reasons of "not sent".
WARNINGS = MappingProxyType(
    {
        "no_address": N_("No e-mail address"),
        "bad_address": N_("E-mail address is not valid"),
        "tax_number_checksum": N_("Tax number does not pass its checksum"),
        "placeholder_tax_number": N_("Collective tax number, cannot be asked"),
        "negative_documents": N_("Documents below zero that are no returns"),
        "unknown_run": N_("The list does not exist any more"),
        "unknown_figure": N_("The list has no such account"),
    }
)
# Warnings with which a counterparty is not asked (StatementRefused).
NO_ADDRESS = frozenset({"no_address"})
BLOCKING = NO_ADDRESS | {"placeholder_tax_number"}

DOCUMENT_KINDS = MappingProxyType(
    {
        "sale": N_("Sale"),
        "purchase": N_("Purchase"),
        "sales_return": N_("Return of a sale"),
        "purchase_return": N_("Return of a purchase"),
    }
)
KINDS = MappingProxyType(
    {
        "purchases_sales": N_("Purchases and sales (BA/BS)"),
        "balance": N_("Balance"),
        "combined": N_("Both in one"),
    }
)
CONFIRMATIONS = MappingProxyType(
    {
        "positive": N_("Positive: the balance is shown and an answer is asked of everybody"),
        "negative": N_("Negative: only who disagrees has to answer"),
        "blank": N_("Blank: no balance is shown, the counterparty writes its own"),
    }
)
# Who owes whom, as the company reads it. A balance is never shown by its sign.
OWING = MappingProxyType({"they_owe_us": N_("Owes us"), "we_owe_them": N_("We owe it"), "even": N_("Nothing owed")})
SIDES = MappingProxyType({"purchases": N_("Purchases (BA)"), "sales": N_("Sales (BS)")})
ROLES = MappingProxyType(
    {
        "administrator": N_("Administrator"),
        "preparer": N_("Preparer"),
        "approver": N_("Approver"),
        "auditor": N_("Auditor"),
        "viewer": N_("Viewer"),
    }
)
ROLE_HINTS = MappingProxyType(
    {
        "administrator": N_("may do everything, and edits the company, its users and its mail server"),
        "preparer": N_("imports, prepares, sends and follows reconciliations"),
        "approver": N_("lets go out what a preparer has prepared"),
        "auditor": N_("looks, draws own samples and takes the auditor’s package"),
        "viewer": N_("only looks"),
    }
)
NOTICES = MappingProxyType(
    {
        "wrong_person": N_("Says: I am not the right person"),
        "no_record": N_("Says: we have no record"),
        "will_answer": N_("Says: I am looking into it"),
    }
)
REMARKS = MappingProxyType(
    {
        "missing": N_("not in its books"),
        "other_amount": N_("different amount"),
        "other_month": N_("different month"),
    }
)
YES, NO = N_("yes"), N_("no")
IMPORT_REFUSED = N_(
    "The file was not imported: rows are refused. Nothing was changed; correct them and import it again."
)
SEVERITIES = MappingProxyType({"error": N_("Error"), "warning": N_("Warning")})
SECURITY = MappingProxyType(
    {
        "starttls": N_("STARTTLS (port 587)"),
        "tls": N_("TLS from the start (port 465)"),
        "none": N_("No encryption (only in a closed network)"),
    }
)
STAGES = MappingProxyType(
    {
        "dns": N_("Find the server"),
        "tcp": N_("Connect"),
        "tls": N_("Encrypt"),
        "ehlo": N_("Greet"),
        "token": N_("Get a token"),
        "auth": N_("Sign in"),
        "mail": N_("Sender address"),
        "rcpt": N_("Recipient"),
        "send": N_("Send"),
    }
)


DATE_BASES = MappingProxyType({"document": N_("by its own date"), "recording": N_("by the date it was booked")})
# Why a line is not in a figure.
STANDINGS = MappingProxyType(
    {
        "deferred": N_("deferred series"),
        "negative": N_("below zero"),
        "zero": N_("zero"),
        "cancelled": N_("cancelled"),
    }
)
FINDINGS = MappingProxyType(
    {
        "no_address": N_("No e-mail address"),
        "bad_address": N_("E-mail address is not valid"),
        "never_mail": N_("Marked as never to be mailed"),
        "placeholder_tax_number": N_("Collective tax number, cannot be asked"),
        "tax_number_checksum": N_("Tax number does not pass its checksum"),
        "same_tax_number": N_("Same tax number on several cards"),
        "same_address": N_("Same e-mail address at several accounts"),
        "rate_missing": N_("Foreign documents without a rate, left out of the import"),
        "base_differs": N_("The amount excluding VAT can be read in several ways"),
        "negative_documents": N_("Documents below zero that are no returns"),
        "duplicate_documents": N_("Documents that seem to be booked twice"),
        "deferred_documents": N_("Documents of deferred series, left out"),
    }
)
WEIGHTS = MappingProxyType(
    {"blocks": N_("cannot be sent"), "check": N_("look first"), "note": N_("for your information")}
)
WEIGHT_COLOURS = MappingProxyType({"blocks": "red", "check": "yellow", "note": "secondary"})
LANGUAGES = MappingProxyType({"tr": N_("Turkish"), "en": N_("English"), "de": N_("German"), "ar": N_("Arabic")})
# What account cards are filtered by, and what many of them are set to.
ADDRESS_FILTERS = MappingProxyType(
    {"valid": N_("valid address"), "invalid": N_("address is not valid"), "missing": N_("no address")}
)
TAX_NUMBER_FILTERS = MappingProxyType(
    {"valid": N_("valid number"), "suspicious": N_("suspicious number"), "missing": N_("no number")}
)
CONTACT_FILTERS = MappingProxyType(
    {"some": N_("has contacts"), "receiving": N_("with one that gets reconciliations"), "none": N_("without contacts")}
)
NEVER_MAIL_FILTERS = MappingProxyType({"false": N_("may be mailed"), "true": N_("never mailed")})
NEVER_MAIL = MappingProxyType({"true": N_("Never e-mail these accounts"), "false": N_("May be e-mailed")})
NEVER_MERGE = MappingProxyType(
    {"true": N_("Never merge with others of the same number"), "false": N_("Merge with others of the same number")}
)


def warning(code: str) -> str:
    """A warning in words; an unknown one is shown by its code rather than hidden."""
    return WARNINGS.get(code, code.replace("_", " "))
