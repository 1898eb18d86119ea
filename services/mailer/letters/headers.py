"""Headers that cannot be turned into other headers, and addresses that are only addresses.

Texts of users stand in Subject and From. Control, bidirectional and line-separating characters are refused before anything is
encoded; then every text is an encoded word, so that what looks like one (`=?UTF-8?Q?=0A?=`) is text again (mailer.md §5.3).
A campaign's mails share most of their headers, so what was encoded once is remembered.
"""

from __future__ import annotations

import re
from email.header import Header
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from shared.text import forbidden_character

SUBJECT_CHARACTERS = 150
NAME_CHARACTERS = 100
LONGEST_PLAIN = 200
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9](?:[._+-]?[A-Za-z0-9]){0,31}")
"""Letters and digits with single separators between them: atoms of RFC 5321 about which there are no two opinions."""


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


def address_header(name: str, address: str, display_name: str = "") -> str:
    """`Display name <address>`; `address` has been through `envelope_address`."""
    encoded = text_header(name, display_name, NAME_CHARACTERS) if display_name.strip() else ""
    # The address on a line of its own: however long the name is, no line grows too long.
    return f"{encoded}\r\n <{address}>" if encoded else f"<{address}>"


@lru_cache(maxsize=2048)
def _domain_is_plain(domain: str) -> bool:
    """Whether the validator takes the domain, and as it is."""
    try:
        found = validate_email(f"a@{domain}", check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return found.ascii_domain == domain


def envelope_address(address: str, what: str) -> str:
    """The address as it stands in the envelope: local part as typed, domain in its ASCII form."""
    local, _, domain = address.rpartition("@")
    if _PLAIN_LOCAL.fullmatch(local) and len(address) <= LONGEST_PLAIN and _domain_is_plain(domain):
        # What nearly all addresses look like; everything else is for the validator to judge.
        return address
    return _judged_address(address, what)


@lru_cache(maxsize=2048)
def _judged_address(address: str, what: str) -> str:
    if forbidden_character(address) is not None:
        raise Unsendable(f"{what} holds characters that no address may hold")
    if "=?" in address:
        raise Unsendable(f"{what} looks like an encoded word, which mail programs would read as something else")
    # A Turkish capital: in lower case it is `i` and nothing else, where the rules for domains add a dot that no domain has.
    local, _, domain = address.rpartition("@")
    address = f"{local}@{domain.replace('İ', 'i')}" if local else address
    try:
        # `test_environment` only lets `.test` through, which nobody owns; whether a domain exists is the server's word.
        found = validate_email(address, check_deliverability=False, test_environment=True, allow_quoted_local=False)
    except EmailNotValidError as error:
        raise Unsendable(f"{what} is no e-mail address: {error}") from None
    if found.ascii_email is None:
        raise Unsendable(f"{what} has letters before the @ that mail servers do not take")
    return found.ascii_email
