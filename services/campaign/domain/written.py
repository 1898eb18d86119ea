"""What a person writes to a counterparty, as an e-mail or on the page: plain text, and never a header of a mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from services.campaign.domain.campaigns import LONGEST_DESCRIPTION
from shared.contracts.values import Recipient
from shared.errors import Invalid
from shared.text import forbidden_character, one_kind_of_line_ends

LONGEST_TEXT = 4000
MOST_RECIPIENTS = 20


def checked_subject(text: str) -> str:
    """One line that can stand in a mail's header."""
    text = " ".join(text.split(" ")).strip()
    if not text:
        raise Invalid("The subject is missing. Write what the e-mail is about.", code="subject_missing")
    if len(text) > LONGEST_DESCRIPTION:
        raise Invalid(
            "The subject has {length} characters; at most {longest} fit. Shorten it.",
            code="subject_too_long",
            length=len(text),
            longest=LONGEST_DESCRIPTION,
        )
    character = forbidden_character(text)
    if character is not None:
        raise Invalid(
            "The subject contains the character {character}, which must not stand in a mail's subject. Remove it.",
            code="subject_forbidden_character",
            character=character,
        )
    return text


def checked_text(text: str) -> str:
    """Lines of text; line ends of every kind become one kind, and no other control character stays."""
    text = one_kind_of_line_ends(text).replace("\t", " ").strip()
    if not text:
        raise Invalid("There is no text yet. Write what they should know.", code="text_missing")
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            "The text has {length} characters; at most {longest} fit. Shorten it.",
            code="text_too_long",
            length=len(text),
            longest=LONGEST_TEXT,
        )
    character = forbidden_character(text.replace("\n", ""))
    if character is not None:
        raise Invalid(
            "The text contains the character {character}, which cannot be shown. Remove it.",
            code="text_forbidden_character",
            character=character,
        )
    return text


def chosen_of(known: Mapping[str, Recipient], addresses: Collection[str]) -> tuple[Recipient, ...]:
    """The named ones of those who are known; a person never types an address here."""
    if not addresses:
        raise Invalid("Nobody is chosen. Choose at least one recipient.", code="no_recipient")
    unknown = set(addresses) - known.keys()
    if unknown or len(addresses) > MOST_RECIPIENTS:
        raise Invalid(
            "{address} is no known address of this counterparty. Add it to the account card first.",
            code="recipient_unknown",
            address=min(unknown, default=""),
        )
    return tuple(known[address] for address in dict.fromkeys(addresses))
