"""One lane per SMTP configuration: its claims, its connections, and when it had better be quiet.

Protects companies from each other (a slow server fills only its own lane; on the platform's lane companies take turns), and
accounts from us (until one connection has logged in, no second one tries; a refused login pauses the lane; limits are kept).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import structlog

from services.mailer.dispatch.delivery import Began, Delivered, Delivery
from services.mailer.dispatch.meter import Meter, NotPermitted
from services.mailer.dispatch.pace import Job, Pace
from services.mailer.dispatch.recorder import NotRecorded, Recorder
from services.mailer.dispatch.trouble import LaneState
from services.mailer.dispatch.turns import Turns
from services.mailer.dispatch.writing import Writer
from services.mailer.domain.findings import LANE_PROBLEMS, CannotConnect, Finding
from services.mailer.domain.limits import tomorrow
from services.mailer.domain.replies import Meaning, Reply
from services.mailer.domain.servers import Server
from services.mailer.domain.states import Outcome, Phase
from services.mailer.domain.window import Window
from services.mailer.letters.headers import Unsendable
from services.mailer.repository import allowance, queue
from services.mailer.smtp.login import Login
from services.mailer.transport import Connection, Interrupted, Transport, Withdrawn
from services.mailer.use_cases.outcomes import Ended
from shared.contracts.values import Purpose
from shared.crashpoint import crashpoint
from shared.database import Database

log = structlog.get_logger(__name__)

REGAIN_AFTER = 50
"""Mails after which a lane that was told "too many" dares one connection more."""


class Lane:
    """Sends for the companies in `companies` until `close()`."""

    def __init__(
        self,
        server: Server,
        login: Login,
        *,
        database: Database,
        recorder: Recorder,
        writer: Writer,
        transport: Transport,
        pace: Pace,
        meter: Meter | None = None,
    ) -> None:
        self.server = server
        self._login = login
        self._database = database
        self._recorder = recorder
        self._writer = writer
        self._transport = transport
        self._pace = pace
        self._state = LaneState(server, database, pace.breaker)
        self._jobs: deque[Job] = deque()
        self._turns = Turns()
        self._meter = meter
        self._free_at: datetime | None = None
        self._changed = asyncio.Condition()
        self._hungry = asyncio.Event()
        self._closing = False
        self._proven = False
        self._allowed = 1
        self._open = 0
        self._sending = 0
        self._accepted = 0

    @property
    def quiet(self) -> bool:
        """Nothing to do, nothing open."""
        return not self._jobs and not self._turns and self._open == 0

    @property
    def fed(self) -> bool:
        """It has so much in hand that it would take nothing more."""
        return len(self._jobs) > self._pace.batch // 2

    def serve(self, windows: Mapping[UUID, Window | None], codes: Collection[UUID] = ()) -> None:
        """These companies have mail that is due; they take turns, whoever waited longest first. `codes`: see `Turns.serve`."""
        self._turns.serve(windows, self._database.clock.now(), codes)
        if self._turns:
            self._hungry.set()

    async def close(self) -> None:
        """Take nothing new; deliveries in hand are finished."""
        self._closing = True
        self._hungry.set()
        async with self._changed:
            self._changed.notify_all()

    async def run(self) -> None:
        await self._state.read()
        try:
            async with asyncio.TaskGroup() as group:
                for index in range(self._pace.connections):
                    group.create_task(self._connection(index))
                await self._feed()
        finally:
            await self._give_back()

    # ------------------------------------------------------------------------------------------------ claims
    async def _feed(self) -> None:
        while not self._closing:
            if self._state.rests():
                await self._rest()
            elif self._turns and self._has_room() and await self._claim():
                continue
            self._hungry.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pace.poll):
                    await self._hungry.wait()

    def _has_room(self) -> bool:
        """A lane that is not known to work tries one message and waits for its end; a limited one claims what it may send."""
        if self._free_at is not None and self._free_at > self._database.clock.now():
            return False
        if not self._proven:
            return not self._jobs and not self._sending
        return not self._jobs if self._meter else len(self._jobs) <= self._pace.batch // 2

    async def _rest(self) -> None:
        if self._state.now_is.paused:
            await self._state.hold(self._turns.companies)
        self._turns.clear()
        await asyncio.sleep(self._pace.poll)
        await self._state.read()

    async def _claim(self) -> bool:
        """Take the next company's messages; False when none may be taken for now."""
        # The first of a lane that is not known to work goes alone: what fails then is one message, not a batch.
        room = await self._room() if self._proven else 1
        if room <= 0 or not self._turns:
            return False
        company_id = self._turns.take()
        limit = self._turns.portion(room, smallest=1) if self._meter else self._turns.portion(room)
        async with self._database.transaction() as tx:
            now = tx.clock.now()
            if self._pace.company_per_day:
                limit = min(limit, await allowance.company_room(tx, company_id, self._pace.company_per_day))
                if not limit:
                    self._turns.not_before(company_id, tomorrow(now))
                    return True
            only = None if self._turns.may_leave(company_id, now) else Purpose.CODE
            claim = await queue.claim(
                tx, self.server.id, company_id, limit=limit, now=now, lease=self._pace.lease, only=only
            )
            company = await self._writer.company(tx, company_id) if claim.rows else None
        if company is None:
            return True
        self._recorder.take((row.id, claim.token) for row in claim.rows)
        self._jobs.extend(Job(row, company) for row in claim.rows)
        if len(claim.rows) == limit:
            self._turns.again(company_id)
        if self._state.rests():
            # The trouble came while the claim was on its way.
            await self._give_back()
            return False
        async with self._changed:
            self._changed.notify_all()
        return True

    async def _room(self) -> int:
        """How many messages a claim may take."""
        if self._meter is None:
            return self._pace.batch
        free = await self._meter.room()
        self._free_at = free.again_at
        return min(self._pace.batch, free.mails - self._sending)

    async def _permitted(self, job: Job) -> bool:
        """Whether this mail may go now: its company's window is open or it is a code, and the lane has a permit for it."""
        message = job.message
        if (
            not self._turns.may_leave(message.company_id, self._database.clock.now())
            and message.purpose != Purpose.CODE
        ):
            await self._give_back(job)
            return False
        if self._meter is None:
            return True
        permit = await self._meter.permit()
        if not permit.mails:
            self._free_at = permit.again_at
            await self._give_back(job)
        return bool(permit.mails)

    async def _drop_withdrawn(self) -> None:
        """One message was taken out of our hands: see who else was, before each of them costs a conversation."""
        async with self._database.reading() as reading:
            claimed = {job.message.id: job.message.lease_token for job in self._jobs}
            kept = await queue.still_claimed(reading, claimed)
        self._recorder.drop(claimed.keys() - kept)
        self._jobs = deque(job for job in self._jobs if job.message.id in kept or job.message.id not in claimed)

    async def _give_back(self, *more: Job) -> None:
        claimed = self._take_all(*more)
        if claimed:
            async with self._database.transaction() as tx:
                await queue.give_back(tx, claimed, due_at=tx.clock.now())

    def _take_all(self, *more: Job) -> dict[UUID, UUID]:
        """Message → token of everything that no connection has begun; it is out of our hands from here."""
        jobs = [*more, *self._jobs]
        self._jobs.clear()
        self._recorder.drop(job.message.id for job in jobs)
        return {job.message.id: job.message.lease_token for job in jobs}

    # ------------------------------------------------------------------------------------------- connections
    async def _connection(self, index: int) -> None:
        session: Connection | None = None
        try:
            while True:
                job = await self._next(index)
                if job is None:
                    await self._leave(session)
                    session = None
                    if self._closing:
                        return
                    continue
                self._sending += 1
                try:
                    session = await self._send(job, session)
                except BaseException:
                    # Nobody looks after it any more: let its lease end, so that the sweep finds it.
                    self._recorder.drop([job.message.id])
                    raise
                finally:
                    self._sending -= 1
        finally:
            if session is not None:
                session.close()
                self._open -= 1

    async def _next(self, index: int) -> Job | None:
        """The next message, or None after an idle while and when the lane is closed."""

        def ready() -> bool:
            return self._closing or (bool(self._jobs) and index < self._allowed and not self._state.rests())

        if not ready():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pace.idle), self._changed:
                    await self._changed.wait_for(ready)
        if self._closing or not ready():
            return None
        job = self._jobs.popleft()
        if len(self._jobs) <= self._pace.batch // 2:
            self._hungry.set()
        return job

    async def _send(self, job: Job, session: Connection | None) -> Connection | None:
        crashpoint("smtp.claimed")
        try:
            attachments = await self._writer.attachments(job.message, job.company)
            mail = self._writer.write(job.message, job.company, self.server, attachments)
        except Unsendable as error:
            began = Began(job.message, self.server, self._database.clock.now())
            self._recorder.ended(began.without_a_mail(Outcome.REFUSED, "unsendable", Reply.of(0, str(error))))
            return session
        if session is not None and (not session.usable or session.delivered >= self._pace.recycle_after):
            await self._leave(session)
            session = None
        if session is None:
            session = await self._connect(job)
        if session is None:
            return None
        try:
            if not await self._permitted(job):
                return session
        except NotPermitted:
            # No database: as below, its lease ends.
            self._recorder.drop([job.message.id])
            await asyncio.sleep(self._pace.poll)
            return session
        delivery = Delivery(job.message, mail, self.server, self._recorder, self._database.clock)
        try:
            delivered = await delivery.over(session)
        except Withdrawn:
            self._recorder.drop([job.message.id])
            await self._leave(session)
            await self._drop_withdrawn()
            return None
        except NotRecorded:
            self._recorder.drop([job.message.id])
            await asyncio.sleep(self._pace.poll)
            await self._leave(session)
            return None
        self._recorder.ended(delivered.ended)
        await self._learn(delivered)
        return await self._ready_again(session, delivered.ended)

    async def _connect(self, job: Job) -> Connection | None:
        self._open += 1
        began = Began(job.message, self.server, self._database.clock.now())
        try:
            session = await self._transport.open(self.server, self._login)
        except CannotConnect as error:
            self._open -= 1
            await self._cannot_connect(job, error, began)
            return None
        except BaseException:
            self._open -= 1
            raise
        if not self._proven:
            self._proven = True
            self._allowed = self._pace.connections
            await self._state.recovered()
            async with self._changed:
                self._changed.notify_all()
            self._hungry.set()
        return session

    async def _ready_again(self, session: Connection, ended: Ended) -> Connection | None:
        """The session, in a state in which it takes the next mail."""
        if ended.outcome in (Outcome.BUSY, Outcome.LANE) or not session.usable:
            await self._leave(session)
            return None
        if ended.phase is not Phase.BODY:
            try:
                await session.reset()
            except Interrupted:
                await self._leave(session)
                return None
        return session

    async def _leave(self, session: Connection | None) -> None:
        if session is None:
            return
        self._open -= 1
        if session.usable:
            await session.quit()
        else:
            session.close()

    # ---------------------------------------------------------------------------------------------- lessons
    async def _learn(self, delivered: Delivered) -> None:
        reply = delivered.ended.reply
        match delivered.judgement.meaning:
            case Meaning.ACCEPTED:
                self._accepted += 1
                if self._state.is_over:
                    # A lane keeps its connections through a rest: that it works is known from the mail that was taken.
                    await self._state.recovered()
                if self._accepted % REGAIN_AFTER == 0 and self._allowed < self._pace.connections:
                    self._allowed += 1
            case Meaning.LANE:
                await self._pause(delivered.judgement.reason, reply.text, {}, None)
            case Meaning.BUSY:
                wait = self._database.clock.now() + (reply.asked_wait or self._pace.busy)
                self._allowed = max(1, self._allowed - 1)
                await self._state.unreachable(delivered.judgement.reason, reply.text, self._take_all(), None, wait=wait)
            case Meaning.QUOTA:
                await self._state.unreachable(
                    delivered.judgement.reason, reply.text, self._take_all(), None, wait=delivered.ended.retry_at
                )

    async def _cannot_connect(self, job: Job, error: CannotConnect, began: Began) -> None:
        reply = Reply.of(error.code, error.words)
        if error.finding in LANE_PROBLEMS:
            ended = began.without_a_mail(Outcome.LANE, error.finding, reply)
            await self._pause(error.finding, error.words, self._take_all(job), ended)
            return
        if self._open > 0:
            # Others of this lane are connected: the server wants fewer of us.
            self._allowed = max(1, self._open)
            self._jobs.appendleft(job)
            return
        self._proven, self._allowed = False, 1
        busy = error.finding is Finding.BUSY
        wait: datetime | None = self._database.clock.now() + self._pace.busy if busy else None
        ended = began.without_a_mail(Outcome.BUSY if busy else Outcome.LOST, error.finding, reply)
        await self._state.unreachable(error.finding, error.words, self._take_all(job), ended, wait=wait)

    async def _pause(self, reason: str, detail: str, claimed: dict[UUID, UUID], ended: Ended | None) -> None:
        self._proven, self._allowed = False, 1
        companies = {job.message.company_id for job in self._jobs} | set(self._turns.companies)
        if ended is not None:
            companies.add(ended.message.company_id)
        claimed |= self._take_all()
        await self._state.pause(reason, detail, claimed, ended, companies)
