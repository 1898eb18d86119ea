"""What can come into the platform's mailbox: reports about a mail of ours, answers of machines, answers of people.

A final failure and a bad address are two things: a full mailbox or a rule against our sender says nothing about the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from services.mailer.domain.states import State

KEPT_WORDS = 300
KEPT_TEXT = 10_000

_STATUS = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}$")
# Of the addressing statuses these speak of our own sender (RFC 3463 §3.2; 5.1.90: Microsoft's day's limit).
_ABOUT_US = ("5.1.7", "5.1.8", "5.1.90")
_BAD_ADDRESS = ("5.2.1",)
"""Besides 5.1.x: the mailbox is switched off."""
_NAMES_NOBODY = re.compile(
    r"(?i)user (?:is )?(?:unknown|not found|doesn'?t exist)|unknown (?:user|recipient|local|mailbox)|no such (?:user|mailbox|"
    r"recipient|address)|(?:mailbox|address|account|recipient)(?: \S+)? (?:not found|unknown|does(?: not|n'?t) exist|"
    r"is disabled|unavailable)|host (?:or domain name )?not found|no mailbox here by that name|unrouteable address"
)


class Kind(StrEnum):
    FAILED = "failed"
    """It will not be delivered."""
    DELAYED = "delayed"
    """It has not been delivered yet; the server keeps trying."""
    DELIVERED = "delivered"
    """It was delivered, or handed on to a server that does not report."""
    AUTO_REPLY = "auto_reply"
    """Out of office, or a receipt for reading: a machine has it, no more."""
    REPLY = "reply"
    """A person wrote."""
    UNCLEAR = "unclear"
    """None of these for sure, or not about a mail of ours."""


class MatchedBy(StrEnum):
    """How a mail was found to be about a message, in order of trust."""

    RETURN_PATH = "return_path"
    """Signed: nobody can make it who has not seen the mail."""
    ENVELOPE_ID = "envelope_id"
    MESSAGE_ID = "message_id"
    QUEUE_ID = "queue_id"
    REFERENCES = "references"
    """The mail that it answers; only for answers of people and machines."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of messages that a mail mentions, none of them checked against anything but its own signature."""

    return_path: UUID | None = None
    envelope_ids: tuple[UUID, ...] = ()
    message_ids: tuple[UUID, ...] = ()
    queue_ids: tuple[str, ...] = ()
    references: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One incoming mail, as far as it was understood. Texts are bounded and printable."""

    kind: Kind
    names: Names = field(default_factory=Names)
    recipients: tuple[str, ...] = ()
    """The addresses that a report is about, folded."""
    status: str = ""
    code: int = 0
    words: str = ""
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    shortened: bool = False
    attachments: tuple[str, ...] = ()

    @property
    def bad_address(self) -> bool:
        """Whether the report says that the address itself leads nowhere."""
        return self.kind is Kind.FAILED and is_bad_address(self.status, self.words)


def is_bad_address(status: str, words: str = "") -> bool:
    """Whether a final refusal is about the address and not about the mail, the sender or the moment."""
    if status in _BAD_ADDRESS:
        return True
    if status.startswith("5.1."):
        return status not in _ABOUT_US
    # Without a status that says anything, the words decide.
    return status in ("", "5.0.0", "5.5.0") and _NAMES_NOBODY.search(words) is not None


def status_code(text: str) -> str:
    """An enhanced status code, or nothing when it is none."""
    text = text.strip().split(" ")[0]
    return text if _STATUS.match(text) else ""


BOUNCEABLE = (State.SENT, State.UNCERTAIN)
"""Only what a server may own can come back."""

IN_FLIGHT = (State.CLAIMED, State.TRANSMITTING)
"""Somebody is at it: what a report means can be said in a moment."""
