"""When two document numbers are the same one, written by two programs or typed by two people.

`ABC2026000000123` stands in other books as `abc 2026000000123`, `ABC-123` or `123`; a mistyped digit is nobody's other document.
"""

from __future__ import annotations

import re

from shared.text import fold_heading

_E_DOCUMENT = re.compile(r"([a-z0-9]{3})((?:19|20)\d\d)(\d{9})")
"""Series, year and counter of an e-document's number."""
_ENDS_IN_DIGITS = re.compile(r"(.*?)(\d+)")
_MOST_EDITS = 2
_SHORTEST_COMPARED = 4


def number_key(number: str) -> str:
    """Letters and digits alone, folded; empty when there are none, and then it says nothing."""
    if number.isascii() and number.isalnum():
        return number.lower()
    return fold_heading(number)


def short_key(key: str) -> str:
    """The key without the year and the leading zeros of its counter: `abc123`."""
    if match := _E_DOCUMENT.fullmatch(key):
        return match[1] + (match[3].lstrip("0") or "0")
    if match := _ENDS_IN_DIGITS.fullmatch(key):
        return match[1] + (match[2].lstrip("0") or "0")
    return key


def counter(key: str) -> str:
    """The running number alone, `123`; empty when the key does not end in one."""
    if match := _E_DOCUMENT.fullmatch(key):
        return match[3].lstrip("0") or "0"
    match = _ENDS_IN_DIGITS.fullmatch(key)
    return (match[2].lstrip("0") or "0") if match else ""


def look_alike(one: str, other: str) -> bool:
    """Whether two keys are probably one number: nothing written, a part of it, or up to two characters wrong."""
    if not one or not other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _SHORTEST_COMPARED and longer.endswith(shorter):
        return True
    if len(shorter) < _SHORTEST_COMPARED or len(longer) - len(shorter) > 1:
        return False
    return _differing(shorter, longer) <= _MOST_EDITS


def _differing(shorter: str, longer: str) -> int:
    """Characters between the common beginning and the common end of both."""
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    end = 0
    while end < len(shorter) - start and shorter[-1 - end] == longer[-1 - end]:
        end += 1
    return len(longer) - start - end
