"""What opens a page besides its link: the level that a campaign asks for, and the one that a link can have.

Numbers of reliability-security.md §2.6; how guesses are counted: `shared.attempts`.
"""

from __future__ import annotations

from datetime import timedelta

from shared.contracts.values import LinkLevel
from shared.limits import Limit
from shared.tax_number import TaxNumber

DIGITS = 4
CODE_LIFETIME = timedelta(minutes=10)
TRIES_PER_CODE = 5

_DAY = timedelta(days=1)
TRIES = (Limit("door_link", 5), Limit("door_link_day", 15, _DAY), Limit("door_network", 60), Limit("door_all", 2000))
"""Guesses at digits and codes: per link, per link and day, per network, in all. Of 10,000 endings of a tax number fifteen
are tried in a day."""
CODES = (Limit("code_link", 3), Limit("code_link_day", 12, _DAY), Limit("code_network", 60), Limit("code_all", 2000))
"""Mails of codes: nobody can fill a stranger's mailbox."""


def digits_of(tax_number: str) -> str:
    """The last four digits of a number that says who its owner is; empty for all others: a placeholder's are known to everybody,
    and those of a mistyped number to nobody."""
    parsed = TaxNumber.parse(tax_number)
    return parsed.text[-DIGITS:] if parsed is not None and parsed.identifies else ""


def level_of(asked: LinkLevel, tax_number: str) -> LinkLevel:
    """The level of a link. Where there are no digits to be known, a code is mailed: never less than was asked for."""
    return LinkLevel.MAIL_CODE if asked is LinkLevel.TAX_DIGITS and not digits_of(tax_number) else asked
