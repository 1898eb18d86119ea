"""One database per service: SQLite or PostgreSQL, the same code.

Protects three things: a write transaction on SQLite starts with `BEGIN IMMEDIATE` (a deferred one fails at the upgrade,
architecture.md §4.5), events leave only together with the rows they speak of (`Transaction.emit` writes the outbox in the
same commit), and reading code cannot write by accident (`Reading` and `Transaction` are different types).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from copy import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    DateTime,
    Executable,
    Integer,
    MetaData,
    Row,
    Table,
    TypeDecorator,
    any_,
    event,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL, CursorResult, Dialect, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.clock import Clock, SystemClock, read_in
from shared.crashpoint import crashpoint
from shared.engines import new_engine
from shared.given_rows import WORTH_IT, given_rows
from shared.isolation import EVERYTHING, NARROW, Reach

if TYPE_CHECKING:
    from shared.contracts.event import Event, EventData
    from shared.messaging.outbox import Outbox

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer, "sqlite")
"""An autoincrementing 64-bit key on both databases."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant; aware UTC in Python, `timestamptz` on PostgreSQL, UTC text of fixed width on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = read_in(UTC, value)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def service_metadata() -> MetaData:
    """A metadata with stable constraint names, so that migrations can name what they change."""
    return MetaData(naming_convention=NAMING)


