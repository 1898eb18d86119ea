"""What a recipient says short of an answer, as it is kept: no record, not the right person, an answer announced for a day.

A notice answers nothing. Each carries the hash of the one before it of the same reconciliation, the first one that of what was
shown, so that a later change shows as it does with answers. Who said it is covered by a salted hash of its own: what has to be
forgotten can be, without breaking the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any
from uuid import UUID

from shared.contracts.responses import NoticeCode
from shared.evidence.canonical import canonical
from shared.evidence.leaves import plain

MOST_FORWARDS = 5
"""So many colleagues can be named for one reconciliation: a page must not become a way to write to strangers."""
PERSONAL = ("responder_name", "responder_title", "forward_name", "forward_address", "address", "ip", "user_agent")
"""Fields that are emptied when a person is forgotten."""
_DERIVED = ("entry_sha256", "salt")


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """What was said. `forward_*` belong to `wrong_person`, both or neither; `answer_by` to `will_answer`."""

    code: NoticeCode
    responder_name: str
    responder_title: str = ""
    text: str = ""
    forward_name: str = ""
    forward_address: str = ""
    answer_by: date | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One stored notice. Field names are the columns of `notices`; `number` counts those of one reconciliation from 1."""

    notice_id: UUID
    company_id: UUID
    reconciliation_id: UUID
    campaign_id: UUID
    number: int
    code: str
    text: str
    responder_name: str
    responder_title: str
    forward_name: str
    forward_address: str
    answer_by: date | None
    link_id: str
    address: str
    ip: str
    user_agent: str
    language: str
    text_version: str
    received_at: datetime
    form_id: UUID
    snapshot_sha256: str
    previous_sha256: str
    personal_sha256: str = field(default="")
    salt: str | None = field(default=None)
    """Goes into `personal_sha256`; None once the person was forgotten."""
    entry_sha256: str = field(default="")

    def sealed(self) -> Notice:
        """This notice with its hashes."""
        salted = replace(self, salt=token_hex(16))
        personal = replace(salted, personal_sha256=salted.personal_hash())
        return replace(personal, entry_sha256=personal.hashed())

    def hashed(self) -> str:
        """The hash this notice must have."""
        return _hash({name: value for name, value in asdict(self).items() if name not in (*PERSONAL, *_DERIVED)})

    def personal_hash(self) -> str:
        """The hash its personal fields must have, as long as they were not forgotten."""
        return _hash({name: getattr(self, name) for name in (*PERSONAL, "salt")})

    @property
    def unchanged(self) -> bool:
        """Whether everything is as it was stored, or empty because it was forgotten."""
        if self.hashed() != self.entry_sha256:
            return False
        if self.salt is None:
            return not any(getattr(self, name) for name in PERSONAL)
        return self.personal_hash() == self.personal_sha256

    @property
    def content(self) -> NoticeContent:
        return NoticeContent(
            code=NoticeCode(self.code),
            responder_name=self.responder_name,
            responder_title=self.responder_title,
            text=self.text,
            forward_name=self.forward_name,
            forward_address=self.forward_address,
            answer_by=self.answer_by,
        )


def _hash(values: Mapping[str, Any]) -> str:
    return sha256(canonical({name: plain(value) for name, value in values.items()}).encode()).hexdigest()
