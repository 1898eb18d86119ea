"""The signed state between the check page and sending: what was chosen, about which figures, through which link, when.

Nothing is stored at the check; whoever wants to send has to bring back what the check page gave out, not too fast and not too
late (user-experience.md §5.3).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import TypeAdapter, ValidationError

from services.responses.domain.entries import AnswerContent
from services.responses.domain.notices import NoticeContent
from shared.clock import Clock
from shared.keys import KeyRing


@dataclass(frozen=True, slots=True)
class FormState:
    """One filled-in form. `replaces` is the version it wants to change, 0 for a first answer."""

    form_id: UUID
    link_id: str
    snapshot_sha256: str
    replaces: int
    language: str
    issued_at: datetime
    content: AnswerContent | NoticeContent
    information_version: int | None = None
    """Of the information text that the check page linked to."""


class NotOurs(Exception):
    """No state, a forged one, or one of another link."""


class TooOld(Exception):
    """Filled in long ago; the text in it is still its author's."""

    def __init__(self, state: FormState) -> None:
        super().__init__("form state too old")
        self.state = state


class TooYoung(Exception):
    """Sent faster than anyone reads."""

    def __init__(self, state: FormState) -> None:
        super().__init__("form state too young")
        self.state = state


_STATE = TypeAdapter(FormState)


class FormStates:
    """Signs and opens form states with `form.key`."""

    def __init__(self, keys: KeyRing, clock: Clock, *, oldest: timedelta, youngest: timedelta) -> None:
        # itsdangerous signs with the last key and accepts all; the key file has the newest first.
        secrets = [key for _, key in keys][::-1]
        self._serializer = URLSafeSerializer(
            secrets,
            salt="mutabakat.answer-form",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
        self._clock = clock
        self._oldest = oldest
        self._youngest = youngest

    def issue(
        self,
        link_id: str,
        snapshot_sha256: str,
        replaces: int,
        language: str,
        content: AnswerContent | NoticeContent,
        information_version: int | None = None,
    ) -> str:
        now = self._clock.now()
        state = FormState(uuid4(), link_id, snapshot_sha256, replaces, language, now, content, information_version)
        return str(self._serializer.dumps(_STATE.dump_python(state, mode="json")))

    def read(self, text: str, link_id: str) -> FormState:
        """A genuine state of this link, whatever its age. Raises `NotOurs`."""
        try:
            state = _STATE.validate_python(self._serializer.loads(text))
        except (BadSignature, ValidationError):
            raise NotOurs from None
        if state.link_id != link_id:
            raise NotOurs
        return state

    def open(self, text: str, link_id: str) -> FormState:
        """A genuine state that may be sent now. Raises `NotOurs`, `TooOld`, `TooYoung`."""
        state = self.read(text, link_id)
        age = self._clock.now() - state.issued_at
        if age > self._oldest:
            raise TooOld(state)
        if age < self._youngest:
            raise TooYoung(state)
        return state
