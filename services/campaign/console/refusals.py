"""What a refusal says to a person: in their language, and beside which field of the form it belongs."""

from __future__ import annotations

import gettext
import re
from collections import defaultdict
from datetime import date, datetime
from types import MappingProxyType

from services.campaign.console import wording
from shared import formats
from shared.errors import DomainError
from shared.text import N_

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")

# Refusals of the other services arrive as ready English text; these say them in both languages.
REMOTE = MappingProxyType(
    {
        "import_refused": wording.IMPORT_REFUSED,
        "too_large": N_("The file is too large. Import it in several parts."),
        "run_not_found": N_("This list does not exist any more. Make a new one."),
        "figure_not_found": N_("The list has no such account."),
        "import_not_found": N_("There is no such import."),
        "import_ended": N_("This import has ended already; nothing more can be done about it."),
        "import_not_waiting": N_("This import does not wait for you any more. Look at how it stands."),
        "nothing_to_import": N_("Nothing was chosen. Choose one or more files, or paste cells."),
        "bad_mapping": N_("What was said about the columns does not fit together. Correct it and read the file again."),
        "country_unknown": N_("There is no such country. Choose one from the list."),
        "account_not_found": N_("There is no such account card any more."),
        "contact_not_found": N_(
            "There is no such contact any more; an import may have replaced the contacts. Open the card again."
        ),
        "contact_empty": N_("A contact has a name or an e-mail address. Fill in one of them."),
        "too_many_contacts": N_("The card has as many contacts as it can hold. Remove one first."),
        "invalid": N_("Something that was typed cannot be kept. Correct it and try again."),
        "limit_out_of_range": N_("The limit is not an amount. Write it like 5,000.00."),
        "invalid_period": N_("Choose a period."),
        "invalid_cursor": N_("This page of the list does not exist any more. Open the list again."),
        "too_many_tests": N_("Too many tests. Wait a little and test again."),
        "test_running": N_("A test of these settings is running. Wait for its result."),
        "no_settings": N_("There are no own settings to test. Save them first."),
        "incomplete_settings": N_(
            "The settings are incomplete and are not used: server, port and sender address are needed."
        ),
        "login_in_the_clear": N_(
            "A user name needs an encrypted connection: choose STARTTLS or TLS, or leave the user name empty."
        ),
        "secret_unreadable": N_("The stored password cannot be opened any more. Enter it again."),
        "sender_address": N_("The sender address cannot be used. Correct it."),
        "reply_to": N_("The address for answers cannot be used. Correct it."),
        "bad_tenant": N_("The tenant is the directory’s id or one of its domain names."),
        "token_url_not_allowed": N_(
            "Tokens may not come from this address. Whoever runs this installation can allow it."
        ),
        "grant_not_supported": N_(
            "With this provider no application may send by itself. Choose that a person signs in once."
        ),
        "no_device_sign_in": N_("Save the settings for Microsoft 365 with a client id first, then sign in."),
        "unauthenticated": N_("Your session has ended. Sign in again."),
        "forbidden": N_("Your account does not have the right to do this."),
        "service_failed": N_(
            "Another part of Mutabakat failed. It was logged; nothing was changed. Try again shortly."
        ),
        "internal_error": N_(
            "Another part of Mutabakat failed. It was logged; nothing was changed. Try again shortly."
        ),
        "unavailable": N_(
            "Another part of Mutabakat cannot be reached at the moment. Nothing was changed; try again shortly."
        ),
        "service_unavailable": N_(
            "Another part of Mutabakat cannot be reached at the moment. Nothing was changed; try again shortly."
        ),
        "service_version": N_(
            "The parts of Mutabakat run in different versions. Ask whoever runs it to update all of them."
        ),
    }
)

