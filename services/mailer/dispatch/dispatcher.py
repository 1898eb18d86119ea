"""Looks at the queue, opens a lane for whatever has mail that is due, and keeps the leases of what is in hand.

An orderly stop takes nothing new, finishes bodies in flight within its time, gives the rest back and writes every result down.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from services.mailer.dispatch.holding import Holding
from services.mailer.dispatch.journals import Journals
from services.mailer.dispatch.lane import Lane
from services.mailer.dispatch.meter import Meter
from services.mailer.dispatch.pace import Pace
from services.mailer.dispatch.recorder import Recorder
from services.mailer.dispatch.writing import Writer
from services.mailer.domain.limits import Limits
from services.mailer.domain.servers import PLATFORM, Server
from services.mailer.domain.window import Window
from services.mailer.oauth.store import SignIns
from services.mailer.repository import configurations, queue
from services.mailer.smtp.login import Login
from services.mailer.transport import Transport
from services.mailer.vault import PASSWORD, SecretUnreadable, Vault
from shared.database import Database
from shared.supervise import every

log = structlog.get_logger(__name__)

SELDOM = 3
"""Looks that are left out while all lanes have enough in hand."""


@dataclass(frozen=True, slots=True)
class Platform:
    """The deployment's own server, if it has one."""

    server: Server | None
    password: SecretStr
    pace: Pace
    limits: Limits
    transport: Transport


@dataclass(slots=True)
class _Running:
    lane: Lane
    limits: Limits
    task: asyncio.Task[None]


class Dispatcher:
    """All lanes of one process."""

    def __init__(
        self,
        database: Database,
        recorder: Recorder,
        journals: Journals,
        *,
        writer: Writer,
        vault: Vault,
        sign_ins: SignIns,
        transport: Transport,
        platform: Platform,
        own_pace: Pace,
        stop_seconds: float,
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._journals = journals
        self._writer = writer
        self._vault = vault
        self._sign_ins = sign_ins
        self._transport = transport
        self._platform = platform
        self._own_pace = own_pace
        self._stop_seconds = stop_seconds
        self._lanes: dict[UUID, _Running] = {}
        self._holding = Holding(database, own_pace.lease)
        self._warned = False
        self._passed = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set."""
        await self._journals.begin()
        written = asyncio.Event()
        recording = asyncio.create_task(self._recorder.run(written))
        renewing = asyncio.create_task(self._renew(written))
        try:
            await every(self._own_pace.poll, self._look, stop)
        finally:
            await self._close_lanes()
            written.set()
            await recording
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            self._journals.mine.close()

    async def _look(self) -> None:
        if self._lanes and all(running.lane.fed for running in self._lanes.values()) and self._passed < SELDOM:
            # A look reads past everything that was sent lately; who has his hands full need not know what comes next.
            self._passed += 1
            return
        self._passed = 0
        try:
            await self._look_once()
        except (SQLAlchemyError, OSError) as error:
            # Lanes that are sending go on; whatever they cannot write down they keep.
            log.warning("dispatch.no_database", error=type(error).__name__)

    async def _look_once(self) -> None:
        await self._forget_ended()
        own = [lane_id for lane_id in self._lanes if lane_id != PLATFORM]
        async with self._database.reading() as reading:
            now = reading.clock.now()
            work = await queue.work(reading, now)
            shut = [item.company_id for item in work if item.window is not None and not item.window.is_open(now)]
            codes = await queue.with_codes(reading, shut, now) if shut else frozenset()
            valid = await configurations.still_active(reading, own) if own else {}
        companies: dict[UUID, dict[UUID, Window | None]] = defaultdict(dict)
        for item in work:
            companies[item.lane_id][item.company_id] = item.window
        for lane_id in companies.keys() - self._lanes.keys():
            await self._open_lane(lane_id)
        for lane_id, running in self._lanes.items():
            running.lane.serve(companies.get(lane_id, {}), codes)
            gone = lane_id != PLATFORM and lane_id in own and self._changed(lane_id, running, valid)
            if gone or (lane_id != PLATFORM and lane_id not in companies and running.lane.quiet):
                await running.lane.close()

    async def _open_lane(self, lane_id: UUID) -> None:
        found = self._platform_lane() if lane_id == PLATFORM else await self._own_lane(lane_id)
        if found is None:
            return
        server, login, pace, limits = found
        if lane_id != PLATFORM and not await self._holding.take(lane_id):
            return
        meter = Meter(self._database, server.account_id, limits) if limits.metered else None
        lane = Lane(
            server,
            login,
            database=self._database,
            recorder=self._recorder,
            writer=self._writer,
            transport=self._platform.transport if lane_id == PLATFORM else self._transport,
            pace=replace(pace, connections=limits.connections, recycle_after=limits.per_connection),
            meter=meter,
        )
        self._lanes[lane_id] = _Running(lane, limits, asyncio.create_task(lane.run(), name=f"lane {server.name}"))

    def _changed(self, lane_id: UUID, running: _Running, valid: Mapping[UUID, Any]) -> bool:
        """Whether a lane has to be closed, to be opened again as it is configured now or never."""
        row = valid.get(lane_id)
        return row is None or self._limits(row) != running.limits or not self._holding.holds(lane_id)

    def _limits(self, row: Any) -> Limits:
        limits = configurations.limits_of(row)
        return replace(limits, connections=min(limits.connections, self._own_pace.connections))

    def _platform_lane(self) -> tuple[Server, Login, Pace, Limits] | None:
        if self._platform.server is None:
            if not self._warned:
                log.warning("lane.no_server", hint="set MUTABAKAT_MAILER_PLATFORM_HOST or the company's own settings")
            self._warned = True
            return None
        return self._platform.server, self._platform.password, self._platform.pace, self._platform.limits

    async def _own_lane(self, lane_id: UUID) -> tuple[Server, Login, Pace, Limits] | None:
        async with self._database.reading() as reading:
            row = await configurations.active(reading, lane_id)
        if row is None:
            return None
        server = configurations.server_of(row)
        login: Login = self._sign_ins.of(server)
        if login is None:
            # A password that does not open pauses the lane when it connects, with a finding that says so.
            with suppress(SecretUnreadable):
                login = self._vault.opened(row, PASSWORD)
        return server, login, self._own_pace, self._limits(row)

    async def _forget_ended(self) -> None:
        for lane_id, running in list(self._lanes.items()):
            if running.task.done():
                del self._lanes[lane_id]
                await self._holding.leave(lane_id)
                error = running.task.exception()
                if error is not None:
                    log.error("lane.failed", server=running.lane.server.name, error=str(error), exc_info=error)

    async def _close_lanes(self) -> None:
        tasks = [running.task for running in self._lanes.values()]
        for running in self._lanes.values():
            await running.lane.close()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._stop_seconds)
            for task in late:
                # Its body is out and the server silent: the lease will end and the sweep will call it uncertain.
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._holding.leave(*self._lanes)
        self._lanes.clear()

    async def _renew(self, stop: asyncio.Event) -> None:
        lease = self._own_pace.lease

        async def renew() -> None:
            await self._holding.keep()
            tokens = set(self._recorder.in_hand.values())
            if tokens:
                try:
                    async with self._database.transaction() as tx:
                        await queue.extend(tx, tokens, tx.clock.now() + lease)
                except (SQLAlchemyError, OSError) as error:
                    log.warning("dispatch.lease_not_renewed", error=type(error).__name__)

        await every(lease.total_seconds() / 3, renew, stop)
