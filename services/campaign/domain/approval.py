"""When a campaign needs a second pair of eyes, and whose they may be (domain.md §7.3 item 14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.campaign.domain.figures import Figure
from shared.errors import Forbidden, Invalid
from shared.money import Money
from shared.text import one_kind_of_line_ends

LONGEST_REASON = 1000


class ApprovalMode(StrEnum):
    """Which campaigns wait for an approver: none, those above the company's amount, all."""

    NEVER = "never"
    ABOVE = "above"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """A company's rule; `version` is 0 before it was ever set."""

    mode: ApprovalMode
    limit: Money
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str = ""

    def asks_for(self, total: Money) -> bool:
        """Whether a campaign of this sum waits; one of exactly the amount does not."""
        if self.mode is ApprovalMode.ABOVE:
            return total.minor > self.limit.minor
        return self.mode is ApprovalMode.ALWAYS


def total_of(figures: Iterable[Figure]) -> Money:
    """What a campaign is about, in TRY: purchases, sales and balances, each without its sign.

    A debt of ours counts as much as one of theirs: nothing is set off, or a large campaign could look like a small one.
    """
    return Money.of_minor(
        sum(
            abs(one.purchases.total.minor) + abs(one.sales.total.minor) + abs(one.balance_total.minor)
            for one in figures
        )
    )


def checked_rule(mode: ApprovalMode, limit: Money) -> ApprovalRule:
    if limit.minor < 0:
        raise Invalid("The approval limit cannot be below zero.", code="approval_limit_below_zero")
    if limit.currency != "TRY":
        raise Invalid("The approval limit is an amount in TRY.", code="approval_limit_currency")
    return ApprovalRule(mode, limit)


def check_four_eyes(prepared_by: UUID, approver: UUID) -> None:
    """Nobody decides about what they prepared themselves, whatever else they may do."""
    if prepared_by == approver:
        raise Forbidden(
            "You prepared this campaign yourself, so somebody else has to look at it. Ask a colleague who may approve.",
            code="own_campaign",
        )


def check_preparer(prepared_by: UUID, user_id: UUID) -> None:
    """Only the preparer edits a draft: whoever edits and then approves would be two of the four eyes."""
    if prepared_by != user_id:
        raise Forbidden(
            "Only the colleague who prepared this campaign may change it before it is sent.", code="not_the_preparer"
        )


def checked_reason(text: str) -> str:
    """Why something was refused or ended by hand: never empty, so that the next one knows what to do."""
    text = one_kind_of_line_ends(text).strip()
    if not text:
        raise Invalid("A reason is missing. Write what your colleagues should know.", code="reason_missing")
    if len(text) > LONGEST_REASON:
        raise Invalid(
            "The reason has {length} characters; at most {longest} are kept. Shorten it.",
            code="reason_too_long",
            length=len(text),
            longest=LONGEST_REASON,
        )
    return text
