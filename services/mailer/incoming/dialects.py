"""Reports without the machine-readable part: qmail's, old Exim's, gateways'. flufl.bounce knows their wordings.

It is asked only about mails that a machine sent as a report; about a person's mail it would find what is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from itertools import pairwise

from flufl.bounce import all_failures

from services.mailer.domain.addresses import folded
from services.mailer.domain.returned import KEPT_WORDS, Kind
from services.mailer.incoming.anatomy import header, headers, one_line, parts, plain, text_of

_MACHINES = re.compile(
    r"(?i)^(mailer[-_.]?daemon|post-?master|mail[-_.]?delivery[-_.\w]*|mdaemon|microsoftexchange\w*)@"
)
_SUBJECTS = re.compile(
    r"(?i)^\W*(undeliver(?:ed|able)|delivery (?:status notification|failure|has failed|notification|delayed)|mail delivery|"
    r"mail system error|returned mail|failure notice|message (?:could not be|not) delivered|warning: could not send|"
    r"teslim edilemedi|iletilemedi|gönderilemeyen ileti|ileti teslim|unzustellbar|nicht zustellbar|non remis)"
)
_DELAY = re.compile(
    r"(?i)(will (?:be retried|keep trying|continue to try)|has been delayed|delivery (?:is )?delayed|not (?:yet )?been "
    r"delivered|no action is required|still being (?:re)?tried|gecikt|henüz teslim|warning message only)"
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.#:/-])([45]\d\d)(?=[ \-][\w#<])")
_COPY = re.compile(
    r"(?im)^[-_= ]*(?:below this line is a copy|this is a copy of|original message|returned message|orijinal ileti)"
)
MOST_TEXT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words of a report amount to."""

    kind: Kind
    recipients: tuple[str, ...]
    status: str
    code: int
    words: str


def from_a_machine(mail: Message, sender: str) -> bool:
    """Whether this is a report, by what it says about itself."""
    nobody = any(value.strip() == "<>" for value in headers(mail, "Return-Path"))
    named = bool(_MACHINES.match(sender)) or bool(mail.get("X-Failed-Recipients"))
    return named or (nobody and bool(_SUBJECTS.match(header(mail, "Subject"))))


def read_wording(mail: Message) -> Wording | None:
    """What a report in words says, if it can be told; None when not."""
    text = told(mail)
    own = _COPY.split(text, maxsplit=1)[0]
    late, final = _addresses(mail)
    named = tuple(folded(value.strip()) for value in header(mail, "X-Failed-Recipients").split(",") if "@" in value)
    final = final or named
    if not final and not late:
        return None
    delayed = not final or bool(_DELAY.search(own))
    status, code = _STATUS.search(own), _CODE.search(own)
    return Wording(
        Kind.DELAYED if delayed else Kind.FAILED,
        (final or late)[:50],
        status[1] if status else "",
        int(code[1]) if code else 0,
        _reason(own),
    )


def told(mail: Message) -> str:
    """The words of the report itself."""
    for part in parts(mail):
        if part.get_content_type() == "text/plain":
            return text_of(part)[:MOST_TEXT]
    for part in parts(mail):
        if part.get_content_type() == "text/html":
            return plain(text_of(part)[:MOST_TEXT])
    return ""


def _addresses(mail: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        temporary, permanent = all_failures(mail)
    except Exception:  # noqa: BLE001  # a library of heuristics, and anybody's mail
        return (), ()
    return tuple(sorted(map(_text, temporary))), tuple(sorted(map(_text, permanent)))


def _text(address: bytes) -> str:
    return folded(address.decode("ascii", "replace"))[:320]


def _reason(text: str) -> str:
    """The line that says why: the first one with a code, else the first that follows an address."""
    lines = [one_line(line) for line in text.split("\n") if line.strip()]
    for line in lines:
        if _STATUS.search(line) or _CODE.search(line):
            return line[:KEPT_WORDS]
    for before, line in pairwise(lines):
        if "@" in before and before.rstrip().endswith((":", ">")):
            return line[:KEPT_WORDS]
    return ""
