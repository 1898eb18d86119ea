"""What a server's reply means for the message, for the recipient and for the whole lane (mailer.md §4.4).

The enhanced code (RFC 3463) decides before the basic code, and the phase decides where neither is clear: the same 550 is about
the recipient at RCPT and about the sender at MAIL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from services.mailer.domain.states import Phase

_ENHANCED = re.compile(r"^\s*([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")
_QUEUE_ID = re.compile(
    r"(?i)\bqueued (?:mail for delivery |on \S+ (?:\d+ )?)?as\s+<?([\w.+/=@-]{4,99})|\bid=([\w.+/=@-]{4,99})"
    # Sendmail; Gmail.
    r"|\b([\w.+/=@-]{4,99}) Message accepted for delivery|\s([\w.+/=@-]{4,99}) - gsmtp"
)
_WAIT = re.compile(r"(?i)\b(\d{1,4})\s*(sec(?:ond)?s?|min(?:ute)?s?)\b")
_TOO_MANY = re.compile(
    r"(?i)too many (?:concurrent |smtp )*(?:connections|messages|sessions|e?-?mails)|concurrent connections limit"
)
_PER_HOUR = re.compile(r"(?i)(?:exceed|limit|max|too many).{0,80}\bper[ -]?hour|hourly.{0,40}(?:limit|quota|exceed)")
"""Shared hosts say so with a permanent code, although the same mail is welcome in the next hour."""
USED_UP = ("quota", "hourly_limit")
"""Reasons that are limits of the provider's: mail waits for them as it does for ours, and nothing is wrong with the server."""
_FULL = re.compile(r"(?i)\bfull\b|quota|storage")
_OUR_ADDRESS = re.compile(r"(?i)\b(?:sender|from)\b")
LONGEST_WAIT = timedelta(hours=1)
KEPT_CHARACTERS = 300


class Meaning(StrEnum):
    ACCEPTED = "accepted"
    DEFER = "defer"
    FAILED = "failed"
    """Final for this message; nothing is wrong with the others."""
    BUSY = "busy"
    """Not an attempt: come back later, with fewer connections."""
    LANE = "lane"
    """Our login or sender is refused: trying on would only lock the account."""
    QUOTA = "quota"
    """The account's daily allowance is used up."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's reply: basic code and its words, cleaned of control characters. Code 0: no reply was seen."""

    code: int = 0
    text: str = ""

    @classmethod
    def of(cls, code: int, text: str) -> Reply:
        printable = text
        if not (text.isascii() and text.isprintable()):
            printable = "".join(c if c.isprintable() else " " for c in text.encode("utf-8", "replace").decode())
        return cls(code, " ".join(printable.split())[:KEPT_CHARACTERS])

    @property
    def enhanced(self) -> str:
        found = _ENHANCED.match(self.text)
        return found[1] if found else ""

    @property
    def queue_id(self) -> str:
        """The server's own name for an accepted message, where it says one."""
        found = _QUEUE_ID.search(self.text)
        return next(filter(None, found.groups())).rstrip(".>") if found else ""

    @property
    def asked_wait(self) -> timedelta | None:
        """The pause that the text asks for, at most an hour."""
        if _PER_HOUR.search(self.text):
            return LONGEST_WAIT
        found = _WAIT.search(self.text)
        if not found:
            return None
        amount = int(found[1])
        wait = timedelta(minutes=amount) if found[2].lower().startswith("min") else timedelta(seconds=amount)
        return min(wait, LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`reason` is a stable code; its words are in `wording`."""

    meaning: Meaning
    reason: str = ""


def judge(phase: Phase, reply: Reply) -> Judgement:
    """What `reply` in `phase` means."""
    code, enhanced = reply.code, reply.enhanced
    if 200 <= code < 300:
        return Judgement(Meaning.ACCEPTED)
    if 400 <= code < 600 and _PER_HOUR.search(reply.text):
        return Judgement(Meaning.BUSY, "hourly_limit")
    if code == 421 or enhanced in ("4.3.2", "4.7.28") or (400 <= code < 500 and _TOO_MANY.search(reply.text)):
        return Judgement(Meaning.BUSY, "server_busy")
    if 400 <= code < 500:
        return Judgement(Meaning.DEFER, _temporary(enhanced))
    if 500 <= code < 600:
        return _permanent(phase, code, enhanced, reply.text)
    # Neither yes, nor no, nor later: no word that a mail server may say here. Before the body it is safe to try again.
    return Judgement(Meaning.DEFER, "nonsense")


def _temporary(enhanced: str) -> str:
    if enhanced.startswith("4.7."):
        return "greylisted"
    if enhanced == "4.2.2":
        return "mailbox_full"
    return "refused_for_now"


def _permanent(phase: Phase, code: int, enhanced: str, text: str) -> Judgement:
    if enhanced == "5.7.30":
        return Judgement(Meaning.LANE, "password_login_off")
    if code in (530, 534, 535, 538) or enhanced == "5.7.139":
        return Judgement(Meaning.LANE, "login_refused")
    if enhanced == "5.2.2":
        return Judgement(Meaning.DEFER, "mailbox_full")
    # Microsoft says 5.1.90 of an account that has reached its day's recipients: whoever is written to has nothing to do with it.
    if enhanced in ("5.4.5", "5.1.90") or "STOREDRV" in text:
        return Judgement(Meaning.QUOTA, "quota")
    if enhanced in ("5.3.4", "5.2.3") or code == 552:
        return _too_much(enhanced, text)
    if enhanced in ("5.1.7", "5.1.8") or phase is Phase.MAIL:
        return Judgement(Meaning.LANE, "sender_refused")
    if enhanced.startswith("5.1."):
        return Judgement(Meaning.FAILED, "unknown_recipient")
    if enhanced.startswith("5.7."):
        return Judgement(Meaning.LANE, "sender_refused" if phase is Phase.RCPT else "policy")
    if code == 553 and _OUR_ADDRESS.search(text):
        return Judgement(Meaning.LANE, "sender_refused")
    return Judgement(Meaning.FAILED, "recipient_refused" if phase is Phase.RCPT else "message_refused")


def _too_much(enhanced: str, text: str) -> Judgement:
    """552 means a full mailbox, which may be emptied, or a mail that is too large, which stays so."""
    full = (enhanced.startswith("5.2.") and enhanced != "5.2.3") or (not enhanced and _FULL.search(text))
    return Judgement(Meaning.DEFER, "mailbox_full") if full else Judgement(Meaning.FAILED, "too_large")
