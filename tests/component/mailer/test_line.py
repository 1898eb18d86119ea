"""A lane carries what its line allows: connections ÷ (4 × RTT) less a fifth at most, and more where commands travel in groups."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.mailer.domain.servers import Handing
from services.mailer.models import messages
from tests.component.mailer.conftest import Make
from tests.component.mailer.world import World, eventually, invitation
from tests.servers.slow_line import slow_line
from tests.servers.smtp_sink import SmtpSink

ROUND_TRIP = 0.1
"""Longer than the 20 ms of the bench, so that a busy machine does not hide what the line costs; the rule is the same."""
CONNECTIONS = 6
MAILS = 84


@pytest.mark.parametrize(("handing", "share"), [(Handing.SMTP, 0.8), (Handing.GROUPED, 1.1)])
async def test_a_lane_comes_within_a_fifth_of_what_its_line_allows(
    make_at: Make, tmp_path: Path, handing: Handing, share: float
) -> None:
    """The best of three tries counts: what else this machine does can only take away from it."""
    bound, rates = CONNECTIONS / (4 * ROUND_TRIP), list[float]()
    while len(rates) < 3 and max(rates, default=0.0) <= share * bound:
        rates.append(await _rate(make_at, tmp_path / f"{len(rates)}.db", handing))
    assert max(rates) > share * bound, f"{rates} mails/s of {bound:.1f}"


async def _rate(make_at: Make, database: Path, handing: Handing) -> float:
    """Mails a second."""
    sink = SmtpSink(keep=False)
    sink.start()
    try:
        async with slow_line(sink.port, ROUND_TRIP) as port:
            world = await make_at(
                f"sqlite+aiosqlite:///{database}",
                platform_host="127.0.0.1",
                platform_port=port,
                platform_connections=CONNECTIONS,
                platform_transport=handing,
            )
            await world.tell(*[invitation(f"cari{number}@cari.test") for number in range(MAILS)])
            async with world.sending():
                # Connections are made once and kept; what is measured is what they carry then.
                first, began = await _sent(world, CONNECTIONS * 2), time.perf_counter()
                last, ended = await _sent(world, MAILS - CONNECTIONS), time.perf_counter()
                await _sent(world, MAILS)
        return (last - first) / (ended - began)
    finally:
        sink.stop()


async def _sent(world: World, wanted: int) -> int:
    """Wait until so many are recorded as sent; how many are."""

    async def enough() -> int:
        async with world.service.database.reading() as reading:
            count = await reading.scalar(select(func.count()).select_from(messages).where(messages.c.state == "sent"))
        return int(count) if count >= wanted else 0

    return int(await eventually(enough, f"{wanted} are sent", timeout=30))
