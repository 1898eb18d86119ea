"""A line that takes its time: every byte arrives half a round trip later, in order; how fast it flows is not limited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.servers.ports import free_port


@asynccontextmanager
async def slow_line(to_port: int, round_trip: float) -> AsyncIterator[int]:
    """Stand in front of 127.0.0.1:`to_port`; yields the port of its own. Seconds for the way there and back."""
    port = free_port()
    carrying: dict[asyncio.Task[None], tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", to_port)
        carrying[task] = writer, server_writer
        async with asyncio.TaskGroup() as both:
            both.create_task(_carry(reader, server_writer, round_trip / 2))
            both.create_task(_carry(server_reader, writer, round_trip / 2))

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    try:
        yield port
    finally:
        server.close()
        for ends in carrying.values():
            for end in ends:
                end.close()
        await asyncio.gather(*carrying)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    """Bring what comes to the other side, each piece so much later."""
    loop = asyncio.get_running_loop()
    over = loop.create_future()

    def put(data: bytes) -> None:
        if data and not writer.is_closing():
            writer.write(data)
        elif not data and not over.done():
            over.set_result(None)

    try:
        with suppress(OSError):
            while data := await reader.read(256 * 1024):
                loop.call_later(delay, put, data)
        loop.call_later(delay, put, b"")
        await over
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
