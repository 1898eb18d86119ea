"""Timed work of the responses service."""

from __future__ import annotations

import asyncio
import time
from calendar import monthrange
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from services.responses.models import tries
from services.responses.repository import answer_copies, receipt_heads
from services.responses.use_cases.answer_copies import copy_answers
from services.responses.use_cases.forgetting import forget_persons, forget_traces
from services.responses.use_cases.fresh_links import AT_ONCE, mail_fresh_links
from services.responses.use_cases.openings import OpeningBuffer, record_openings
from services.responses.use_cases.receipts import ReceiptDesk, order_receipts
from shared import attempts
from shared.database import Database, Transaction
from shared.rates import Rates
from shared.supervise import every

TIDY_EVERY = timedelta(minutes=15)
LONGEST_WINDOW = timedelta(days=2)

GIVES_WAY = 9.0
"""How many times as long as receipts took nothing is done for them, while answers come,"""
LATEST = timedelta(seconds=30)
"""but none comes later than this on that account."""

Forget = Callable[[Transaction, datetime], Awaitable[int]]
"""Forgets one batch; returns how much it was."""


class Retention:
    """Forgets what is old, batch by batch, once an hour. Several replicas may do it at once: what is forgotten stays so."""

    def __init__(self, database: Database, *, trace_months: int, person_months: int) -> None:
        self._database = database
        self._rules: tuple[tuple[int, Forget], ...] = ((trace_months, forget_traces), (person_months, forget_persons))

    async def run(self, stop: asyncio.Event) -> None:
        await every(3600.0, self.forget, stop)

    async def forget(self) -> None:
        for months, forget in self._rules:
            if not months:
                continue
            before = months_ago(self._database.clock.now(), months)
            done = 1
            while done:
                async with self._database.transaction() as tx:
                    done = await forget(tx, before)


def months_ago(moment: datetime, months: int) -> datetime:
    """The same day and time so many calendar months earlier, or the last day of that month where there is no such day."""
    month = moment.year * 12 + moment.month - 1 - months
    year, index = divmod(month, 12)
    last = monthrange(year, index + 1)[1]
    return moment.replace(year=year, month=index + 1, day=min(moment.day, last))


class OpeningFlush:
    """Writes gathered openings about once a second, and a last time when the process stops."""

    def __init__(self, database: Database, buffer: OpeningBuffer, *, seconds: float, report_every: timedelta) -> None:
        self._database = database
        self._buffer = buffer
        self._seconds = seconds
        self._report_every = report_every

    async def run(self, stop: asyncio.Event) -> None:
        await every(self._seconds, self.flush, stop)
        await self.flush()

    async def flush(self) -> None:
        openings = self._buffer.take()
        if not openings:
            return
        try:
            async with self._database.transaction() as tx:
                await record_openings(tx, openings, report_every=self._report_every)
        except BaseException:
            self._buffer.put_back(openings)
            raise


class AnswerCopying:
    """Orders the copies that auditors asked for, a while after each answer: nobody who answers waits for them."""

    def __init__(self, database: Database, desk: ReceiptDesk, *, seconds: float) -> None:
        self._database = database
        self._desk = desk
        self._seconds = seconds

    async def run(self, stop: asyncio.Event) -> None:
        await every(self._seconds, self.copy, stop)

    async def copy(self) -> None:
        while True:
            async with self._database.reading() as reading:
                if not await answer_copies.is_any_behind(reading):
                    return
            async with self._database.transaction() as tx:
                if await copy_answers(tx, self._desk) is None:
                    return  # another process has them


class ReceiptOrdering:
    """Orders receipts right behind the answers; while more answers come, slowly enough to leave them nearly all the time."""

    def __init__(self, database: Database, desk: ReceiptDesk, *, seconds: float) -> None:
        self._database = database
        self._desk = desk
        self._seconds = seconds

    async def run(self, stop: asyncio.Event) -> None:
        await every(self._seconds, self.order, stop, wake=self._desk.answered)

    async def order(self) -> None:
        while True:
            began = time.perf_counter()
            async with self._database.reading() as reading:
                if not await receipt_heads.is_any_behind(reading):
                    return
            async with self._database.transaction() as tx:
                last = await order_receipts(tx, self._desk)
            if last is None:
                return  # another process has them
            if self._desk.answered.is_set():
                self._desk.answered.clear()
                if self._database.clock.now() - last < LATEST:
                    await asyncio.sleep(GIVES_WAY * (time.perf_counter() - began))


class FreshLinkMail:
    """Looks at wishes for a fresh link."""

    def __init__(self, database: Database, *, seconds: float) -> None:
        self._database = database
        self._seconds = seconds

    async def run(self, stop: asyncio.Event) -> None:
        await every(self._seconds, self.mail, stop)

    async def mail(self) -> None:
        seen = AT_ONCE
        while seen == AT_ONCE:
            async with self._database.transaction() as tx:
                seen = await mail_fresh_links(tx)


class RateSharing:
    """Tells the other replicas who comes often, and forgets counts of tries that no window needs any more."""

    def __init__(self, database: Database, rates: Rates, *, seconds: float) -> None:
        self._database = database
        self._rates = rates
        self._seconds = seconds
        self._tidied: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        await every(self._seconds, self.share, stop)

    async def share(self) -> None:
        now = self._database.clock.now()
        if self._rates.quiet and self._tidied is not None and now - self._tidied < TIDY_EVERY:
            return
        async with self._database.transaction() as tx:
            await self._rates.share(tx, tries)
            if self._tidied is None or now - self._tidied >= TIDY_EVERY:
                await attempts.forget(tx, tries, now - LONGEST_WINDOW)
                self._tidied = now
