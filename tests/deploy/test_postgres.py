"""`deploy/postgres/init.sql` on a real cluster: each service's roles reach their own database and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.responses.page_role import PAGE_GRANTS, ROLE
from shared import migrations
from shared.database import Database
from tests.deploy.roles import INIT, PASSWORDS, SERVICES
from tests.servers.postgres import PostgresClient, PostgresServer

MIGRATIONS = Path(__file__).parents[2] / "services" / "responses" / "migrations"


@pytest.fixture
def installed(own_postgres: PostgresServer) -> PostgresClient:
    """A cluster of its own: roles and databases have fixed names."""
    own_postgres.client.sql_file(INIT, env=PASSWORDS)
    return own_postgres.client


def test_the_owner_migrates_and_the_application_writes_rows_only(installed: PostgresClient) -> None:
    for service in SERVICES:
        database, app, owner = f"mutabakat_{service}", f"mutabakat_{service}", f"mutabakat_{service}_owner"
        installed.sql("create table proof (id serial primary key, word text)", database, user=owner)
        installed.sql("insert into proof (word) values ('çağrı')", database, user=app)
        assert installed.sql("update proof set word = 'x' returning id", database, user=app) == "1"
        for forbidden in ("create table mine (id int)", "drop table proof", "alter table proof add x int"):
            with pytest.raises(RuntimeError, match=r"permission denied|must be owner"):
                installed.sql(forbidden, database, user=app)


def test_no_service_reaches_another_database(installed: PostgresClient) -> None:
    for service in SERVICES:
        for other in set(SERVICES) - {service}:
            for role in (f"mutabakat_{service}", f"mutabakat_{service}_owner"):
                with pytest.raises(RuntimeError, match="permission denied for database"):
                    installed.sql("select 1", f"mutabakat_{other}", user=role)


def test_without_passwords_nothing_is_created(own_postgres: PostgresServer) -> None:
    with pytest.raises(RuntimeError, match="syntax error"):
        own_postgres.client.sql_file(INIT)
    assert own_postgres.client.sql("select count(*) from pg_roles where rolname like 'mutabakat%'") == "0"


async def test_migrating_gives_the_page_its_rights_and_repeating_it_no_more(installed: PostgresClient) -> None:
    address = f"postgresql+asyncpg://mutabakat_responses_owner@127.0.0.1:{installed.port}/mutabakat_responses"
    owner = Database(address)
    try:
        await migrations.upgrade(owner, MIGRATIONS)
        for _ in range(2):
            assert await migrations.grant(owner, ROLE, PAGE_GRANTS)
    finally:
        await owner.dispose()
    rights = installed.sql(
        "select table_name, string_agg(privilege_type, ',' order by privilege_type) from information_schema.role_table_grants"
        " where grantee = 'mutabakat_responses_page' group by 1 order by 1",
        "mutabakat_responses",
    )
    assert dict(line.split("|") for line in rights.splitlines()) == {
        table: ",".join(sorted(allowed)) for table, allowed in PAGE_GRANTS.items()
    }
    with pytest.raises(RuntimeError, match="permission denied for database"):
        installed.sql("select 1", "mutabakat_campaign", user=ROLE)
