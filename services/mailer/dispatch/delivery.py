"""Hands one mail over an open connection and says how it ended.

The order is the promise of design §4: recipient accepted, `transmitting` committed, body, reply, result. An exception says
nothing about the phase; the phase is kept here.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.mailer.dispatch.recorder import Recorder
from services.mailer.domain.replies import Judgement, Meaning, Reply, judge
from services.mailer.domain.schedule import tomorrow
from services.mailer.domain.servers import Server
from services.mailer.domain.states import Outcome, Phase
from services.mailer.letters.letter import Mail
from services.mailer.transport import Connection, Interrupted
from services.mailer.use_cases.outcomes import Ended
from shared.clock import Clock
from shared.crashpoint import crashpoint

_OUTCOMES = {
    Meaning.ACCEPTED: Outcome.ACCEPTED,
    Meaning.DEFER: Outcome.DEFERRED,
    Meaning.FAILED: Outcome.REFUSED,
    Meaning.BUSY: Outcome.BUSY,
    Meaning.LANE: Outcome.LANE,
    Meaning.QUOTA: Outcome.DEFERRED,
}


@dataclass(frozen=True, slots=True)
class Delivered:
    """How it went, and what it means for the lane."""

    ended: Ended
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Began:
    """The beginning of an attempt that may end before there is a connection."""

    message: Any
    server: Server
    at: datetime
    ticks: float = field(default_factory=time.perf_counter)

    def without_a_mail(self, outcome: Outcome, reason: str, reply: Reply) -> Ended:
        """Its end before the first word about the mail."""
        return Ended(
            message=self.message,
            server=self.server,
            outcome=outcome,
            phase=Phase.CONNECT,
            reason=reason,
            reply=reply,
            started_at=self.at,
            duration_ms=round((time.perf_counter() - self.ticks) * 1000),
            sender=self.server.sender_address,
        )


@dataclass(slots=True)
class Delivery:
    """One attempt for one message."""

    message: Any
    mail: Mail
    server: Server
    recorder: Recorder
    clock: Clock
    phase: Phase = Phase.MAIL

    async def over(self, connection: Connection) -> Delivered:
        """Carry it out. Raises `Withdrawn`, `NotRecorded`, or what cancelled it; the connection is closed in those cases."""
        started_at, began, tls = self.clock.now(), time.perf_counter(), connection.tls
        reused = connection.delivered > 0
        self.recorder.delivering += 1
        try:
            reply = await connection.hand_over(self.mail, self)
            crashpoint("smtp.reply_received")
            judgement, outcome = self._judged(reply)
        except Interrupted:
            reply = Reply()
            judgement = Judgement(Meaning.DEFER, "no_reply" if self.phase is Phase.BODY else "connection_lost")
            outcome = Outcome.UNCERTAIN if self.phase is Phase.BODY else Outcome.LOST
        finally:
            self.recorder.delivering -= 1
        ended = Ended(
            message=self.message,
            server=self.server,
            outcome=outcome,
            phase=self.phase,
            reason=judgement.reason,
            reply=reply,
            started_at=started_at,
            duration_ms=round((time.perf_counter() - began) * 1000),
            tls=tls,
            sender=self.mail.sender,
            retry_at=self._retry_at(outcome, judgement, reply, reused=reused),
        )
        return Delivered(ended, judgement)

    def reached(self, phase: Phase) -> None:
        if phase is Phase.BODY:
            crashpoint("smtp.transmitting")
        self.phase = phase

    def allowed(self) -> Awaitable[bool]:
        crashpoint("smtp.recipient_accepted")
        return self.recorder.transmitting(self.message.id, self.message.lease_token)

    def _judged(self, reply: Reply) -> tuple[Judgement, Outcome]:
        if self.phase is Phase.BODY and not (200 <= reply.code < 300 or 400 <= reply.code < 600):
            return Judgement(Meaning.DEFER, "no_reply"), Outcome.UNCERTAIN
        judgement = judge(self.phase, reply)
        if judgement.meaning is Meaning.ACCEPTED and self.phase is not Phase.BODY:
            # A yes in the wrong words, such as 250 to DATA: nothing was transmitted.
            return Judgement(Meaning.DEFER, "nonsense"), Outcome.DEFERRED
        return judgement, _OUTCOMES[judgement.meaning]

    def _retry_at(self, outcome: Outcome, judgement: Judgement, reply: Reply, *, reused: bool) -> datetime | None:
        """A time that does not come from the message's own schedule."""
        now = self.clock.now()
        if judgement.meaning is Meaning.QUOTA:
            return tomorrow(now)
        if outcome is Outcome.BUSY and reply.asked_wait is not None:
            return now + reply.asked_wait
        # A kept connection may have gone stale without a word: that says nothing about the message.
        return now if outcome is Outcome.LOST and reused else None
