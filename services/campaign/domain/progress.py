"""From facts to the state of a reconciliation, whatever order the facts came in (design §4 item 6).

Silence is never an agreement, and an answer is never undone by the fate of a mail (domain.md §1.12, design §6).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ReconciliationState(StrEnum):
    """Derived, never set by hand."""

    DRAFT = "draft"
    """Of a campaign that is not sent yet: nothing is asked, so nothing is awaited."""
    PREPARING = "preparing"
    """Asked for; its statement is not made yet."""
    NOT_SENT = "not_sent"
    QUEUED = "queued"
    SENT = "sent"
    UNDELIVERED = "undelivered"
    UNCERTAIN = "uncertain"
    OPENED = "opened"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    EXPIRED = "expired"
    NO_OBJECTION = "no_objection"
    """Asked to answer only if it disagrees, reached, and silent: weak evidence, and never an agreement (domain.md §3.2)."""
    CANCELLED = "cancelled"
    BY_PHONE = "by_phone"
    """Told to a person of ours by telephone: nothing more is awaited, the page still takes an answer, which then stands."""

    @property
    def finished(self) -> bool:
        """Nothing is awaited, yet or any more: a draft, answered, refused, expired or cancelled (S-52)."""
        return self in _FINISHED


_FINISHED = frozenset(
    {
        ReconciliationState.DRAFT,
        ReconciliationState.NOT_SENT,
        ReconciliationState.AGREED,
        ReconciliationState.DISAGREED,
        ReconciliationState.EXPIRED,
        ReconciliationState.NO_OBJECTION,
        ReconciliationState.CANCELLED,
        ReconciliationState.BY_PHONE,
    }
)
OPEN_STATES = tuple(state for state in ReconciliationState if not state.finished)


RAN_OUT = (ReconciliationState.EXPIRED, ReconciliationState.NO_OBJECTION)
"""Ended by nothing but the last day: more time asks them again."""


class MailResult(StrEnum):
    """What is known of one message after one attempt, the weakest first."""

    QUEUED = "queued"
    WITHDRAWN = "withdrawn"
    """A reminder that stayed unsent because the answer had come. It went to who was reached before, so it says "reached"."""
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    SENT = "sent"
    BOUNCED = "bounced"


_WEIGHT = {result: weight for weight, result in enumerate(MailResult)}
_LOST = frozenset({MailResult.FAILED, MailResult.BOUNCED})


@dataclass(frozen=True, slots=True)
class MailFact:
    """A message to an address had this result; `attempt` 0 = it was queued."""

    address: str
    send_number: int
    attempt: int
    result: MailResult

    @property
    def order(self) -> tuple[int, int, int]:
        # A later attempt knows better; within one attempt a bounce outweighs "sent", which outweighs "uncertain".
        return (self.send_number, self.attempt, _WEIGHT[self.result])


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that decides the state of one reconciliation."""

    answer: str = ""
    by_phone: bool = False
    refused: bool = False
    closed_reason: str = ""
    opened: bool = False
    only_objections: bool = False
    mails: tuple[MailFact, ...] = ()
    addresses: int = 0
    """How many it will be mailed to, once its statement is prepared: of whom nothing is known, the first mail waits."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the facts amount to: the state, and at how many addresses the latest mail arrived, was lost, or may be either."""

    state: ReconciliationState
    undelivered: int
    reached: int
    uncertain: int


def latest_results(mails: Iterable[MailFact]) -> dict[str, MailResult]:
    """What counts for each address: the strongest fact of its latest attempt of its latest send."""
    latest: dict[str, MailFact] = {}
    for mail in mails:
        known = latest.get(mail.address)
        if known is None or mail.order > known.order:
            latest[mail.address] = mail
    return {
        address: MailResult.SENT if mail.result is MailResult.WITHDRAWN else mail.result
        for address, mail in latest.items()
    }


def progress_of(facts: Facts) -> Progress:
    """The state that these facts amount to; the same for every order and repetition of them."""
    results = list(latest_results(facts.mails).values())
    known = frozenset(results)
    return Progress(
        _state(facts, known | {MailResult.QUEUED} if len(results) < facts.addresses else known),
        undelivered=sum(result in _LOST for result in results),
        reached=results.count(MailResult.SENT),
        uncertain=results.count(MailResult.UNCERTAIN),
    )


def _state(facts: Facts, results: frozenset[MailResult]) -> ReconciliationState:
    if facts.answer:
        return ReconciliationState(facts.answer)
    if facts.by_phone:
        return ReconciliationState.BY_PHONE
    if facts.refused:
        return ReconciliationState.NOT_SENT
    if facts.closed_reason:
        # "superseded" is a withdrawal too: a newer request took its place.
        return _ended(facts, results) if facts.closed_reason == "expired" else ReconciliationState.CANCELLED
    if facts.opened:
        return ReconciliationState.OPENED
    if MailResult.SENT in results:
        return ReconciliationState.SENT
    if MailResult.UNCERTAIN in results:
        return ReconciliationState.UNCERTAIN
    if MailResult.QUEUED in results:
        return ReconciliationState.QUEUED
    return ReconciliationState.UNDELIVERED if results else ReconciliationState.PREPARING


def _ended(facts: Facts, results: frozenset[MailResult]) -> ReconciliationState:
    # Who was not reached cannot have had an objection either.
    reached = facts.opened or MailResult.SENT in results
    return ReconciliationState.NO_OBJECTION if facts.only_objections and reached else ReconciliationState.EXPIRED
