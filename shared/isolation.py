"""The second line between companies: PostgreSQL itself gives a request the rows of one company only.

A request's transaction takes the role `mutabakat_company` and names its company (`Database.of`). Every table with a company's
column is under forced row-level security, and its one policy shows that role the rows of the company that was named: none while
none is. The services' own roles see everything (`BYPASSRLS`): workers act on several companies in one statement, the aggregator
loads by `COPY`, migrations change data. SQLite knows nothing of the kind; there the queries alone keep companies apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.exc import DBAPIError

from shared.errors import ConfigurationError

ROLE = "mutabakat_company"
SETTING = "mutabakat.company"
POLICY = "company"
NARROW = f"SELECT set_config('role', '{ROLE}', true), set_config('{SETTING}', $1, true)"
"""Said first in a transaction: from here to its end it is one company's."""

WIDEN, NARROW_AGAIN = "SET LOCAL ROLE NONE", f"SET LOCAL ROLE {ROLE}"

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
_CHOSEN = f"(SELECT nullif(current_setting('{SETTING}', true), '')::uuid)"
"""In parentheses of its own it is asked once a statement, not once a row."""
OWN = f"company_id = {_CHOSEN}"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows a transaction reaches: those of `company` alone, or everybody's. `copies`: whether it may load by `COPY`, which
    PostgreSQL refuses where policies hold."""

    company: UUID | None = None
    copies: bool = True


EVERYTHING = Reach()


@dataclass(frozen=True, slots=True)
class Other:
    """What a request may do with a table that has no company's column, or more for it: nothing, unless `rows` says which
    rows it sees. `why` is for whoever reads the list."""

    why: str
    rows: str = ""
    rights: tuple[str, ...] = ()
    writes: str = ""
    """Which rows it may write, where that is less than it sees."""


BOXES: Mapping[str, Other] = {
    "outbox": Other(
        "Events say whose they are; the message room shows them.", f"tenant = {_CHOSEN}", ("SELECT", "INSERT", "UPDATE")
    ),
    "inbox": Other("The same.", f"tenant = {_CHOSEN}", ("SELECT", "UPDATE")),
}
"""What every service has."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    rows: str
    writes: str
    rights: tuple[str, ...]

    @property
    def said(self) -> str:
        """What the policy's comment holds, so that it is known again."""
        return f"{self.rows} / {self.writes}" if self.rows else ""


@dataclass(frozen=True, slots=True)
class _Standing:
    enabled: bool
    forced: bool
    policy: str | None
    rights: frozenset[str]


def keep_apart(connection: Connection, metadata: MetaData, others: Mapping[str, Other]) -> None:
    """Bring policies and rights to what the tables need; where they stand already nothing changes. At the end of migrations."""
    if connection.dialect.name != "postgresql":
        return
    _make_role(connection)
    for statement in _changes(wanted(metadata, others), _standing(connection)):
        connection.exec_driver_sql(statement)


def wanted(metadata: MetaData, others: Mapping[str, Other]) -> dict[str, _Wanted]:
    """For each table which rows a company has of it, and what it may do with them. Every table has to be known here."""
    known = {**BOXES, **others}
    found = {}
    for table in metadata.sorted_tables:
        if table.name in known:
            other = known[table.name]
            found[table.name] = _Wanted(other.rows, other.writes or other.rows, other.rights)
        elif has_company(table):
            found[table.name] = _Wanted(OWN, OWN, ALL)
        else:
            raise ConfigurationError(f"The table {table.name} has no company_id: say what a company may see of it.")
    return found


def has_company(table: Table) -> bool:
    return "company_id" in table.c


