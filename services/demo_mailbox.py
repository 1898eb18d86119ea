"""The demo's mailbox: a real SMTP conversation that ends here and sends nothing on.

Mails are kept as files, so that one can look at exactly what a counterparty would have got.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

_LINK = re.compile(r"https?://\S+/m/\S+")


@dataclass
class DemoMailbox:
    """Takes every mail that is handed to it."""

    folder: Path
    port: int = 0
    links: list[tuple[str, str]] = field(default_factory=list)
    """Address and personal link of each mail, in the order they came."""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        number = len(self.links) + 1
        await asyncio.to_thread((self.folder / f"{number:05}.eml").write_bytes, content)
        self.links.append((envelope.rcpt_tos[0], _first_link(content)))
        return f"250 2.0.0 kept as {number:05}"


def _first_link(content: bytes) -> str:
    for part in message_from_bytes(content).walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            found = _LINK.search(payload.decode("utf-8", "replace") if isinstance(payload, bytes) else "")
            return found[0] if found else ""
    return ""


@asynccontextmanager
async def demo_mailbox(folder: Path) -> AsyncIterator[DemoMailbox]:
    """A mailbox on a free port of the loopback interface, until the block ends."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    box = DemoMailbox(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop, hostname="demo.mutabakat.test"), "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
