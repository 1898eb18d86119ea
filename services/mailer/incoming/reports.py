"""Delivery reports in the form of RFC 3464: the machine-readable part, per message and per recipient.

Servers differ in the small: comments behind the action, address types left out, the part sent as base64. All of it is
read, none of it is believed beyond its bounds.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from services.mailer.domain.addresses import folded
from services.mailer.domain.returned import KEPT_WORDS, Kind, status_code
from services.mailer.incoming.anatomy import header, one_line, parts

MOST_RECIPIENTS = 50
_CODE = re.compile(r"(?<![\d.])([245]\d\d)(?=[ \-]|$)")
_ANGLE = re.compile(r"<([^<>\s]{3,320})>")
_KINDS = {
    "failed": Kind.FAILED,
    "failure": Kind.FAILED,
    "error": Kind.FAILED,
    "delayed": Kind.DELAYED,
    "delivered": Kind.DELIVERED,
    "relayed": Kind.DELIVERED,
    "expanded": Kind.DELIVERED,
}
_WORST = (Kind.FAILED, Kind.DELAYED, Kind.DELIVERED)


@dataclass(frozen=True, slots=True)
class Line:
    """What a report says about one recipient."""

    kind: Kind
    recipients: tuple[str, ...]
    status: str
    code: int
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its worst line, and the names under which it knows the mail."""

    line: Line
    envelope_ids: tuple[str, ...]
    queue_ids: tuple[str, ...]
    return_paths: tuple[str, ...]


def read_report(mail: Message) -> Report | None:
    """The delivery report that the mail is, if it is one."""
    for part in parts(mail):
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            blocks = list(_blocks(part))
            lines = [line for block in blocks[:MOST_RECIPIENTS] if (line := _line(block)) is not None]
            if lines:
                worst = min(lines, key=lambda line: _WORST.index(line.kind))
                return Report(
                    worst,
                    _all(blocks, "Original-Envelope-Id"),
                    _all(blocks, "X-Postfix-Queue-ID", "X-Queue-ID"),
                    _all(blocks, "X-Postfix-Sender", "X-Original-Sender"),
                )
    return None


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list) and all(isinstance(block, Message) for block in payload):
        plain = [block for block in payload if isinstance(block, Message)]
        if any(block.get("Action") for block in plain):
            yield from plain
            return
    # As one text, perhaps encoded: the standard forbids it, and some send it so.
    decoded = part.get_payload(decode=True)
    if not isinstance(decoded, bytes) and isinstance(payload, list) and payload:
        first = payload[0]
        decoded = first.get_payload(decode=True) if isinstance(first, Message) else None
    if isinstance(decoded, bytes):
        text = decoded.decode("utf-8", "replace").replace("\r\n", "\n")
        for block in re.split(r"\n[ \t]*\n", text)[: MOST_RECIPIENTS + 1]:
            yield email.message_from_string(block.lstrip("\n"))


def _line(block: Message) -> Line | None:
    action = re.split(r"[\s;(]", header(block, "Action").lower(), maxsplit=1)[0]
    kind = _KINDS.get(action)
    if kind is None:
        return None
    diagnostic = header(block, "Diagnostic-Code")
    # "smtp; 550 5.1.1 …", "X-Postfix; unknown user"
    words = diagnostic.partition(";")[2].strip() or diagnostic
    code = _CODE.search(words[:40]) if words else None
    return Line(
        kind,
        tuple(address_in(header(block, name)) for name in ("Original-Recipient", "Final-Recipient") if block.get(name)),
        status_code(header(block, "Status")),
        int(code[1]) if code else 0,
        one_line(words)[:KEPT_WORDS],
    )


def address_in(value: str) -> str:
    """The address of `rfc822;<a@b>`, with or without its type and brackets."""
    bare = value.partition(";")[2] if ";" in value else value
    found = _ANGLE.search(bare)
    return folded(found[1] if found else bare)[:320]


def _all(blocks: Sequence[Message], *names: str) -> tuple[str, ...]:
    return tuple(header(block, name)[:200] for block in blocks[:2] for name in names if block.get(name))
