"""What is no body has an end: heads and trailers that go on for ever are refused, and no trailer becomes a header."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Request

from services.host import server
from shared.http.protocol import MOST_BYTES
from tests.servers.ports import free_port

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
POST = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
_PIECE = b"x" * 8192


@pytest.fixture
async def connection() -> AsyncIterator[Streams]:
    """To a server, as the product starts one, that tells what it understood."""
    app, port = FastAPI(), free_port()

    @app.post("/echo")
    async def echo(request: Request) -> dict[str, object]:
        return {"bytes": len(await request.body()), "headers": sorted(request.headers)}

    web = server(app, "127.0.0.1", port)
    running = asyncio.create_task(web.serve())
    async with asyncio.timeout(20):
        while not web.started:  # noqa: ASYNC110  # uvicorn has a flag, no event
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        yield reader, writer
        writer.close()
        web.should_exit = True
        await running


async def refused(connection: Streams, beginning: bytes) -> bytes:
    """The answer to whoever goes on for twice as long as may be, piece by piece."""
    reader, writer = connection
    answer = asyncio.create_task(reader.readline())
    writer.write(beginning)
    for _ in range(2 * MOST_BYTES // len(_PIECE)):
        if answer.done():
            break
        writer.write(_PIECE)
        await writer.drain()
        await asyncio.sleep(0.02)
    return await answer


@pytest.mark.parametrize(
    "beginning",
    [b"POST /", POST[:-2] + b"X-Long: ", POST + b"0\r\nX-Trailer: ", POST + b"1;extension="],
    ids=["address", "header", "trailer", "extension"],
)
async def test_what_is_no_body_and_does_not_end_is_refused(connection: Streams, beginning: bytes) -> None:
    assert await refused(connection, beginning) == b"HTTP/1.1 400 Bad Request\r\n"


async def status_and_rest(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    return await reader.readline(), await reader.read(8192)


async def test_a_trailer_is_no_header_and_the_connection_is_kept(connection: Streams) -> None:
    reader, writer = connection
    for _ in range(2):
        writer.write(POST + b"3\r\nabc\r\n0\r\nSec-Fetch-Site: same-origin\r\n\r\n")
        status, rest = await status_and_rest(reader)
        assert status == b"HTTP/1.1 200 OK\r\n"
        assert b'{"bytes":3,"headers":["host","transfer-encoding"]}' in rest


async def test_a_body_may_be_larger_than_a_head_in_pieces_of_any_size(connection: Streams) -> None:
    reader, writer = connection
    writer.write(POST)
    for _ in range(20_000):
        writer.write(b"4\r\nabcd\r\n")
    await writer.drain()
    writer.write(b"0\r\n\r\n")
    status, rest = await status_and_rest(reader)
    assert status == b"HTTP/1.1 200 OK\r\n"
    assert b'"bytes":80000' in rest
