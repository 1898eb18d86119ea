"""PostgreSQL of the test run: serves, is killed, comes back with what was committed."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.servers.postgres import PostgresServer


async def test_a_fresh_database_is_empty_and_writable(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("create table proof (id integer primary key)"))
        await connection.execute(text("insert into proof values (1)"))
        assert (await connection.execute(text("select count(*) from proof"))).scalar_one() == 1
    await engine.dispose()


def test_a_killed_cluster_comes_back_with_what_was_committed(own_postgres: PostgresServer) -> None:
    own_postgres.client.sql("create table proof as select 7 as kept")
    own_postgres.kill()
    own_postgres.restart()
    assert own_postgres.client.sql("select kept from proof") == "7"
    assert own_postgres.client.sql("show synchronous_commit") == "on"
