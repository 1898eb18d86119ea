"""A file is there as a whole or not at all, whoever makes it and whatever is killed in between; after a week it is gone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.campaign.domain.made_files import MOST_OPEN, PART, FileKind, FileState, MadeFile
from services.campaign.loops import tidy
from services.campaign.making import FileWorker, Progress
from services.campaign.repository import made_files
from services.campaign.use_cases.made_files import OrderFile, claim_file, order_file
from shared.errors import Conflict, NotFound, TooMany
from tests.component.campaign.world import World

CONTENT = bytes(range(256)) * 4096 * 2 + b"the rest"


async def order(world: World, what: str = "a", user: UUID | None = None) -> UUID:
    command = OrderFile(
        world.company_id,
        user or world.user_id,
        "Denetçi",
        FileKind.AUDIT_PACKAGE,
        f"{what}.zip",
        {"campaign_id": what},
        "tr",
    )
    async with world.service.database.transaction() as tx:
        return await order_file(tx, command)


async def see(world: World, file_id: UUID, user: UUID | None = None) -> MadeFile:
    async with world.service.database.reading() as reading:
        return await made_files.get(reading, world.company_id, file_id, made_by=user or world.user_id)


async def made(_file: MadeFile, folder: Path, progress: Progress) -> Path:
    await progress(1, 2)
    path = folder / "made"
    path.write_bytes(CONTENT)
    return path


def worker(world: World, maker: object = made) -> FileWorker:
    return FileWorker(world.service.database, {FileKind.AUDIT_PACKAGE: maker})  # type: ignore[dict-item]  # as each test says


async def fetched(world: World, file: MadeFile) -> bytes:
    return b"".join([piece async for piece in made_files.content(world.service.database, file)])


async def test_a_file_is_made_and_fetched_by_whoever_ordered_it(world: World) -> None:
    file_id = await order(world)
    assert await order(world) == file_id
    assert await worker(world).step()
    file = await see(world, file_id)
    assert (file.state, file.size, file.sha256) == (FileState.READY, len(CONTENT), sha256(CONTENT).hexdigest())
    assert len(CONTENT) > 2 * PART
    assert await fetched(world, file) == CONTENT
    with pytest.raises(NotFound):
        await see(world, file_id, uuid4())
    assert not await worker(world).step()
    assert await order(world) != file_id


async def test_whoever_dies_in_the_middle_is_followed_by_another(world: World) -> None:
    file_id = await order(world)
    async with world.service.database.transaction() as tx:
        assert await claim_file(tx, uuid4()) is not None
    assert not await worker(world).step()
    world.clock.advance(timedelta(minutes=3))
    assert await worker(world).step()
    file = await see(world, file_id)
    assert (file.state, file.attempts) == (FileState.READY, 2)


async def test_a_slow_maker_that_lost_its_lease_leaves_nothing(world: World) -> None:
    file_id = await order(world)

    async def slow(file: MadeFile, folder: Path, progress: Progress) -> Path:
        world.clock.advance(timedelta(minutes=3))
        assert await worker(world).step(), "another one takes it over"
        path = folder / "late"
        path.write_bytes(b"of the one that was too late")
        return path

    await worker(world, slow).step()
    file = await see(world, file_id)
    assert (file.state, await fetched(world, file)) == (FileState.READY, CONTENT)


async def test_what_is_tried_in_vain_three_times_is_given_up(world: World) -> None:
    file_id = await order(world)
    for _ in range(4):
        async with world.service.database.transaction() as tx:
            await claim_file(tx, uuid4())
        world.clock.advance(timedelta(minutes=3))
    file = await see(world, file_id)
    assert (file.state, bool(file.reason)) == (FileState.FAILED, True)


@pytest.mark.parametrize(
    ("error", "reason"), [(Conflict("The campaign is gone."), "The campaign is gone."), (RuntimeError("bug"), "")]
)
async def test_a_failure_is_told_and_stops_nobody_else(world: World, error: Exception, reason: str) -> None:
    first, second = await order(world, "a"), await order(world, "b")

    async def fails(file: MadeFile, folder: Path, progress: Progress) -> Path:
        if file.file_id == first:
            raise error
        return await made(file, folder, progress)

    one = worker(world, fails)
    assert await one.step()
    assert await one.step()
    assert ((await see(world, first)).state, (await see(world, first)).reason) == (FileState.FAILED, reason)
    assert (await see(world, second)).state is FileState.READY


async def test_stopping_gives_a_file_back(world: World) -> None:
    file_id, begun, stop = await order(world), asyncio.Event(), asyncio.Event()

    async def endless(_file: MadeFile, _folder: Path, _progress: Progress) -> Path:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    running = asyncio.create_task(worker(world, endless).run(stop))
    async with asyncio.timeout(10):
        await begun.wait()
        stop.set()
        await running
    assert (await see(world, file_id)).state is FileState.WAITING


async def test_nobody_fills_the_queue_and_a_week_later_all_is_gone(world: World) -> None:
    ids = [await order(world, str(number)) for number in range(MOST_OPEN)]
    with pytest.raises(TooMany):
        await order(world, "one more")
    while await worker(world).step():
        pass
    world.clock.advance(timedelta(days=7, minutes=1))
    await tidy(world.service.database)
    with pytest.raises(NotFound):
        await see(world, ids[0])
