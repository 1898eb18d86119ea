"""The public page under load, on PostgreSQL and RabbitMQ of its own: pages a second, answers a second, and how long until the
campaign knows of an answer.

    python -m bench.responses [page] [answers] [status]

*page*: one worker, 20 documents, each link opened for the first time and once more, against bare FastAPI with one SELECT.
*answers*: the responses service with its relay; every answer is a confirmed form that is sent, and all of them are looked for
afterwards: a quarter as fast as they are taken, half of them at 500 a second. *status*: the campaign service beside it, answers
at 200 a second, from the page's reply to the status in its database.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import uvloop
from sqlalchemy import select

from bench.http_load import Load, get, load
from bench.responses_answers import answers_and_status
from bench.responses_process import served
from bench.results import store
from services.responses import models
from tests.component.responses.world import World, documents, statement
from tests.servers.postgres import PostgresServer
from tests.servers.rabbitmq import RabbitServer

CONNECTIONS = 16


async def pages(postgres: PostgresServer, folder: Path, links: int) -> list[str]:
    postgres.client.sql("create database page")
    url = f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/page"
    world = await World.create(url, folder, datetime.now(UTC))
    for start in range(0, links, 200):
        made = [
            part
            for _ in range(start, min(start + 200, links))
            for part in statement(docs=documents(20), valid_until=date.today() + timedelta(days=10))  # noqa: DTZ011
        ]
        await world.tell(*made)
    async with world.database.reading() as reading:
        ids = list(await reading.scalars(select(models.links.c.link_id)))
    paths = [f"/m/{world.signer.token(one)}" for one in ids]
    await world.close()
    rates: dict[str, list[float]] = {"bare": [], "first": [], "again": []}
    for _ in range(3):
        async with served("bare", folder, url) as (port, _):
            requests = [get(path, f"127.0.0.1:{port}") for path in paths]
            await load(port, requests[:400], connections=CONNECTIONS)
            rates["bare"].append((await _all_well(port, requests * 2)).rate)
        async with served("page", folder, url) as (port, _):
            requests = [get(path, f"127.0.0.1:{port}") for path in paths]
            # The very first requests compile statements: a worker does that once in its life.
            await load(port, requests[:100], connections=CONNECTIONS)
            rates["first"].append((await _all_well(port, requests[100:])).rate)
            again = await _all_well(port, requests[-400:] * (len(requests) // 200))
            rates["again"].append(again.rate)
    middle = {name: sorted(found)[1] for name, found in rates.items()}
    print(rates)
    return [
        f"| bare FastAPI, one SELECT by asyncpg | {middle['bare']:,.0f} pages/s | |",
        f"| a page opened for the first time | {middle['first']:,.0f} pages/s | **{middle['first'] / middle['bare']:.2f} ×** |",
        f"| a page opened again | {middle['again']:,.0f} pages/s | **{middle['again'] / middle['bare']:.2f} ×** |",
    ]


async def _all_well(port: int, requests: Sequence[bytes]) -> Load:
    found = await load(port, requests, connections=CONNECTIONS)
    assert set(found.statuses) == {200}, found.statuses
    return found


async def main(parts: Sequence[str], links: int, answers: int) -> None:
    postgres, rabbit = PostgresServer(), RabbitServer()
    postgres.start()
    try:
        rows: list[str] = []
        with tempfile.TemporaryDirectory() as folder:
            if "page" in parts:
                rows += await pages(postgres, _made(Path(folder) / "page"), links)
            if "answers" in parts or "status" in parts:
                rabbit.start()
                rows += await answers_and_status(
                    postgres, rabbit, _made(Path(folder) / "product"), answers, with_status="status" in parts
                )
        print("\n".join(rows))
        if set(parts) == {"page", "answers", "status"}:
            store(
                "responses",
                f"{links:,} pages of 20 documents, one worker; {answers:,} answers; own PostgreSQL and RabbitMQ, load and all on "
                "the same machine",
                ["| what | | |", "|---|---|---|", *rows],
                WHERE_TIME_GOES,
            )
    finally:
        rabbit.stop()
        postgres.stop()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


WHERE_TIME_GOES = (
    "of a page's time in its worker reading and writing HTTP takes an eighth, the layers in front of the gate a fifth, the "
    "gate, drawing and the query, which is shared by those who ask at the same time, a sixth each, counting who opened it a "
    "fifteenth. Of an answer's time in the one process that takes them the page that confirms it takes a quarter to a "
    "third, its seal a sixth, what is left of storing it an eighth, reading and writing HTTP a tenth, the ways through "
    "middleware another, receipts the tenth that they are given, form and relay the rest. What comes at a steady pace is "
    "stored in smaller groups than what comes as fast as it is taken, and costs more for it. While both cores are busy each "
    "of them does less: the same answer costs more processor time then."
)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=["page", "answers", "status"])
    parser.add_argument("--links", type=int, default=2000)
    parser.add_argument("--answers", type=int, default=8000)
    arguments = parser.parse_args()
    uvloop.run(main(arguments.parts, arguments.links, arguments.answers))
