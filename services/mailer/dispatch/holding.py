"""The companies' own lanes that this process drives: taken for a while, kept as long as it lives, left when it closes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from services.mailer.repository import holders
from shared.database import Database

log = structlog.get_logger(__name__)


class Holding:
    """Lane → until when it is ours unless it is kept again."""

    def __init__(self, database: Database, lease: timedelta) -> None:
        self._database = database
        self._lease = lease
        self._holder = uuid4()
        self._lanes: dict[UUID, datetime] = {}

    def holds(self, lane_id: UUID) -> bool:
        until = self._lanes.get(lane_id)
        return until is not None and until > self._database.clock.now()

    async def take(self, lane_id: UUID) -> bool:
        """Ours from now on; False while another process drives it."""
        async with self._database.transaction() as tx:
            until = tx.clock.now() + self._lease
            taken = await holders.take(tx, lane_id, self._holder, until)
        if taken:
            self._lanes[lane_id] = until
        return taken

    async def keep(self) -> None:
        """Keep them all; one that another process took over is ours no more."""
        if not self._lanes:
            return
        try:
            async with self._database.transaction() as tx:
                until = tx.clock.now() + self._lease
                kept = await holders.keep(tx, list(self._lanes), self._holder, until)
        except (SQLAlchemyError, OSError) as error:
            log.warning("dispatch.lanes_not_kept", error=type(error).__name__)
            return
        self._lanes = {lane_id: until for lane_id in self._lanes if lane_id in kept}

    async def leave(self, *lane_ids: UUID) -> None:
        """Let others have these."""
        mine = [lane_id for lane_id in lane_ids if self._lanes.pop(lane_id, None) is not None]
        if mine:
            async with self._database.transaction() as tx:
                await holders.leave(tx, mine, self._holder)
