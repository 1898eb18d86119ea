"""Connections to SQLite and PostgreSQL, as the product wants them: prepared, bounded in time, known to be alive."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from shared.errors import ConfigurationError


def new_engine(url: URL, pool_size: int) -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        engine = create_async_engine(
            url,
            # Rows hold addresses and event bodies: an error's text must not carry them into a log.
            hide_parameters=True,
            pool_size=pool_size,
            # None beyond those that are kept: under load it would be opened, asked one thing and closed again, and a new
            # connection costs the server a process and a plan of every statement.
            max_overflow=0,
            pool_timeout=10,
            connect_args={
                "timeout": 10,
                "server_settings": {
                    "timezone": "UTC",
                    # It compiles a second for what then runs for milliseconds, wherever an estimate is off.
                    "jit": "off",
                    "statement_timeout": "60000",
                    "lock_timeout": "10000",
                    "idle_in_transaction_session_timeout": "120000",
                },
            },
        )
        event.listen(engine.sync_engine, "checkin", _remember_use)
        event.listen(engine.sync_engine, "checkout", partial(_still_there, engine.sync_engine.dialect))
        return engine
    if url.get_backend_name() != "sqlite":
        raise ConfigurationError(
            f"Database {url.render_as_string()!r}: only postgresql+asyncpg and sqlite+aiosqlite are known."
        )
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url, hide_parameters=True, pool_size=pool_size, max_overflow=pool_size, connect_args={"timeout": 10}
    )
    engine.sync_engine.dialect.statement_compiler = _HintedCompiler
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


MAPPED = 2**30
"""Of a SQLite file so much is read in place; a list that looks through all of a company takes a third less time for it."""

ASK_AFTER = 30.0
"""Seconds of rest after which a connection is asked whether it is still there. Asking takes three round trips, and a server that
ends or restarts closes its connections, which is known without asking; only a line that was cut in silence is not."""


def _remember_use(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _still_there(dialect: Dialect, connection: Any, record: Any, _proxy: Any) -> None:
    if connection.driver_connection.is_closed():
        raise DisconnectionError("closed by the server")
    if time.monotonic() - record.info.get("used", time.monotonic()) > ASK_AFTER:
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error:
            raise DisconnectionError("gone in silence") from None


class _HintedCompiler(SQLiteCompiler):
    """Takes hints: `INDEXED BY …` behind a table. SQLite does not know what stands in a table, and guesses which index helps."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions on its own: `_begin_sqlite` says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: a confirmed answer survives a power cut (design §12).
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        # Address space, not memory: what the system has in its cache anyway is read there instead of being copied page by page.
        f"mmap_size={MAPPED}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
