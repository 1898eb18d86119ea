"""States and reasons in words, for people: English here, Turkish through gettext."""

from __future__ import annotations

from services.mailer.domain.findings import WORDS as FINDINGS
from services.mailer.domain.returned import Kind
from services.mailer.domain.states import State
from shared.text import N_

STATES = {
    State.QUEUED: N_("Waiting to be sent"),
    State.CLAIMED: N_("Being sent"),
    State.TRANSMITTING: N_("Being sent"),
    State.SENT: N_("Sent: the mail server took it over"),
    State.DEFERRED: N_("Not accepted for now; it will be tried again"),
    State.FAILED: N_("Could not be delivered"),
    State.UNCERTAIN: N_("The server's answer was not received: it may have been sent"),
    State.HELD: N_("Held back until somebody lets it go on"),
    State.BOUNCED: N_("Came back: it was not delivered"),
    State.CANCELLED: N_("Withdrawn before it was sent"),
    State.EXPIRED: N_("The time to answer ended before it was sent"),
}

REASONS = {
    "server_busy": N_("The mail server is busy and asked to come back later."),
    "greylisted": N_("The mail server asks for a second try after a pause, as it does with new senders."),
    "mailbox_full": N_("The recipient's mailbox is full."),
    "refused_for_now": N_("The mail server does not take this mail at the moment."),
    "nonsense": N_("The mail server gave an answer that is no mail protocol."),
    "quota": N_("The mail account's sending allowance is used up; sending goes on tomorrow."),
    "unknown_recipient": N_("The mail server says that this address does not exist. Please check the address."),
    "recipient_refused": N_("The mail server refused this recipient. Please check the address."),
    "message_refused": N_("The mail server refused this mail."),
    "too_large": N_("The mail is larger than the server takes."),
    "policy": N_("The mail server refuses mails of this account by its rules."),
    "connection_lost": N_("The connection to the mail server broke before the mail was sent."),
    "no_reply": N_("The mail went out, but the connection ended before the server confirmed it."),
    "gave_up": N_("It could not be sent within 48 hours."),
    "unsendable": N_("No mail can be made of this. The recipient's address or the description has to be corrected."),
    "expired": N_("The time to answer has ended."),
    "cancelled": N_("The reconciliation was withdrawn."),
    "superseded": N_("A newer request took its place."),
    "answered": N_("A reminder that was not needed any more: the answer had come."),
    "settled": N_("Counted as sent by an operator."),
    "suppressed": N_(
        "Mail to this address came back earlier, so it is on the list of undeliverable addresses. Correct the address, take "
        "it off the list, or send this mail all the same."
    ),
    "bad_address": N_("A report came back: this address does not exist. Please check the address."),
    "came_back": N_("A report came back: the mail was not delivered, for a reason that is not the address."),
    "reported": N_("A report of the mail server confirms that it has the mail."),
    "hourly_limit": N_("The account's hourly limit is reached; sending goes on within the hour."),
    "paused": N_("A person has paused the sending."),
    "withdrawn": N_("Withdrawn by a person before it was sent."),
    "outside_window": N_("Outside the hours in which the company wants its mail to leave."),
    "limit_reached": N_("The mail account's limit is reached for now; sending goes on by itself."),
    "company_limit": N_("The company's limit on the platform's mail server is reached for today."),
    "nothing_waits": N_("Nothing waits to be sent."),
    "speed_unknown": N_("Nothing was sent over this server lately, so its speed is not known yet."),
    "no_server": N_("No mail server is set up: the platform has none, and the company has no own settings in use."),
}

SUPPRESSIONS = {
    "bounced": N_("A mail to this address came back: the address does not exist or is switched off."),
    "refused": N_("The mail server refused this address as unknown."),
    "by_hand": N_("Put on the list by a person."),
}

RETURNED = {
    Kind.FAILED: N_("A report says that the mail was not delivered."),
    Kind.DELAYED: N_("A report says that the mail is still on its way."),
    Kind.DELIVERED: N_("A report says that the mail was delivered."),
    Kind.AUTO_REPLY: N_("An automatic answer, such as out of office."),
    Kind.REPLY: N_("A person has answered by mail."),
    Kind.UNCLEAR: N_("A mail that could not be understood."),
}


def reason_words(reason: str) -> str:
    """The English words of a reason or finding; empty when there is none."""
    if reason in REASONS:
        return REASONS[reason]
    return next((words for finding, words in FINDINGS.items() if finding == reason), "")
