"""Schema of each service by Alembic, run through the service's own async engine.

A service owns the folder `services/<name>/migrations`. Tests build their schemas by migrating too, so that what is tested is
what is deployed. Migrations wait at most five seconds for a lock rather than queueing behind one and stopping the service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from shared.database import Database
from shared.errors import ConfigurationError
from shared.isolation import Other, keep_apart, require_company_role, require_sight


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    return config


def run_environment(context: Any, metadata: MetaData, others: Mapping[str, Other]) -> None:
    """The whole of a service's `env.py`: migrate over the connection that `upgrade` passes in, and keep companies apart in what
    has come of it. `others`: the tables without a company's column."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
    if connection.dialect.name == "postgresql":
        require_sight(connection)
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
    with context.begin_transaction():
        context.run_migrations()
    keep_apart(connection, metadata, others)


async def upgrade(database: Database, folder: Path) -> None:
    """Bring the database to the newest revision, in one transaction; a killed run leaves the old schema."""
    config = _config(folder)

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    async with database.transaction() as tx:
        await tx.connection.run_sync(run)


async def grant(database: Database, role: str, rights: Mapping[str, Sequence[str]]) -> bool:
    """Give a role of PostgreSQL these rights on these tables and none on any other; False where there is no such role. It
    reaches every row of them."""
    if database.engine.dialect.name != "postgresql":
        return False
    quote = database.engine.dialect.identifier_preparer.quote
    async with database.transaction() as tx:
        known = await tx.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :role"), {"role": role})
        if not known:
            return False
        to = quote(role)
        reached = set(await tx.scalars(_REACHED, {"role": role}))
        statements = [
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
            f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {to}",
            f"GRANT USAGE ON SCHEMA public TO {to}",
        ]
        for table, allowed in rights.items():
            statements.append(f"GRANT {', '.join(allowed)} ON {quote(table)} TO {to}")
            if table not in reached:
                statements.append(f"CREATE POLICY {to} ON {quote(table)} TO {to} USING (true) WITH CHECK (true)")
            sequence = await tx.scalar(_SEQUENCES, {"table": table}) if "INSERT" in allowed else None
            if sequence:
                statements.append(f"GRANT USAGE ON SEQUENCE {sequence} TO {to}")
        for statement in statements:
            await tx.connection.exec_driver_sql(statement)
    return True


_REACHED = text("SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = :role")
_SEQUENCES = text(
    "SELECT pg_get_serial_sequence(table_name, column_name) FROM information_schema.columns "
    "WHERE table_schema = 'public' AND table_name = :table AND column_name = 'id'"
)


async def check(database: Database, folder: Path, service: str) -> None:
    """Refuse to run on a database of another version."""
    newest = ScriptDirectory.from_config(_config(folder)).get_current_head()
    async with database.reading() as reading:
        current = await reading.connection.run_sync(
            lambda connection: MigrationContext.configure(connection).get_current_revision()
        )
    if current != newest:
        raise ConfigurationError(
            f"The database of {service} is at revision {current or 'none'}, this version needs {newest}. "
            f"Run `mutabakat migrate {service}`."
        )
    await check_isolation(database)


async def check_isolation(database: Database) -> None:
    """Refuse to run where a request could not be narrowed to its company."""
    async with database.reading() as reading:
        await reading.connection.run_sync(require_company_role)


async def differences(database: Database, metadata: MetaData) -> list[Any]:
    """What the tables of the code and of the database do not share; empty when migrations are complete."""
    async with database.reading() as reading:
        return await reading.connection.run_sync(
            lambda connection: compare_metadata(
                MigrationContext.configure(connection, opts={"compare_type": True}), metadata
            )
        )


def new_revision(folder: Path, connection: Connection, message: str) -> None:
    """Write a new revision file from the difference between code and database; for developers."""
    config = _config(folder)
    config.attributes["connection"] = connection
    command.revision(config, message=message, autogenerate=True)
