"""Which messages of ours a mail mentions, and where: what a name is worth depends on the place that it was found in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import Message
from uuid import UUID

from services.mailer.domain.return_path import ReturnPaths
from services.mailer.domain.returned import Names
from services.mailer.incoming.anatomy import headers, parts
from services.mailer.incoming.reports import Report

MOST_NAMES = 10
_ID = r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_UUID = re.compile(rf"(?i)(?<![0-9a-f-]){_ID}(?![0-9a-f-])")
_IN_ANGLES = re.compile(rf"(?i)<{_ID}@")
_RETURNED = re.compile(rf"(?im)^[> \t]*(?:X-Mutabakat-Id:[ \t]*{_ID}|Message-ID:\s*<{_ID}@)")
_QUEUE_ID = re.compile(r"^[\w.+/=-]{4,99}$")
_TO = ("Delivered-To", "X-Original-To", "X-Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")


def mentions(mail: Message, content: bytes, returns: ReturnPaths | None, *, report: Report | None = None) -> Names:
    """All names of messages in the mail. `content`: its bytes, for copies of our mail that are no part of their own."""
    arrived = list(headers(mail, *_TO))
    signed = returns.message_in([*arrived, *(report.return_paths if report else ())]) if returns else None
    return Names(
        return_path=signed,
        envelope_ids=_ids(_UUID.findall(" ".join(report.envelope_ids))) if report else (),
        message_ids=_ids(_in_the_copy(mail, content)),
        queue_ids=tuple(one for one in (report.queue_ids if report else ()) if _QUEUE_ID.match(one))[:MOST_NAMES],
        references=_ids(_IN_ANGLES.findall(" ".join(headers(mail, "In-Reply-To", "References")))),
    )


def _in_the_copy(mail: Message, content: bytes) -> Iterable[str]:
    """Ids in the headers of our mail as it came back: in a part, or after the words of the report.

    The mail's own headers are left out: there its sender writes what he likes, and its Message-ID is not ours.
    """
    text = content.partition(b"\r\n\r\n")[2] if b"\r\n\r\n" in content else content.partition(b"\n\n")[2]
    found = [one or other for one, other in _RETURNED.findall(text.decode("latin-1"))]
    for part in parts(mail):
        # A part that is encoded as a whole hides its words from the search above.
        if part.get("Content-Transfer-Encoding", "").strip().lower() in ("base64", "quoted-printable"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                found += [one or other for one, other in _RETURNED.findall(payload.decode("latin-1"))]
    return found


def _ids(found: Iterable[str]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(UUID(text) for text in found))[:MOST_NAMES]
