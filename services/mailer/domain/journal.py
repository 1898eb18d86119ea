"""One line of the journal of replies: what a server said to a body, in a form that survives a half-written end.

A line is a checksum and a JSON object. It holds no link, no letter and no password; its file is for the mailer's eyes only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID
from zlib import crc32

from services.mailer.domain.states import Outcome

VERSION = 1


class Damaged(ValueError):
    """A line that is not what was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A reply to a body. `token` is the lease under which the body went out: it says which attempt of the message this was."""

    message_id: UUID
    token: UUID
    number: int
    lane_id: UUID
    host: str
    port: int
    sender: str
    outcome: Outcome
    reason: str
    code: int
    text: str
    queue_id: str
    tls: str
    started_at: datetime
    replied_at: datetime
    duration_ms: int
    retry_at: datetime | None = None

    def line(self) -> bytes:
        return _sealed(
            {
                "message": self.message_id.hex,
                "lease": self.token.hex,
                "attempt": self.number,
                "lane": self.lane_id.hex,
                "host": self.host,
                "port": self.port,
                "sender": self.sender,
                "outcome": self.outcome.value,
                "reason": self.reason,
                "code": self.code,
                "text": self.text,
                "queue_id": self.queue_id,
                "tls": self.tls,
                "started": self.started_at.isoformat(),
                "at": self.replied_at.isoformat(),
                "ms": self.duration_ms,
                "retry": self.retry_at.isoformat() if self.retry_at else None,
            }
        )

    @classmethod
    def read(cls, line: bytes) -> Self:
        """Raises `Damaged`."""
        held = _opened(line)
        try:
            return cls(
                message_id=UUID(held["message"]),
                token=UUID(held["lease"]),
                number=int(held["attempt"]),
                lane_id=UUID(held["lane"]),
                host=str(held["host"]),
                port=int(held["port"]),
                sender=str(held["sender"]),
                outcome=Outcome(held["outcome"]),
                reason=str(held["reason"]),
                code=int(held["code"]),
                text=str(held["text"]),
                queue_id=str(held["queue_id"]),
                tls=str(held["tls"]),
                started_at=datetime.fromisoformat(held["started"]),
                replied_at=datetime.fromisoformat(held["at"]),
                duration_ms=int(held["ms"]),
                retry_at=datetime.fromisoformat(held["retry"]) if held["retry"] else None,
            )
        except (KeyError, ValueError, TypeError) as error:
            raise Damaged(f"no reply: {error}") from None


def heading(installation: UUID) -> bytes:
    """The first line of a file: whose journal it is."""
    return _sealed({"journal": VERSION, "installation": installation.hex})


def read_heading(line: bytes) -> tuple[int, UUID]:
    """Version and installation of a file. Raises `Damaged`."""
    held = _opened(line)
    try:
        return int(held["journal"]), UUID(held["installation"])
    except (KeyError, ValueError, TypeError) as error:
        raise Damaged(f"no heading: {error}") from None


def _sealed(values: dict[str, Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return b"%08x %b\n" % (crc32(text), text)


def _opened(line: bytes) -> dict[str, Any]:
    seal, _, text = line.rstrip(b"\n").partition(b" ")
    try:
        if not line.endswith(b"\n") or int(seal, 16) != crc32(text):
            raise Damaged("half-written, or changed since")
        held = json.loads(text)
    except ValueError as error:
        raise Damaged(str(error)) from None
    if not isinstance(held, dict):
        raise Damaged("no object")
    return held
