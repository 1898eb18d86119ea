"""Turkish tax numbers (VKN, 10 digits) and citizen numbers (TCKN, 11 digits) as text.

Protects the identity of a counterparty: zeros that a spreadsheet dropped come back when the checksum then fits, a wrong
checksum is only a warning (official samples contain some), and numbers that stand for "nobody in particular" are told
apart so that they are never merged or mailed (domain.md §4.1, §4.2, §5.3; design §6).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum.tr import tckimlik, vkn

VKN_LENGTH = 10
TCKN_LENGTH = 11
# A VKN with more than three leading zeros does not occur; padding shorter cells would turn row numbers into tax numbers.
_SHORTEST_WITHOUT_ZEROS = 7

# Numbers that are typed when there is none, or that stand for a whole class of buyers.
FINAL_CONSUMER = "11111111111"
CUSTOMS_MINISTRY = "1460415308"  # formal customer of every export and tax-free invoice
_PLACEHOLDERS = frozenset({CUSTOMS_MINISTRY, "1234567890", "0123456789", "9876543210", "12345678901", "12345678910"})

_SEPARATORS = re.compile(r"[\s\u00a0\u202f./\-]+")
_SPREADSHEET_FRACTION = re.compile(r"[.,]0+$")


class TaxNumberKind(StrEnum):
    """What the text is by its shape; the checksum is a separate question."""

    VKN = "vkn"
    TCKN = "tckn"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A normalised tax number. `TaxNumber.parse(" 333063526 ")` restores what a spreadsheet lost."""

    text: str

    @classmethod
    def parse(cls, raw: str) -> TaxNumber | None:
        """Normalise what stood in the cell; None when it was empty. Never refuses: ask `is_valid` for a warning.

        Spaces, dots, slashes and hyphens are dropped from numbers; a foreign number with letters keeps its letters.
        """
        text = raw.strip().strip("'\u200b\ufeff").strip()
        if not text:
            return None
        compact = _SEPARATORS.sub("", _SPREADSHEET_FRACTION.sub("", text))
        if compact[:2] in ("TR", "tr") and _is_digits(compact[2:]):
            compact = compact[2:]
        if not _is_digits(compact):
            return cls(" ".join(text.split()))
        return cls(_restore_zeros(compact))

    @property
    def kind(self) -> TaxNumberKind:
        if _is_digits(self.text):
            if len(self.text) == VKN_LENGTH:
                return TaxNumberKind.VKN
            if len(self.text) == TCKN_LENGTH:
                return TaxNumberKind.TCKN
        return TaxNumberKind.OTHER

    @property
    def is_valid(self) -> bool:
        """True when the length and the checksum are those of a VKN or TCKN. A placeholder may well be valid."""
        kind = self.kind
        if kind is TaxNumberKind.VKN:
            return vkn.is_valid(self.text)
        return kind is TaxNumberKind.TCKN and tckimlik.is_valid(self.text)

    @property
    def is_placeholder(self) -> bool:
        """True for numbers that identify nobody: repeated digits, counting digits, the ministry of exports."""
        return self.text in _PLACEHOLDERS or (_is_digits(self.text) and len(set(self.text)) == 1)

    @property
    def identifies(self) -> bool:
        """True when the number says who the counterparty is: valid and no placeholder."""
        return self.is_valid and not self.is_placeholder

    @property
    def masked(self) -> str:
        """`123******01`: the only form that may stand in a log."""
        if len(self.text) <= 5:
            return "*" * len(self.text)
        return f"{self.text[:3]}{'*' * (len(self.text) - 5)}{self.text[-2:]}"

    def __str__(self) -> str:
        return self.text


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _restore_zeros(digits: str) -> str:
    if _SHORTEST_WITHOUT_ZEROS <= len(digits) < VKN_LENGTH:
        padded = digits.zfill(VKN_LENGTH)
        if vkn.is_valid(padded):
            return padded
    return digits
