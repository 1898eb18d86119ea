"""Named places where a process may die, so that every window between two durable steps is a deterministic test.

`MUTABAKAT_CRASH=name:n` ends the process without any clean-up the n-th time `name` is passed. Without the variable a call
costs one dictionary look-up. Names are listed in `CRASHPOINTS`; passing an unlisted name is a programming error.
"""

from __future__ import annotations

import os
from collections import Counter

CRASHPOINTS = (
    "transaction.before_commit",
    "transaction.committed",
    "outbox.claimed",
    "outbox.published",
    "outbox.marked",
    "inbox.accepted",
    "inbox.claimed",
    "inbox.handled",
    "inbox.done",
    "smtp.claimed",
    "smtp.recipient_accepted",
    "smtp.transmitting",
    "smtp.body_sent",
    "smtp.reply_received",
    "smtp.journalled",
    "smtp.recorded",
    "import.claimed",
    "import.staged",
    "import.switching",
    "webhook.answered",
)

_passed: Counter[str] = Counter()


def crashpoint(name: str) -> None:
    """Die here if this is the place and the count that the environment asks for."""
    wanted = os.environ.get("MUTABAKAT_CRASH")
    if wanted is None:
        return
    if name not in CRASHPOINTS:
        raise ValueError(f"crash point {name!r} is not listed")
    place, _, count = wanted.partition(":")
    if place != name:
        return
    _passed[name] += 1
    if _passed[name] == int(count or 1):
        os._exit(137)