class Reading:
    """A connection on which code only reads."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self.connection = connection
        self.clock = clock

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    async def all(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        return (await self.connection.execute(statement, values)).all()

    async def mappings(self, statement: Executable, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Rows as dictionaries, where columns are picked by computed names."""
        return [dict(row) for row in (await self.connection.execute(statement, values)).mappings()]

    async def first(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        return (await self.connection.execute(statement, values)).first()

    async def scalar(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Any:
        return (await self.connection.execute(statement, values)).scalar()

    async def scalars(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        return (await self.connection.execute(statement, values)).scalars().all()

    async def stream(self, statement: Executable, *, batch: int = 1000) -> AsyncIterator[Row[Any]]:
        """Rows one after another without holding all of them."""
        result = await self.connection.stream(statement, execution_options={"yield_per": batch})
        async for row in result:
            yield row

    def among(self, column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
        """`column IN values`, on PostgreSQL as one array: the statement stays the same however many there are, so that it is
        compiled, prepared and planned once."""
        if self.dialect != "postgresql":
            return column.in_(values)
        return column == any_(literal(list(values), ARRAY(column.type)))

    def taken_from(self, column: ColumnElement[Any], ready: CTE) -> ColumnElement[bool]:
        """`column` among the few that a first part of the statement has picked. On PostgreSQL as an array, which it looks up in
        the column's index whatever it believes about the table: it has no statistics of rows that came a moment ago."""
        picked = select(*ready.c)
        if self.dialect != "postgresql":
            return column.in_(picked)
        return column == any_(func.array(picked.scalar_subquery(), type_=ARRAY(column.type)))

    async def look_into_indexes(self) -> None:
        """Until the commit PostgreSQL takes an index that holds all that is asked for: by itself it would sooner read the whole
        table than make what its settings take for single reads of a turning disk, and start processes that a page has no time to
        wait for. Each statement is planned for its very values."""
        if self.dialect == "postgresql":
            settings = {
                "random_page_cost": "1.1",
                "max_parallel_workers_per_gather": "0",
                "plan_cache_mode": "force_custom_plan",
            }
            await self.all(select(*(func.set_config(name, value, True) for name, value in settings.items())))

    @property
    def tells_time_along(self) -> bool:
        """Whether a statement may select the database's time beside its rows; tests with a manual clock decide by that."""
        return self.dialect == "postgresql" and isinstance(self.clock, SystemClock)

    async def database_time(self) -> datetime:
        """The database's own clock: what decides deadlines (design §6). Tests with a manual clock decide by that."""
        if not isinstance(self.clock, SystemClock):
            return self.clock.now()
        if self.dialect == "sqlite":
            stamp = await self.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"))
            return datetime.fromisoformat(stamp).replace(tzinfo=UTC)
        moment: datetime = await self.scalar(select(func.clock_timestamp()))
        return moment.astimezone(UTC)


class Transaction(Reading):
    """A connection inside a write transaction. Whoever opened it commits it; use cases never do."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, outbox: Outbox | None, reach: Reach = EVERYTHING
    ) -> None:
        super().__init__(connection, clock)
        self._outbox = outbox
        self.reach = reach
        self._emitted: list[Any] = []
        self._after_commit: list[Callable[[], None]] = []

    async def execute(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        return await self.connection.execute(statement, values)

    async def take_the_time_it_needs(self) -> None:
        """No time limits and more memory for this transaction's statements, for work whose size a person has chosen."""
        if self.dialect == "postgresql":
            await self.connection.execute(text("SET LOCAL statement_timeout = 0"))
            await self.connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            await self.connection.execute(text("SET LOCAL work_mem = '128MB'"))

    async def plan_for_these_values(self) -> None:
        """PostgreSQL plans each statement for its very values until the commit. For look-ups of hundreds of keys at once: after a
        few of them it would keep one plan for all, in which a list of keys is compared one by one with every row it reads."""
        if self.dialect == "postgresql":
            await self.connection.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))

    async def join_by_hashing(self, wanted: bool) -> None:
        """Whether PostgreSQL may join by hashing only. For a join of two large results of which it expects little: it has no
        statistics of rows that came a moment ago, and would compare every one with every other."""
        if self.dialect == "postgresql":
            await self.connection.execute(text(f"SET LOCAL enable_nestloop = {'off' if wanted else 'on'}"))

    async def insert_or_ignore(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, leaving alone those whose unique key is already there. All have the same columns."""
        if rows:
            insertion, values = self.insertion(table, rows)
            await self.connection.execute(insertion.on_conflict_do_nothing(), values)

    def insertion(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> tuple[Any, list[Mapping[str, Any]] | None]:
        """An insert of these rows, to which an `ON CONFLICT` may be added, and the values to execute it with. On PostgreSQL many
        rows are one execution: none of them may then be updated twice by it."""
        insertion = insert_statement(self.dialect, table)
        if self.dialect != "postgresql" or len(rows) < WORTH_IT:
            return insertion, list(rows)
        given = given_rows(table, tuple(rows[0]), rows)
        return insertion.from_select(list(rows[0]), select(*given.c)), None

    def emit(self, data: EventData, *, tenant: UUID, subject: UUID | str, cause: Event[Any] | None = None) -> None:
        """Record a fact; it reaches its consumers if and only if this transaction commits."""
        if self._outbox is None:
            raise RuntimeError("this database has no outbox: the service emits no events")
        self._emitted.append(self._outbox.envelope(data, tenant=tenant, subject=str(subject), cause=cause))

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call this once the transaction has committed; never when it has not."""
        self._after_commit.append(call)

    async def write_events(self) -> None:
        """Write what was emitted; for whoever opened the transaction, right before the commit."""
        if self._emitted and self._outbox is not None:
            await self._outbox.write(self, self._emitted)
            self.after_commit(self._outbox.wake)

    def committed(self) -> None:
        """Do what waited for the commit; for whoever opened the transaction."""
        for call in self._after_commit:
            call()


class _OneStatement:
    """A connection for `Database.at_once`: a second statement on it would be a second transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._used = False

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        if self._used:
            raise RuntimeError("what takes two statements needs a transaction, not `at_once`")
        self._used = True
        return await self._connection.execute(statement, values)


def insert_statement(dialect: str, table: Table) -> Any:
    """The dialect's own insert, for `ON CONFLICT`; the one place where the two databases are written differently."""
    return {"postgresql": postgresql_insert, "sqlite": sqlite_insert}[dialect](table)


class Database:
    """A service's database: hands out reading and writing transactions."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 16,
        clock: Clock | None = None,
        outbox: Outbox | None = None,
        copies: bool = True,
    ) -> None:
        """`copies`: whether its role may load by `COPY`; not where policies hold for it."""
        self.url: URL = make_url(url)
        self.reach = Reach(copies=copies)
        self.clock = clock or SystemClock()
        self.outbox = outbox
        self.engine = new_engine(self.url, pool_size)
        self._reader = self.engine.execution_options(read_only=True)
        self._single = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite has one writer: queueing for it here, in order, beats polling for its file lock.
        self._writer: AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        )

    def of(self, company_id: UUID) -> Database:
        """The same database as far as it is this company's: PostgreSQL then shows and takes no other's rows, whatever a query
        forgets (`shared/isolation.py`). On SQLite simply the same."""
        if self.reach.company not in (None, company_id):
            raise ValueError("what is one company's already cannot become another's")
        narrowed = copy(self)
        narrowed.reach = Reach(company_id, copies=False)
        return narrowed

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A write transaction: commits at the end of the block, rolls back when it raises."""
        async with self._writer, self.engine.connect() as connection:
            tx = Transaction(connection, self.clock, self.outbox, self.reach)
            async with connection.begin():
                await self._narrow(connection)
                yield tx
                await tx.write_events()
                crashpoint("transaction.before_commit")
            crashpoint("transaction.committed")
        tx.committed()

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[Transaction]:
        """A write of one statement, committed by itself when the block is left: PostgreSQL needs neither be told to begin nor to
        commit, which would cost two round trips more than the statement. Whatever takes two statements, or tells anybody of it,
        is `transaction`."""
        if not self.lets_many_write or self.reach.company is not None:
            async with self.transaction() as tx:
                yield tx
            return
        async with self._single.connect() as connection:
            crashpoint("transaction.before_commit")
            yield Transaction(cast("AsyncConnection", _OneStatement(connection)), self.clock, None, self.reach)
            crashpoint("transaction.committed")

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """A consistent view without any right to write."""
        async with self._reader.connect() as connection, connection.begin():
            await self._narrow(connection)
            yield Reading(connection, self.clock)

    async def _narrow(self, connection: AsyncConnection) -> None:
        if self.reach.company is not None and self.lets_many_write:
            await connection.exec_driver_sql(NARROW, (str(self.reach.company),))

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[Reading]:
        """For queries each by itself: nothing is begun, so no round trip but its own. Whatever takes two looks at the same moment
        is `reading`."""
        if not self.lets_many_write or self.reach.company is not None:
            async with self.reading() as reading:
                yield reading
            return
        async with self._single.connect() as connection:
            yield Reading(connection, self.clock)

    @property
    def lets_many_write(self) -> bool:
        """Whether a transaction that writes for long keeps nobody else from writing."""
        return self.engine.dialect.name == "postgresql"

    async def ping(self) -> None:
        """Raise when the database does not answer."""
        async with self.reading() as reading:
            await reading.scalar(select(literal_column("1")))

    async def dispose(self) -> None:
        """Close all connections: those that are in use when they come back, which nobody else would do any more."""
        event.listen(self.engine.sync_engine.pool, "checkin", _close)
        await self.engine.dispose()


def _close(_connection: Any, record: Any) -> None:
    record.invalidate()
