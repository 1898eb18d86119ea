"""Files of own books name their sender, and may name anybody: both go when personal data goes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from services.responses import models
from services.responses.domain.seals import ERASED
from services.responses.loops import Retention
from services.responses.repository import pages
from services.responses.use_cases.forgetting import erase_person, person_data
from services.responses.use_cases.ledgers import KeepLedger, keep_ledger
from tests.component.responses.world import COMPANY, World, statement

ADDRESS = "finans@igdir-celik.test"


async def kept(world: World) -> None:
    await world.tell(*statement())
    link_id = world.signer.open((await world.link()).removeprefix("/m/")) or ""
    async with world.database.reading() as reading:
        page = await pages.find(reading, link_id)
    assert page is not None
    command = KeepLedger(
        link_id, COMPANY, page.reconciliation_id, page.address, "Ada.csv", "0" * 64, b"Ada;1,00", b"comparison"
    )
    async with world.database.transaction() as tx:
        assert await keep_ledger(tx, command) is not None


async def test_a_person_reads_and_erases_its_files(world: World) -> None:
    await kept(world)
    async with world.database.reading() as reading:
        told = await person_data(reading, COMPANY, ADDRESS)
    assert [(one["file_name"], one["address"]) for one in told["ledgers"]] == [("Ada.csv", ADDRESS)]
    world.clock.advance(timedelta(days=30))
    async with world.database.transaction() as tx:
        await erase_person(tx, COMPANY, ADDRESS, "Denetim")
    async with world.database.reading() as reading:
        row = (await reading.all(select(models.ledgers)))[0]
    assert row.address.startswith(ERASED)


async def test_files_go_when_their_time_is_over(world: World) -> None:
    await kept(world)
    world.clock.advance(timedelta(days=11 * 366))
    await Retention(world.database, trace_months=24, person_months=120).forget()
    async with world.database.reading() as reading:
        row = (await reading.all(select(models.ledgers)))[0]
    assert (row.content, row.file_name, row.sha256, row.comparison) == (b"", "", "0" * 64, b"comparison")
    assert row.address.startswith(ERASED)
