"""Personal data goes when its time is over or a person wishes it; the chain stays whole, and what is left is still watched."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import structlog
from sqlalchemy import MetaData, select, update

from services.responses import models
from services.responses.domain.seals import ERASED
from services.responses.loops import Retention, months_ago
from services.responses.use_cases.chain import verify_chain
from services.responses.use_cases.forgetting import erase_person, person_data
from shared.auth import ADMIN, Principal, TokenIssuer
from shared.contracts.campaign import InvitationRequested
from shared.contracts.values import Purpose, Recipient
from shared.keys import TOKEN_SIGN, read_key_file
from shared.logging import NOISY, mask_event
from tests.component.responses.test_evidence import answered, report
from tests.component.responses.test_evidence_files import checked, exported
from tests.component.responses.world import COMPANY, PUBLIC, World, statement

PERSONAL = ("a@k.test", "b@k.test", "c@k.test", "Ada", "Finans", "Uzman", "127.0.0.1", "Firefox")


async def everything(world: World, *tables: str) -> str:
    """All rows of these tables as one text."""
    metadata: MetaData = models.metadata
    async with world.database.reading() as reading:
        rows = [await reading.mappings(select(metadata.tables[name])) for name in tables]
    return json.dumps(rows, default=str, ensure_ascii=False)


async def erased(world: World) -> int:
    async with world.database.reading() as reading:
        return (await verify_chain(reading, COMPANY)).erased


TABLES = ("links", "statements", "responses", "invitations")


async def test_traces_go_first_then_persons_and_the_chain_stays_whole(world: World) -> None:
    await answered(world)
    before = await everything(world, *TABLES)
    assert all(word in before for word in PERSONAL)
    retention = Retention(world.database, trace_months=24, person_months=120)
    await retention.forget()
    assert await everything(world, *TABLES) == before
    world.clock.advance(timedelta(days=2 * 366 + 10))
    await retention.forget()
    left = await everything(world, *TABLES)
    assert "Firefox" not in left
    assert "127.0.0.1" not in left
    assert "a@k.test" in left
    assert await report(world) == ()
    world.clock.advance(timedelta(days=8 * 366))
    await retention.forget()
    await retention.forget()
    left = await everything(world, *TABLES)
    assert [word for word in PERSONAL if word in left] == []
    for kept in ("Bir fatura eksik.", "İğdır Çelik", "M-2026-10-0042"):
        assert kept in left
    assert await report(world) == ()
    assert await erased(world) > 20
    assert checked(world, await exported(world)).findings == []


async def test_who_was_named_beside_somebody_erased_is_forgotten_in_time(world: World) -> None:
    await answered(world)
    world.clock.advance(timedelta(days=30))
    async with world.database.transaction() as tx:
        await erase_person(tx, COMPANY, "a@k.test", "Denetim")
    assert "b@k.test" in await everything(world, *TABLES)
    world.clock.advance(timedelta(days=10 * 366 + 10))
    await Retention(world.database, trace_months=24, person_months=120).forget()
    left = await everything(world, *TABLES)
    assert [word for word in PERSONAL if word in left] == []
    assert await report(world) == ()


async def test_zero_months_keep_everything(page_world: World) -> None:
    await answered(page_world)
    before = await everything(page_world, *TABLES)
    page_world.clock.advance(timedelta(days=100 * 366))
    await Retention(page_world.database, trace_months=0, person_months=0).forget()
    assert await everything(page_world, *TABLES) == before


async def test_one_person_is_forgotten_and_the_others_are_not(world: World) -> None:
    await answered(world)
    world.clock.advance(timedelta(days=30))
    async with world.database.transaction() as tx:
        done = await erase_person(tx, COMPANY, "A@k.test", "Denetim")
    assert (done.reconciliations, done.kept) == (1, ())
    left = await everything(world, *TABLES)
    assert [word for word in ("a@k.test", "Ada", "Uzman") if word in left] == []
    assert "c@k.test" in left
    async with world.database.reading() as reading:
        assert "b@k.test" in await reading.scalars(select(models.links.c.address))
    assert await report(world) == ()
    # What was not forgotten is watched as before, also in the rows that the same seal speaks of.
    async with world.database.transaction() as tx:
        await tx.execute(update(models.links).where(models.links.c.address == "b@k.test").values(name="Başkası"))
    assert {(one.table, one.column) for one in await report(world)} == {("links", "name")}


async def test_nothing_can_be_slipped_in_where_something_was_forgotten(world: World) -> None:
    await answered(world)
    world.clock.advance(timedelta(days=30))
    async with world.database.transaction() as tx:
        await erase_person(tx, COMPANY, "c@k.test", "Denetim")
        columns = models.responses.c
        await tx.execute(
            update(models.responses).where(columns.responder_name == ERASED).values(responder_name="Başkası")
        )
    assert {(one.table, one.column) for one in await report(world)} == {("responses", "salts")}


async def test_whoever_is_still_asked_keeps_its_link(world: World) -> None:
    await answered(world)
    async with world.database.transaction() as tx:
        done = await erase_person(tx, COMPANY, "c@k.test", "Denetim")
    assert (done.reconciliations, done.values, len(done.kept)) == (0, 0, 1)
    assert (await world.visitor.get(await world.link("c@k.test"))).status_code == 200


async def test_a_person_reads_all_that_is_kept_about_it_and_nothing_of_others(world: World) -> None:
    await answered(world)
    async with world.database.reading() as reading:
        told = await person_data(reading, COMPANY, "a@k.test")
    text = json.dumps(told, ensure_ascii=False)
    assert [len(told[name]) for name in ("links", "invitations", "answers")] == [1, 2, 2]
    assert all(word in text for word in ("Ada", "Uzman", "Bir fatura eksik.", "127.0.0.1", "Firefox"))
    assert "b@k.test" not in text
    async with world.database.reading() as reading:
        assert (await person_data(reading, uuid4(), "a@k.test"))["links"] == []


async def test_the_api_of_persons_is_for_administrators(page_world: World) -> None:
    await answered(page_world)
    page_world.clock.advance(timedelta(days=30))
    issuer = TokenIssuer(read_key_file(page_world.keys, TOKEN_SIGN), page_world.clock)
    token, _ = issuer.issue(Principal(uuid4(), COMPANY, "Yönetici", frozenset({ADMIN})), timedelta(hours=1))
    admin = {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(page_world.service.internal_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intern.test/api/v1") as client:
        body = {"address": "a@k.test"}
        for path in ("/persons/export", "/persons/erase"):
            assert (await client.post(path, json=body)).status_code == 401
            assert (await client.post(path, json=body, headers=page_world.bearer())).status_code == 403
        told = (await client.post("/persons/export", json=body, headers=admin)).json()
        assert len(told["answers"]) == 2
        assert (await client.post("/persons/erase", json=body, headers=admin)).json()["reconciliations"] == 1
        assert (await client.post("/persons/export", json=body, headers=admin)).json()["links"] == []
        whole = (await client.get("/evidence/report", headers=page_world.bearer())).json()
        assert (whole["intact"], whole["entries"]) == (True, 3)
    assert "Yönetici" in await everything(page_world, "erasures")
    assert "a@k.test" not in await everything(page_world, "erasures")


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [("2026-03-31", 1, "2026-02-28"), ("2026-01-15", 24, "2024-01-15"), ("2028-02-29", 120, "2018-02-28")],
)
def test_months_are_those_of_the_calendar(now: str, months: int, then: str) -> None:
    assert months_ago(datetime.fromisoformat(now).replace(tzinfo=UTC), months).date().isoformat() == then


# --- logs, and who else learns of a visit -------------------------------------------------------------------


def forget_loggers() -> None:
    """A logger that was used while logging was set up for a whole process keeps to that; now it asks anew."""
    kind = type(structlog.get_logger())
    for module in list(sys.modules.values()):
        for value in list(vars(module).values()):
            if type(value) is kind:
                vars(value).pop("bind", None)


@pytest.fixture
def written() -> Iterator[list[str]]:
    """Everything that is logged, as it would be written."""
    lines: list[str] = []

    def keep(logger: Any, method: str, event: Any) -> Any:
        lines.append(json.dumps(dict(mask_event(logger, method, dict(event))), default=str, ensure_ascii=False))
        raise structlog.DropEvent

    before = structlog.get_config()
    forget_loggers()
    structlog.configure(processors=[structlog.processors.format_exc_info, keep], cache_logger_on_first_use=False)
    yield lines
    structlog.configure(**before)


async def test_no_log_names_a_person_or_holds_a_link(page_world: World, written: list[str], caplog: Any) -> None:
    """Canaries through everything that can be done with a link, mistakes included."""
    caplog.set_level(logging.DEBUG)
    for noisy in NOISY:
        caplog.set_level(logging.WARNING, logger=noisy)
    asked = statement(recipients=[Recipient(address="kanarya@kafes.test", name="Kanarya Sarı")])
    await page_world.tell(*asked)
    path = await page_world.link("kanarya@kafes.test")
    await page_world.visitor.get(path)
    await page_world.check(path, answer="", responder_name="Kanarya Mavi")
    await page_world.disagree(path, why="Kanarya neden.", responder_name="Kanarya Mavi", own_for_sales="98.765,43")
    for suffix in ("", "/receipt.pdf", "/receipt.json", "/information", "/nichts"):
        await page_world.visitor.get(path + suffix)
    await page_world.visitor.get(path[:-3] + "xyz")
    again = InvitationRequested(
        reconciliation_id=asked[0].reconciliation_id,
        campaign_id=asked[0].campaign_id,
        send_number=2,
        purpose=Purpose.REMINDER,
        addresses=("baska@kafes.test",),
    )
    await page_world.tell(again)
    await page_world.flush_openings()
    page_world.clock.advance(timedelta(days=30))
    async with page_world.database.transaction() as tx:
        await erase_person(tx, COMPANY, "kanarya@kafes.test", "Denetim")
    token = path.removeprefix("/m/")
    text = "\n".join([*written, caplog.text])
    assert len(written) > 10
    for canary in ("kanarya@", "Kanarya", "Kanarya neden", "98765", "98.765", token, token.split(".")[1], "1234567890"):
        assert canary not in text, canary


async def test_no_page_calls_anybody_else(page_world: World) -> None:
    """Every address in every page is our own or one that a person has to follow."""
    await answered(page_world)
    path = await page_world.link("c@k.test")
    pages = [
        await page_world.visitor.get(one) for one in (path, f"{path}?change=1", "/verify", "/verify/AAAA", "/m/x.1-y")
    ]
    for page in pages:
        for found in page.text.split('="')[1:]:
            value = found.split('"')[0]
            assert not value.startswith(("http:", "https:", "//")) or value.startswith(PUBLIC), value
        assert "<script" not in page.text
        assert "set-cookie" not in page.headers
        assert page.headers["content-security-policy"].startswith("default-src 'none'")


async def test_an_erasure_is_counted_where_it_was_asked_for(world: World) -> None:
    await answered(world)
    world.clock.advance(timedelta(days=30))
    async with world.database.transaction() as tx:
        done = await erase_person(tx, COMPANY, "a@k.test", "Denetim")
    assert asdict(done)["values"] > 5
    assert await erased(world) == done.values
