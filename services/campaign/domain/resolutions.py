"""What a disagreement came down to, as a person of the company settled it: a usual cause and a word (domain.md §2.6)."""

from __future__ import annotations

from services.campaign.domain.progress import ReconciliationState
from shared.contracts.responses import Reason
from shared.errors import Conflict, Invalid
from shared.text import one_kind_of_line_ends

LONGEST_WORD = 1000
OUR_MISTAKE, THEIR_MISTAKE, OTHER = "our_mistake", "their_mistake", "other"
CODES = (OUR_MISTAKE, THEIR_MISTAKE, *(reason.value for reason in Reason), OTHER)


def check_resolvable(state: ReconciliationState) -> None:
    if state is not ReconciliationState.DISAGREED:
        raise Conflict(
            "Only a disagreement can be settled; this counterparty does not disagree (any more). Load the page again.",
            code="no_disagreement",
        )


def checked_code(code: str) -> str:
    """Empty: what was settled is open again."""
    if code and code not in CODES:
        raise Invalid("Choose what the disagreement came down to.", code="resolution_unknown")
    return code


def checked_word(text: str) -> str:
    text = one_kind_of_line_ends(text).strip()
    if len(text) > LONGEST_WORD:
        raise Invalid(
            "The text has {length} characters; at most {longest} fit. Shorten it.",
            code="resolution_too_long",
            length=len(text),
            longest=LONGEST_WORD,
        )
    return text
