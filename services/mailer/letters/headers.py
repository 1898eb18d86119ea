"""Headers that cannot be turned into other headers, and addresses that are only addresses.

Texts of users stand in Subject and From. Control, bidirectional and line-separating characters are refused before anything is
encoded; then every text is an encoded word, so that what looks like one (`=?UTF-8?Q?=0A?=`) is text again (mailer.md §5.3).
A campaign's mails share most of their headers, so what was encoded once is remembered.
"""

from __future__ import annotations

from email.header import Header
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from shared.text import forbidden_character

SUBJECT_CHARACTERS = 150
NAME_CHARACTERS = 100


class Unsendable(Exception):
    """No letter can be made of this: the text says which part is wrong and how."""


def checked(text: str, what: str, longest: int) -> str:
    """`text` without surrounding space, cut to `longest`; `Unsendable` when a character could change the structure."""
    text = text.strip()
    wrong = forbidden_character(text)
    if wrong is not None:
        raise Unsendable(f"{what} holds the character {wrong}, which no mail header may hold")
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


@lru_cache(maxsize=2048)
def text_header(name: str, text: str, longest: int) -> str:
    """The value of a header that is nothing but text, folded with CRLF."""
    return Header(checked(text, name, longest), "utf-8", header_name=name).encode(linesep="\r\n")


@lru_cache(maxsize=2048)
def address_header(name: str, address: str, display_name: str = "") -> str:
    """`Display name <address>`; `address` has been through `envelope_address`."""
    shown = checked(display_name, name, NAME_CHARACTERS)
    if not shown:
        return f"<{address}>"
    encoded = Header(shown, "utf-8", header_name=name).encode(linesep="\r\n")
    # The address on a line of its own: however long the name is, no line grows too long.
    return f"{encoded}\r\n <{address}>"


@lru_cache(maxsize=2048)
def envelope_address(address: str, what: str) -> str:
    """The address as it stands in the envelope: local part as typed, domain in its ASCII form."""
    if forbidden_character(address) is not None:
        raise Unsendable(f"{what} holds characters that no address may hold")
    try:
        # `test_environment` only lets `.test` through, which nobody owns; whether a domain exists is the server's word.
        found = validate_email(address, check_deliverability=False, test_environment=True, allow_quoted_local=False)
    except EmailNotValidError as error:
        raise Unsendable(f"{what} is no e-mail address: {error}") from None
    if found.ascii_email is None:
        raise Unsendable(f"{what} has letters before the @ that mail servers do not take")
    return found.ascii_email