# Error code → field of the form that it speaks of.
FIELDS = MappingProxyType(
    {
        "setup_code_wrong": "code",
        "title_missing": "title",
        "country_unknown": "country",
        "information_text_missing": "tr",
        "tax_number_missing": "tax_number",
        "name_missing": "name",
        "key_name_too_long": "name",
        "scopes_missing": "scopes",
        "scope_unknown": "scopes",
        "scope_not_yours": "scopes",
        "key_expiry_in_the_past": "days",
        "wrong_code": "code",
        "address_invalid": "email",
        "address_taken": "email",
        "account_exists": "email",
        "works_here_already": "email",
        "password_too_short": "password",
        "password_too_long": "password",
        "password_easily_guessed": "password",
        "said_by_missing": "said_by",
        "said_by_bad": "said_by",
        "said_at_in_the_future": "said_at",
        "said_at_too_early": "said_at",
        "explanation_too_long": "explanation",
        "description_missing": "description",
        "description_too_long": "description",
        "description_forbidden_character": "description",
        "valid_until_in_the_past": "valid_until",
        "valid_until_too_far": "valid_until",
        "subject_missing": "subject",
        "subject_too_long": "subject",
        "subject_forbidden_character": "subject",
        "text_missing": "text",
        "text_too_long": "text",
        "text_forbidden_character": "text",
        "resolution_unknown": "code",
        "resolution_too_long": "word",
        "no_recipient": "to",
        "recipient_unknown": "to",
        "valid_until_not_later": "valid_until",
        "time_has_run_out": "reopen",
        "secret_unreadable": "password",
        "login_in_the_clear": "security",
        "sender_address": "sender_address",
        "reply_to": "reply_to",
        "bad_tenant": "tenant",
        "token_url_not_allowed": "token_url",
        "grant_not_supported": "grant-refresh_token",
        "limit_out_of_range": "limit",
        "invalid_period": "period",
        "webhook_url_invalid": "url",
        "webhook_url_plain": "url",
        "webhook_events_none": "events",
        "webhook_events_unknown": "events",
        "webhook_description_invalid": "description",
    }
)

# Of the same code at several fields, the error names its own.
NAMING = frozenset({"text_too_long", "forbidden_character"})

# SMTP answers in words (user-experience.md §3.4); the first that fits. (code, reason part, text)
ADVICE: tuple[tuple[int, str, str], ...] = (
    (
        0,
        "suppressed",
        N_(
            "Mail to this address came back earlier, so it is held back. Correct the address on the account card, or choose "
            "another recipient."
        ),
    ),
    (0, "5.2.2", N_("The mailbox is full. Try again later or use another address.")),
    (0, "5.1.", N_("There is no such mailbox. Correct the address on the account card and send a new reconciliation.")),
    (535, "", N_("The mail server refuses user name or password. Check them under Settings, Mail server.")),
    (530, "", N_("The mail server wants another kind of sign-in or encryption. Check the settings.")),
    (552, "", N_("The mailbox is full. Try again later or use another address.")),
    (452, "", N_("The mailbox is full. Try again later or use another address.")),
    (0, "5.7", N_("The receiving server refuses our mails (SPF, DKIM or a block). Ask whoever runs your mail domain.")),
    (550, "", N_("There is no such mailbox. Correct the address on the account card and send a new reconciliation.")),
    (551, "", N_("There is no such mailbox. Correct the address on the account card and send a new reconciliation.")),
    (553, "", N_("There is no such mailbox. Correct the address on the account card and send a new reconciliation.")),
    (421, "", N_("The receiving server was busy for too long. Send it again later.")),
    (451, "", N_("The receiving server was busy for too long. Send it again later.")),
)
NO_ADVICE = N_("The mail did not arrive. Check the address and send it again.")


def advice(code: int, reason: str, reply: str = "") -> str:
    """Message id of what to do about a mail that failed."""
    for wanted, part, text in ADVICE:
        if (wanted == 0 or wanted == code) and part in f"{reason} {reply}":
            return text
    return NO_ADVICE


def said(error: DomainError, catalogue: gettext.NullTranslations) -> str:
    """The error's text in the catalogue's language; a foreign text that we have no words for stays as it came."""
    if error.code in REMOTE:
        return catalogue.gettext(REMOTE[error.code])
    translated = catalogue.gettext(error.detail)
    if not error.params:
        return translated
    return translated.format_map(defaultdict(str, {name: _shown(value) for name, value in error.params.items()}))


def _shown(value: object) -> object:
    """Days and moments as people write them."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return formats.day(date.fromisoformat(value))
    if isinstance(value, str) and _MOMENT.match(value):
        return formats.moment(datetime.fromisoformat(value))
    return value


def by_field(error: DomainError, catalogue: gettext.NullTranslations, **renamed: str) -> dict[str, str]:
    """The error beside its field, `{field: text}`; `renamed` maps a field to its name on this form. Without a field: ''."""
    text = said(error, catalogue)
    return {renamed.get(name, name): text for name in _fields(error)}


def _fields(error: DomainError) -> list[str]:
    if error.code == "invalid" and (places := _places(error.params.get("errors"))):
        return places
    name = FIELDS.get(error.code, "")
    return [str(error.params.get("field", name)) if error.code in NAMING else name]


def _places(errors: object) -> list[str]:
    """`body.sign_in.tenant`: what another service found no sense in; fields of our forms are called as its values are."""
    places = [str(one.get("place", "")) for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return [place.rpartition(".")[2] for place in places if place.startswith("body.")]
