"""Every single change to stored evidence is found, and named by its table, row and column."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Boolean, Column, Integer, Table, Uuid

from services.responses import models
from services.responses.domain.evidence_columns import EVIDENCE, WORKING
from services.responses.use_cases.chain import verify_chain
from shared.contracts.campaign import InvitationRequested
from shared.contracts.values import Purpose, Recipient
from shared.database import UtcDateTime
from tests.component.responses.world import COMPANY, World, documents, hidden, statement

TABLES = (models.statements, models.statement_parts, models.links, models.invitations, models.responses)


async def answered(world: World) -> None:
    """Three answers of two reconciliations: two recipients, a reminder, a changed answer, documents in two parts."""
    asked = statement(
        docs=documents(7),
        part_size=4,
        recipients=[Recipient(address="a@k.test", name="Ada"), Recipient(address="b@k.test")],
    )
    await world.tell(*asked)
    again = InvitationRequested(
        reconciliation_id=asked[0].reconciliation_id,
        campaign_id=asked[0].campaign_id,
        send_number=2,
        purpose=Purpose.REMINDER,
    )
    await world.tell(again)
    path = await world.link("a@k.test")
    await world.disagree(path, own_for_sales="10,00", own_for_purchases="20,00", responder_title="Uzman")
    form = await world.visitor.get(path, params={"change": "1"})
    await world.agree(path, replaces=hidden(form.text, "replaces"))
    await world.tell(*statement(recipients=[Recipient(address="c@k.test")]))
    await world.agree(await world.link("c@k.test"))


def changed(column: Column[Any], value: Any) -> Any:
    """Another value of the same kind, as SQLite keeps it."""
    if isinstance(column.type, Uuid):
        return uuid4().hex
    if isinstance(column.type, Boolean):
        return 1 - value
    if isinstance(column.type, Integer):
        return 7 if value is None else value + 100
    if isinstance(column.type, UtcDateTime):
        return "2026-11-05 09:00:00.000001" if value is None else value[:-1] + ("1" if value[-1] != "1" else "2")
    return "x" if value is None else value[:-1] + chr(ord(value[-1:] or "a") ^ 1)


def evidence_columns() -> Iterator[tuple[Table, Column[Any]]]:
    for table in TABLES:
        for column in table.c:
            if column.name not in WORKING.get(table.name, {}):
                yield table, column


def test_every_column_is_evidence_or_says_why_not() -> None:
    """A new column of these tables has to be put into one of the lists in `domain/evidence_columns.py`."""
    for table in TABLES:
        if table is models.responses:
            continue  # all of its columns are sealed, or checked against the seal
        listed = [*EVIDENCE[table.name], *WORKING.get(table.name, {})]
        assert sorted(listed) == sorted(table.c.keys()), table.name


@pytest.mark.timeout(180)  # some hundred verifications; a few seconds, where the machine is not busy
async def test_every_change_of_one_column_is_named(page_world: World, tmp_path: Path) -> None:
    world = page_world
    await answered(world)
    assert (await report(world)) == ()
    unnamed, tried = [], 0
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as raw:
        for table, column in evidence_columns():
            for rowid, before in raw.execute(f"select rowid, {column.name} from {table.name} limit 2").fetchall():  # noqa: S608
                new = changed(column, before)
                write = f"update {table.name} set {column.name} = ? where rowid = ?"  # noqa: S608  # our own names
                raw.execute(write, (new, rowid))
                found = await report(world)
                raw.execute(write, (before, rowid))
                tried += 1
                if not any(one.table == table.name and one.column == column.name for one in found):
                    unnamed.append((table.name, column.name, before, new, [str(one) for one in found]))
    assert unnamed == []
    assert (await report(world)) == ()
    assert tried > 120


@pytest.mark.parametrize("table", [*TABLES, models.chain_heads], ids=str)
async def test_every_removed_row_is_named(page_world: World, tmp_path: Path, table: Table) -> None:
    world = page_world
    await answered(world)
    with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as raw:
        columns = ", ".join(f'"{column.name}"' for column in table.c)
        for (rowid,) in raw.execute(f"select rowid from {table.name}").fetchall():  # noqa: S608  # our own names, here and below
            kept = raw.execute(f"select rowid, {columns} from {table.name} where rowid = {rowid}").fetchone()  # noqa: S608
            raw.execute(f"delete from {table.name} where rowid = {rowid}")  # noqa: S608
            found = await report(world)
            marks = ", ".join("?" * len(kept))
            raw.execute(f"insert into {table.name} (rowid, {columns}) values ({marks})", kept)  # noqa: S608
            assert any(one.table == table.name for one in found), (table.name, rowid, [str(one) for one in found])
    assert (await report(world)) == ()


async def test_a_foreign_answer_cannot_be_put_into_a_chain(world: World) -> None:
    await answered(world)
    async with world.database.transaction() as tx:
        row = (await tx.mappings(models.responses.select().where(models.responses.c.position == 3)))[0]
        await tx.execute(
            models.responses.insert(),
            row | {"response_id": uuid4(), "form_id": uuid4(), "position": 4, "version": 2, "verification_code": None},
        )
    assert {(one.table, one.column) for one in await report(world)} >= {("responses", "response_id")}


async def test_it_holds_on_both_databases(world: World) -> None:
    await answered(world)
    assert await report(world) == ()


async def report(world: World) -> tuple[Any, ...]:
    async with world.database.reading() as reading:
        return (await verify_chain(reading, COMPANY)).findings
