"""Amounts as people type them: `5.000,00` and `5,000.00` are the same one, whoever looks at the screen in which language.

Neither sign is taken to be the decimal one by the language: people keep their habits, and an address with an amount in its filter
is shared with colleagues. With at most two places behind the decimal sign both ways of writing exclude each other.
"""

from __future__ import annotations

import re
from decimal import Decimal

_PLAIN = r"[0-9]{1,12}"
_WHOLE = {sign: re.compile(rf"{_PLAIN}|[1-9][0-9]{{0,2}}(?:\{sign}[0-9]{{3}}){{1,3}}") for sign in ",."}
"""By the sign that groups its thousands."""
_PLACES = re.compile(r"([0-9]{1,2})0*")


def amount_of(text: str, *, thousands: bool = True) -> Decimal | None:
    """`1.234,5 TL` → `1234.50`; None for what is no amount from 0 to under a trillion.

    `thousands`: a single sign before three digits groups them, as in `5.000`. Without it that is five and no more, for fields
    where nobody means thousands.
    """
    compact = "".join(text.split()).removesuffix("TL")
    last, other = (".", ",") if compact.rfind(".") > compact.rfind(",") else (",", ".")
    whole, sign, places = compact.rpartition(last)
    groups = other not in compact and (compact.count(last) > 1 or (thousands and len(places) == 3))
    if groups or not sign:
        whole, places, grouping = compact, "0", last
    else:
        grouping = other
    behind = _PLACES.fullmatch(places)
    if behind is None or not _WHOLE[grouping].fullmatch(whole):
        return None
    return Decimal(f"{whole.replace(grouping, '')}.{behind[1]}").quantize(Decimal("0.01"))
