"""What a person of ours may note or end without the counterparty's page (user-experience.md §3.2, §9.11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.progress import ReconciliationState
from shared.errors import Conflict, Invalid
from shared.text import forbidden_character, one_kind_of_line_ends

BY_HAND = "by_hand"
"""`closed_reason` of what a person of ours ended; the other services hear of it as withdrawn."""
LONGEST_NAME, LONGEST_EXPLANATION = 200, 4000
_FAST_CLOCKS = timedelta(minutes=5)
"""A telephone call may be noted by a browser whose clock is a little ahead."""


def check_tellable(state: ReconciliationState, campaign: CampaignState) -> None:
    """A word by telephone never stands beside an answer of their own, nor where nothing was asked."""
    if not campaign.sent or state is ReconciliationState.DRAFT:
        raise Conflict("The campaign has not been sent yet, so nobody can have answered it.", code="campaign_not_sent")
    if state in (ReconciliationState.AGREED, ReconciliationState.DISAGREED):
        raise Conflict(
            "The counterparty has answered on its page; that answer stands, and a telephone call cannot change it.",
            code="already_answered",
        )
    if state is ReconciliationState.CANCELLED:
        raise Conflict("This request was closed, so nothing is noted for it any more.", code="already_closed")


def check_closable(state: ReconciliationState, campaign: CampaignState) -> None:
    if not campaign.sent or state is ReconciliationState.DRAFT:
        raise Conflict("The campaign has not been sent yet; withdraw it instead.", code="campaign_not_sent")
    if state.finished:
        raise Conflict("Nothing is awaited here any more, so there is nothing to close.", code="already_closed")


def checked_name(text: str) -> str:
    """Who said it: a telephone call without a name is worth nothing later."""
    text = " ".join(text.split())
    if not text:
        raise Invalid("Write who said it on the telephone.", code="said_by_missing")
    if len(text) > LONGEST_NAME or forbidden_character(text) is not None:
        raise Invalid("The name is too long or contains a control character.", code="said_by_bad")
    return text


def checked_explanation(text: str) -> str:
    text = one_kind_of_line_ends(text).strip()
    if len(text) > LONGEST_EXPLANATION:
        raise Invalid(
            "The explanation has {length} characters; at most {longest} are kept. Shorten it.",
            code="explanation_too_long",
            length=len(text),
            longest=LONGEST_EXPLANATION,
        )
    return text


def check_said_at(said_at: datetime, sent_at: datetime, now: datetime) -> None:
    """A call about a request was after the request, and not tomorrow."""
    if said_at > now + _FAST_CLOCKS:
        raise Invalid("The call lies in the future. Correct day and time.", code="said_at_in_the_future")
    if said_at < sent_at - timedelta(days=1):
        raise Invalid("The call was before anybody was asked. Correct day and time.", code="said_at_too_early")
