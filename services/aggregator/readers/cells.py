"""What one cell of a ledger file means: kinds, currencies, countries, languages, yes and no, ETTN, e-mail address.

Every function is remembered (`lru_cache`), because a million rows hold a handful of different cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from email_validator import EmailNotValidError, validate_email

from shared import countries
from shared.files.words import read_currency as read_currency
from shared.files.words import read_kind as read_kind
from shared.files.words import read_yes_or_no as read_yes_or_no
from shared.text import fold_heading

_ELECTRONIC_NUMBER = re.compile(r"[A-Z0-9]{3}20\d{11}", re.ASCII)
_ELECTRONIC_NUMBERS = re.compile(r"(?>[A-Z0-9]{3}20\d{11}\n)*+", re.ASCII)
_ELECTRONIC = frozenset(
    {"efatura", "earsiv", "earsivfatura", "eirsaliye", "esmm", "emustahsil", "elektronik", "ebelge", "electronic"}
)
_PAPER = frozenset({"kagit", "kagitfatura", "matbu", "basili", "paper"})
_LANGUAGES = {
    "tr": "tr", "turkce": "tr", "turkish": "tr", "en": "en", "ingilizce": "en", "english": "en",
    "de": "de", "almanca": "de", "german": "de", "deutsch": "de", "ar": "ar", "arapca": "ar", "arabic": "ar",
}  # fmt: skip


@lru_cache(maxsize=1024)
def read_electronic(cell: str) -> bool | None:
    """Whether the cell says that the document is an e-document; None when it says neither."""
    folded = fold_heading(cell)
    if folded in _ELECTRONIC:
        return True
    return False if folded in _PAPER else read_yes_or_no(cell)


def is_electronic_number(number: str) -> bool:
    """Whether it is the number of an e-document: three letters or digits, the year, nine digits (domain.md §5.1)."""
    return len(number) == 16 and _ELECTRONIC_NUMBER.fullmatch(number) is not None


def are_electronic_numbers(numbers: Sequence[str]) -> list[bool]:
    """The same for a whole column."""
    text = "\n".join(numbers)
    if text.count("\n") == len(numbers) - 1 and _ELECTRONIC_NUMBERS.fullmatch(text + "\n"):
        return [True] * len(numbers)
    return list(map(is_electronic_number, numbers))


@lru_cache(maxsize=1024)
def read_country(cell: str) -> str | None:
    """ISO 3166 alpha-2 from the code or the Turkish or English name; None when there is no such country."""
    return _countries().get(fold_heading(cell))


@lru_cache(maxsize=256)
def read_language(cell: str) -> str | None:
    """One of `tr`, `en`, `de`, `ar`; None when it is another or none."""
    return _LANGUAGES.get(fold_heading(cell))


def read_uuid(cell: str) -> str | None:
    """An ETTN in its canonical lower-case form, None when it is none."""
    if len(cell) != 36:
        return None
    try:
        return str(UUID(cell))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def is_email(cell: str) -> bool:
    """Whether the text can be mailed to, by its syntax alone; no name is looked up."""
    try:
        # `test_environment` accepts `.test`, which the sample ledger and every rehearsal use.
        validate_email(cell, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return True


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for locale in ("tr", "en"):
        for code, name in countries.names(locale):
            names[fold_heading(name)] = code
            names[code.lower()] = code
    return names | {
        "turkiye": "TR",
        "turkey": "TR",
        "turkiyecumhuriyeti": "TR",
        "tc": "TR",
        "amerika": "US",
        "ingiltere": "GB",
        "greatbritain": "GB",
        "buyukbritanya": "GB",
        "england": "GB",
        "abd": "US",
        "usa": "US",
        "russianfederation": "RU",
        "rusyafederasyonu": "RU",
        "holland": "NL",
    }
