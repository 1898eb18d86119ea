"""The public application by itself: under its own name, with its own rights, without any operator's route, not too often."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError

from services.responses import models
from services.responses.page_role import PAGE_GRANTS
from services.responses.public.guard import host_of, hosts_of
from shared.database import Database
from tests.component.responses.world import PUBLIC, World, heading, page_url, statement


def addresses(app: FastAPI) -> set[tuple[str, str]]:
    return {(method, route.path) for route in app.routes for method in getattr(route, "methods", None) or ()}  # type: ignore[attr-defined]  # all of ours have a path


async def test_neither_application_answers_for_the_other(page_world: World) -> None:
    inside, outside = page_world.service.internal_app, page_world.service.public_app
    assert outside is not None
    assert addresses(inside)
    assert addresses(outside)
    assert not {path for _, path in addresses(inside)} & {path for _, path in addresses(outside)}
    operator = page_world.bearer()
    for method, path in sorted(addresses(inside)):
        for prefix in ("", "/responses"):
            filled = prefix + re.sub(r"\{\w+(:\w+)?\}", "1", path)
            answer = await page_world.visitor.request(method, filled, headers=operator)
            assert answer.status_code == 404, f"{method} {filled} is reached from outside"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(inside), base_url=PUBLIC) as internal:
        for method, path in sorted(addresses(outside)):
            filled = re.sub(r"\{\w+(:\w+)?\}", "1", path)
            assert (await internal.request(method, filled)).status_code == 404, (
                f"{method} {filled} is reached from inside"
            )


async def test_the_page_is_reached_under_its_own_name_only(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    for host in ("konsol.test", "sayfa.test.evil.test", "", "127.0.0.1"):
        answer = await page_world.visitor.get(path, headers={"host": host})
        assert (answer.status_code, heading(answer.text)) == (421, "Bağlantı açılamadı"), host
    for host in ("sayfa.test", "SAYFA.test:8401"):
        assert (await page_world.visitor.get(path, headers={"host": host})).status_code == 200, host


@pytest.mark.parametrize(
    ("host", "name"),
    [
        (b"Sayfa.Test:8401", "sayfa.test"),
        (b"[::1]:8401", "[::1]"),
        (b"[::1]", "[::1]"),
        (b"127.0.0.1", "127.0.0.1"),
        (b":80", ":80"),
        (b"", ""),
    ],
)
def test_the_name_is_read_without_its_port(host: bytes, name: str) -> None:
    assert host_of({"type": "http", "headers": [(b"host", host)]}) == name
    assert host_of({"type": "http", "headers": [(b"host", host)] * 2}) == "", "two names are none"


def test_names_come_from_settings() -> None:
    assert hosts_of("https://Sayfa.test/x", " b.test,") == {"sayfa.test", "b.test"}
    assert hosts_of("http://127.0.0.1:8401", "") == {"127.0.0.1", "localhost", "[::1]"}


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_the_page_may_add_and_show_and_nothing_else(world: World, database_url: str) -> None:
    await world.tell(*statement())
    path = await world.link()
    assert (await world.agree(path)).status_code == 200
    page = Database(page_url(database_url))
    forbidden = [
        f"{verb} {table}{rest}"
        for table in models.metadata.tables
        for right, verb, rest in (
            ("SELECT", "SELECT 1 FROM", ""),
            ("INSERT", "INSERT INTO", " SELECT * FROM {0} LIMIT 0"),
            ("UPDATE", "UPDATE", " SET {1} = {1}"),
            ("DELETE", "DELETE FROM", ""),
            ("TRUNCATE", "TRUNCATE", ""),
        )
        if right not in PAGE_GRANTS.get(table, ())
    ]
    try:
        for statement_ in [*forbidden, "CREATE TABLE mine (id int)", "ALTER TABLE responses ADD x int"]:
            table = statement_.split()[1] if statement_.startswith(("UPDATE", "TRUNCATE")) else statement_.split()[2]
            column = next(iter(models.metadata.tables[table].c)).name if table in models.metadata.tables else ""
            with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
                async with page.transaction() as tx:
                    await tx.execute(text(statement_.format(table, column)))
    finally:
        await page.dispose()
    assert set(PAGE_GRANTS) <= set(models.metadata.tables)


async def test_one_link_is_asked_for_in_measure_and_the_database_is_spared(page_world: World) -> None:
    await page_world.tell(*statement())
    path = await page_world.link()
    answers = [await page_world.visitor.head(path) for _ in range(60)]
    assert {one.status_code for one in answers} == {200}
    said: list[Any] = []
    event.listen(page_world.database.engine.sync_engine, "before_cursor_execute", lambda *_: said.append(1))
    refused = await page_world.visitor.get(path)
    assert (refused.status_code, heading(refused.text)) == (429, "Biraz sonra yeniden deneyin")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert said == []


async def test_replicas_count_together(world: World) -> None:
    await world.tell(*statement())
    path = await world.link()
    other = await World.beside(world)
    try:
        for _ in range(30):
            await world.visitor.head(path)
            await other.visitor.head(path)
        for replica in (world, other, world):
            await replica.loop("rates").share()
        assert [(await one.visitor.get(path)).status_code for one in (world, other)] == [429, 429]
        async with world.database.reading() as reading:
            kept = str(await reading.all(select(models.tries)))
        assert "page_link" in kept
        assert path.removeprefix("/m/")[:22] not in kept
    finally:
        await other.close()
