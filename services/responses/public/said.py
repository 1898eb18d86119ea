"""What an answer says, as the check page and the page of the answer show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.responses.domain.entries import AnswerContent
from services.responses.domain.notices import NoticeContent
from services.responses.public.balance_view import StatedView, stated
from services.responses.public.detail_fields import REASONS
from services.responses.public.notice_fields import NOTICES
from services.responses.public.remark_fields import REMARKS
from shared import formats
from shared.contracts.kinds import Side

MOST_LISTED = 50
"""Ticked documents that are listed one by one; of more of them, how many there are."""


@dataclass(frozen=True, slots=True)
class SideSaid:
    """About one of our sides (`name`), whatever was given."""

    name: str
    total: str
    documents: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Said:
    """Everything but yes or no and who says it. Texts of `reasons` and `ticks` are English msgids."""

    explanation: str
    sides: Sequence[SideSaid]
    own_balances: Sequence[StatedView]
    reasons: Sequence[str]
    ticks: Sequence[tuple[str, str]]
    more_ticks: int


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What the reader said short of an answer. `words` is an English msgid."""

    words: str
    name: str
    title: str
    text: str
    forward_name: str
    forward_address: str
    answer_by: str
    at: str = ""


def said_of(content: AnswerContent, language: str) -> Said:
    details = content.details
    sides = (
        (Side.SALES, content.own_for_sales_minor, details.sales),
        (Side.PURCHASES, content.own_for_purchases_minor, details.purchases),
    )
    return Said(
        explanation=content.explanation,
        sides=[
            SideSaid(
                side.value,
                "" if minor is None else formats.minor(minor, language),
                "" if words.documents is None else formats.count(words.documents, language),
                words.explanation,
            )
            for side, minor, words in sides
            if minor is not None or words.documents is not None or words.explanation
        ],
        own_balances=stated(content.own_balances, language),
        reasons=[REASONS[reason] for reason in details.reasons],
        ticks=[(one.number, REMARKS[one.remark]) for one in details.documents[:MOST_LISTED]],
        more_ticks=max(len(details.documents) - MOST_LISTED, 0),
    )


def notice_view(content: NoticeContent, at: str = "") -> NoticeView:
    return NoticeView(
        words=NOTICES[content.code],
        name=content.responder_name,
        title=content.responder_title,
        text=content.text,
        forward_name=content.forward_name,
        forward_address=content.forward_address,
        answer_by=formats.day(content.answer_by) if content.answer_by else "",
        at=at,
    )
