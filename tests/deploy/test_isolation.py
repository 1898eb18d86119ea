"""Forced row-level security with the deployed roles: a transaction of one company reaches the rows of no other, in any table."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, LargeBinary, MetaData, Table, Uuid, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from shared import migrations
from shared.bulk import copy_rows
from shared.database import Database, UtcDateTime
from shared.errors import ConfigurationError
from shared.isolation import ROLE, has_company, wanted
from tests.deploy.roles import INIT, PASSWORDS, SERVICES
from tests.servers.postgres import PostgresClient, PostgresServer

pytestmark = pytest.mark.xdist_group("isolation")

ROOT = Path(__file__).parents[2]
A, B = UUID(int=0xA), UUID(int=0xB)
each_service = pytest.mark.parametrize("service", SERVICES)


@pytest.fixture(scope="module")
def cluster() -> Iterator[PostgresClient]:
    """Installed and migrated as it is deployed, and in every table a row of A and one of B."""
    server = PostgresServer(waits_for_disk=False)
    try:
        server.start()
        server.client.sql_file(INIT, env=PASSWORDS)
        yield server.client
    finally:
        server.stop()


@pytest.fixture(scope="module")
def prepared() -> set[str]:
    return set()


@pytest.fixture
async def app(cluster: PostgresClient, service: str, prepared: set[str]) -> AsyncIterator[Database]:
    if service not in prepared:
        await _prepare(cluster, service)
        prepared.add(service)
    database = Database(_url(cluster, service))
    yield database
    await database.dispose()


def _url(cluster: PostgresClient, service: str, role: str = "") -> str:
    return f"postgresql+asyncpg://{role or f'mutabakat_{service}'}@127.0.0.1:{cluster.port}/mutabakat_{service}"


def tables_of(service: str) -> MetaData:
    metadata: MetaData = importlib.import_module(f"services.{service}.models").metadata
    return metadata


def companies_tables(service: str) -> list[Table]:
    return [table for table in tables_of(service).sorted_tables if has_company(table)]


async def _prepare(cluster: PostgresClient, service: str) -> None:
    owner = Database(_url(cluster, service, f"mutabakat_{service}_owner"))
    superuser = Database(_url(cluster, service, "postgres"))
    try:
        for _ in range(2):
            await migrations.upgrade(owner, ROOT / "services" / service / "migrations")
        async with superuser.transaction() as tx:
            # Rows of one table each, whatever other tables they would need.
            await tx.execute(text("SET LOCAL session_replication_role = replica"))
            for table in companies_tables(service):
                for company in (A, B):
                    await tx.execute(insert(table).values(row_of(table, company)))
    finally:
        await owner.dispose()
        await superuser.dispose()


def row_of(table: Table, company: UUID) -> dict[str, Any]:
    given = {column.name: _value(column) for column in table.c if column.autoincrement is not True}
    return {**given, "company_id": company}


def _value(column: Column[Any]) -> Any:
    kind = column.type
    if column.nullable and not column.primary_key:
        return None
    if isinstance(kind, Uuid):
        return uuid4()
    if isinstance(kind, UtcDateTime):
        return datetime.now(UTC)
    samples = {Boolean: True, Date: date(2026, 1, 31), LargeBinary: b"x", JSON: []}
    for sort, sample in samples.items():
        if isinstance(kind, sort):
            return sample
    if kind.python_type is str:
        return uuid4().hex[: getattr(kind, "length", None) or 32]
    return uuid4().int % 2_000_000_000


@each_service
def test_every_table_is_under_a_policy_or_out_of_reach(cluster: PostgresClient, app: Database, service: str) -> None:
    """From the tables themselves as they stand in the database, not only from those that the code knows."""
    known = wanted(tables_of(service), importlib.import_module(f"services.{service}.isolation").OTHER_TABLES)
    asked = (
        "select relname, relrowsecurity and relforcerowsecurity,"  # noqa: S608
        " (select count(*) from pg_policy where polrelid = c.oid),"
        f" has_table_privilege('{ROLE}', c.oid, 'select, insert, update, delete'),"
        " exists (select from pg_attribute where attrelid = c.oid and attname = 'company_id')"
        " from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    lines = cluster.sql(asked, f"mutabakat_{service}").splitlines()
    standing = {line.split("|")[0]: line.split("|")[1:] for line in lines}
    del standing["alembic_version"]
    assert set(standing) == set(known)
    for name, (forced, policies, reached, company) in standing.items():
        assert forced == "t", f"{name} is not under forced row-level security"
        assert (policies == "1") == bool(known[name].rows), name
        assert (reached == "t") == bool(known[name].rights), name
        if company == "t":
            assert policies == "1", f"{name} has companies' rows and no policy"


@each_service
async def test_a_company_sees_its_own_rows_and_nobody_sees_none(app: Database, service: str) -> None:
    for table in companies_tables(service):
        statement = select(table.c.company_id)
        async with app.of(A).reading() as reading:
            assert set(await reading.scalars(statement)) == {A}, table.name
        async with app.reading() as reading:
            assert {A, B} <= set(await reading.scalars(statement)), table.name
            await reading.connection.execute(text(f"SET LOCAL ROLE {ROLE}"))
            assert await reading.scalars(statement) == [], f"{table.name} shows rows although no company is chosen"
        async with app.of(B).reading() as reading:
            assert set(await reading.scalars(statement)) == {B}, f"{table.name}: from the same connection afterwards"


@each_service
async def test_a_company_cannot_write_into_another(app: Database, service: str) -> None:
    for table in companies_tables(service):
        mine = app.of(A)
        for statement in (
            insert(table).values(row_of(table, B)),
            table.update().values(company_id=B),
        ):
            with pytest.raises(DBAPIError, match=r"row-level security|only added to"):
                async with mine.transaction() as tx:
                    await tx.execute(statement)
        if table.name == "audit_log":
            continue  # a trigger refuses the statement itself
        async with app.of(A).transaction() as tx:
            touched = await tx.execute(table.update().where(table.c.company_id == B).values(company_id=B))
            assert touched.rowcount == 0, table.name
    async with app.reading() as reading:
        for table in companies_tables(service):
            assert await reading.scalar(select(func.count()).where(table.c.company_id == B)) == 1, table.name


@each_service
async def test_the_owner_of_the_tables_is_bound_as_well(cluster: PostgresClient, app: Database, service: str) -> None:
    """Without the right to see all, a migration or a forgotten script finds nothing rather than everything."""
    owner = f"mutabakat_{service}_owner"
    cluster.sql(f"alter role {owner} nobypassrls")
    try:
        for table in companies_tables(service):
            assert cluster.sql(f"select count(*) from {table.name}", f"mutabakat_{service}", owner) == "0", table.name  # noqa: S608
        database = Database(_url(cluster, service, owner))
        with pytest.raises(ConfigurationError, match=f'ALTER ROLE "{owner}" BYPASSRLS;$'):
            await migrations.upgrade(database, ROOT / "services" / service / "migrations")
        await database.dispose()
    finally:
        cluster.sql(f"alter role {owner} bypassrls")


@pytest.mark.parametrize("service", ["aggregator"])
@pytest.mark.parametrize("many", [20, 120])
async def test_many_rows_are_loaded_by_workers_and_by_requests(app: Database, service: str, many: int) -> None:
    table = tables_of(service).tables["figures"]
    mine = select(func.count()).where(table.c.company_id == A)
    columns = tuple(row_of(table, A))

    def rows(company: UUID) -> list[tuple[Any, ...]]:
        return [tuple(row_of(table, company).values()) for _ in range(many)]

    run = row_of(tables_of(service).tables["runs"], A)
    async with app.transaction() as tx:
        await tx.execute(insert(tables_of(service).tables["runs"]).values(run))
    for database in (app, app.of(A)):
        async with database.transaction() as tx:
            assert tx.reach.copies is (database is app)
            before = await tx.scalar(mine)
            await copy_rows(tx, table, columns, [(*row,) for row in _of_run(columns, rows(A), run)])
            assert await tx.scalar(mine) == before + many
            assert (await tx.scalar(select(func.count()).where(table.c.company_id == B)) > 0) is (database is app)
    with pytest.raises(DBAPIError, match="row-level security"):
        async with app.of(A).transaction() as tx:
            await copy_rows(tx, table, columns, _of_run(columns, rows(B), run))


def _of_run(columns: tuple[str, ...], rows: list[tuple[Any, ...]], run: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        tuple(run["id"] if name == "run_id" else value for name, value in zip(columns, row, strict=True))
        for row in rows
    ]


@pytest.mark.parametrize("service", ["campaign"])
async def test_people_of_other_companies_are_not_found(app: Database, service: str) -> None:
    """Accounts have no company: they are seen through memberships."""
    users = tables_of(service).tables["users"]
    async with app.of(A).reading() as reading:
        assert len(await reading.scalars(select(users.c.user_id))) == 0
    for table in ("second_factors", "recovery_codes", "sign_in_attempts"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with app.of(A).reading() as reading:
                await reading.all(select(tables_of(service).tables[table]))


@pytest.mark.parametrize("service", ["mailer"])
async def test_a_service_that_could_not_narrow_itself_does_not_start(
    cluster: PostgresClient, app: Database, service: str
) -> None:
    await migrations.check_isolation(app)
    for broken, mended, says in (
        ("alter role mutabakat_mailer nobypassrls", "alter role mutabakat_mailer bypassrls", "BYPASSRLS"),
        (f"revoke {ROLE} from mutabakat_mailer", f"grant {ROLE} to mutabakat_mailer", f"GRANT {ROLE} TO"),
        (
            "alter table messages no force row level security",
            "alter table messages force row level security",
            "mutabakat migrate",
        ),
    ):
        cluster.sql(broken, "mutabakat_mailer")
        try:
            with pytest.raises(ConfigurationError, match=says):
                await migrations.check_isolation(app)
        finally:
            cluster.sql(mended, "mutabakat_mailer")
    await migrations.check_isolation(app)


async def test_a_cluster_from_before_is_told_what_a_superuser_has_to_say(own_postgres: PostgresServer) -> None:
    client = own_postgres.client
    client.sql("create role before login")
    client.sql("create database mutabakat_mailer owner before")
    database = Database(_url(client, "mailer", "before"))
    folder = ROOT / "services" / "mailer" / "migrations"
    try:
        with pytest.raises(ConfigurationError) as refused:
            await migrations.upgrade(database, folder)
        statements = str(refused.value).partition("As a superuser: ")[2]
        assert "CREATE ROLE" in statements
        client.sql(statements)
        await migrations.upgrade(database, folder)
        await migrations.check_isolation(database)
    finally:
        await database.dispose()
