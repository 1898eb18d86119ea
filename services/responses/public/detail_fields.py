"""What a "no" may say beyond its explanation: per side how many documents and why, and which usual causes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from services.responses.domain.details import Details, SideWords
from services.responses.public.asked import Asked
from services.responses.public.problems import Problem, characters
from shared.contracts.kinds import Side
from shared.contracts.responses import Reason
from shared.text import N_

MOST_DOCUMENTS = 1_000_000
LONGEST_WHY = 1000

REASONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.OTHER_MONTH: N_("Booked in another month"),
        Reason.MISSING_DOCUMENT: N_("A document is missing in our records"),
        Reason.RETURN_SIDE: N_("Return booked on the other side or netted"),
        Reason.VAT_INCLUDED: N_("Amount including VAT"),
        Reason.OTHER_CARD: N_("Booked on the account of another tax number"),
        Reason.DIFFERENCE_INVOICE: N_("Exchange, due date or price difference invoice"),
        Reason.ROUNDING: N_("Rounding"),
        Reason.EXCHANGE_RATE: N_("Exchange rate"),
        Reason.PROFESSIONAL_RECEIPT: N_("Self-employment receipt left out"),
        Reason.CUSTOMS_DATE: N_("Date of import or export"),
        Reason.ELECTRONIC_LEFT_OUT: N_("Electronic documents left out"),
        Reason.CANCELLED_DOCUMENT: N_("Cancelled or rejected e-invoice"),
        Reason.BOOKED_TWICE: N_("Booked twice"),
        Reason.OTHER_TAXES: N_("Special taxes included or left out"),
        Reason.DISCOUNT: N_("Discount"),
        Reason.PAYMENT: N_("A payment or cheque is not booked"),
    }
)
"""English msgids."""


def count_field(side: Side) -> str:
    return f"own_for_{side.value}_documents"


def why_field(side: Side) -> str:
    return f"own_for_{side.value}_why"


def reason_field(reason: Reason) -> str:
    return f"reason_{reason.value}"


def detail_fields(asked: Asked) -> tuple[str, ...]:
    sides = tuple(name for side in Side for name in (count_field(side), why_field(side))) if asked.sides else ()
    return (*sides, *(reason_field(reason) for reason in asked.reasons))


def read_details(values: Mapping[str, str], asked: Asked) -> tuple[Details, list[Problem]]:
    """Everything but single documents."""
    problems: list[Problem] = []
    words = {side: _side(values, side, problems) if asked.sides else SideWords() for side in Side}
    reasons = tuple(reason for reason in asked.reasons if values[reason_field(reason)])
    return Details(purchases=words[Side.PURCHASES], sales=words[Side.SALES], reasons=reasons), problems


def detail_values(details: Details, asked: Asked) -> dict[str, str]:
    """The texts that fill these fields with what was said earlier."""
    values = {reason_field(reason): "1" if reason in details.reasons else "" for reason in asked.reasons}
    if asked.sides:
        for side, words in ((Side.PURCHASES, details.purchases), (Side.SALES, details.sales)):
            values[count_field(side)] = "" if words.documents is None else str(words.documents)
            values[why_field(side)] = words.explanation
    return values


def _side(values: Mapping[str, str], side: Side, problems: list[Problem]) -> SideWords:
    count, why = values[count_field(side)], values[why_field(side)]
    documents = None
    if count:
        if count.isascii() and count.isdigit() and len(count) <= len(str(MOST_DOCUMENTS)):
            documents = int(count)
        else:
            problems.append(Problem(count_field(side), N_("Write the number of documents in digits, like 12.")))
    problems += characters(why_field(side), why, longest=LONGEST_WHY, allow="\n\t")
    return SideWords(documents, why)
