"""States of one message to one recipient, and which of them the queue may still move.

`queued → claimed → transmitting → sent | deferred | failed | uncertain`, plus `held`, `cancelled`, `expired`, later `bounced`.
A message waits to be sent if and only if it has a due time; the state says why it waits.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    """In the hands of a worker; nothing was transmitted, so it may safely return to the queue."""
    TRANSMITTING = "transmitting"
    """Committed right before the body: from here on the server may own a copy."""
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    """The body went out and no reply was seen. One automatic retry, then a person decides."""
    HELD = "held"
    """Its lane is paused; released when the lane is open again."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    BOUNCED = "bounced"
    """It was handed over and came back: a later report says that it was not delivered."""


SUPPRESSED = "suppressed"
"""Why a message is held whose address leads nowhere: neither a lane's opening nor a resume lets it go."""

WAITING = (State.QUEUED, State.DEFERRED, State.HELD)
"""Nothing of these is on its way: a closing withdraws them."""

OPEN = (*WAITING, State.UNCERTAIN)
"""Neither over nor in anybody's hands; the index of open messages is over these."""

WITHDRAWABLE = (*WAITING, State.CLAIMED)
"""A claimed message may be withdrawn too: its worker finds out when it asks to transmit."""


class Outcome(StrEnum):
    """How one attempt ended."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    BUSY = "busy"
    """The server asked us to come back later (421): written down, not counted."""
    LANE = "lane"
    """The server has a quarrel with our account or sender, not with the recipient."""
    LOST = "lost"
    """The connection broke before anything was transmitted."""


class Phase(StrEnum):
    """How far an attempt came. Exceptions alone do not tell it (reliability-security.md §2.5)."""

    CONNECT = "connect"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