def _changes(tables: Mapping[str, _Wanted], standing: Mapping[str, _Standing]) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {ROLE}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}"
    for name, table in tables.items():
        now = standing.get(name)
        if now is None:
            continue  # on the way to an earlier revision
        if not (now.enabled and now.forced):
            yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        if now.policy != (table.said or None):
            if now.policy is not None:
                yield f"DROP POLICY {POLICY} ON {name}"
            if table.rows:
                yield f"CREATE POLICY {POLICY} ON {name} TO {ROLE} USING ({table.rows}) WITH CHECK ({table.writes})"
                yield f"COMMENT ON POLICY {POLICY} ON {name} IS '{table.said.replace(chr(39), chr(39) * 2)}'"
        if surplus := now.rights - set(table.rights):
            yield f"REVOKE {', '.join(sorted(surplus))} ON {name} FROM {ROLE}"
        if set(table.rights) - now.rights:
            yield f"GRANT {', '.join(table.rights)} ON {name} TO {ROLE}"


_TABLES = text(
    f"""
    SELECT relname, relrowsecurity, relforcerowsecurity,
           CASE WHEN polname IS NOT NULL THEN coalesce(obj_description(pg_policy.oid, 'pg_policy'), '') END AS policy,
           ARRAY(SELECT privilege_type FROM aclexplode(relacl) AS acl JOIN pg_roles ON pg_roles.oid = acl.grantee
                  WHERE rolname = '{ROLE}') AS rights
      FROM pg_class LEFT JOIN pg_policy ON polrelid = pg_class.oid AND polname = '{POLICY}'
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    """  # noqa: S608 - names of our own
)


def _standing(connection: Connection) -> dict[str, _Standing]:
    return {
        row.relname: _Standing(row.relrowsecurity, row.relforcerowsecurity, row.policy, frozenset(row.rights))
        for row in connection.execute(_TABLES)
    }


_MAKE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN CREATE ROLE {ROLE} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
"""


def _make_role(connection: Connection) -> None:
    require_sight(connection)
    try:
        connection.exec_driver_sql(_MAKE_ROLE)
    except DBAPIError as error:
        raise ConfigurationError(_to_say(connection.engine.url.username or "", role=False)) from error


def require_sight(connection: Connection) -> None:
    """Refuse a connection whose role policies would hide rows from: it would take them for gone."""
    row = connection.execute(_SELF).one()
    if not row.sees:
        raise ConfigurationError(_to_say(row.name, sees=False, role=row.known))


def require_company_role(connection: Connection) -> None:
    """Refuse a connection that cannot narrow itself to a company, or on whose tables nothing would come of it."""
    if connection.dialect.name != "postgresql":
        return
    row = connection.execute(_SELF).one()
    if not (row.sees and row.known and row.member):
        raise ConfigurationError(_to_say(row.name, sees=row.sees, role=row.known, member=row.member))
    bare = [str(name) for name in connection.execute(_BARE).scalars()]
    if bare:
        raise ConfigurationError(
            f"The tables {', '.join(bare)} keep companies apart by their queries only. Run `mutabakat migrate`."
        )


_SELF = text(
    f"""
    SELECT current_user AS name, me.rolsuper OR me.rolbypassrls AS sees, company.oid IS NOT NULL AS known,
           coalesce(pg_has_role(me.oid, company.oid, 'MEMBER'), false) AS member
      FROM pg_roles me LEFT JOIN pg_roles company ON company.rolname = '{ROLE}'
     WHERE me.rolname = current_user
    """  # noqa: S608 - names of our own
)
_BARE = text(
    f"""
    SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'company_id'
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT (relrowsecurity AND relforcerowsecurity
                AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = '{POLICY}'))
     ORDER BY relname
    """  # noqa: S608 - names of our own
)


def _to_say(name: str, *, sees: bool = True, role: bool = True, member: bool = True) -> str:
    statements = [] if role else [f"CREATE ROLE {ROLE} NOLOGIN;"]
    statements += [] if sees else [f'ALTER ROLE "{name}" BYPASSRLS;']
    statements += [f'GRANT {ROLE} TO "{name}";'] if not (role and member) else []
    return (
        f"The role {name} of this database lacks what keeps companies apart (docs/operations.md). As a superuser: "
        + " ".join(statements)
    )
