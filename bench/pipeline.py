"""Launch of N counterparties to the last mail, over RabbitMQ and PostgreSQL, against django-post_office with the same mails.

    python -m bench.pipeline [--counterparties 10000]

Four services, own PostgreSQL, RabbitMQ and smtp-sink on this machine. The clock runs from sending the launch request to
the last mail recorded as handed over. The peer sends the same letters, queued beforehand, with 2 processes × 10 threads; the
mailer too runs twice, with ten connections each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg

from bench.results import store
from tests.product.operator import Operator, eventually
from tests.product.processes import Product, cluster
from tests.servers.postgres import PostgresServer
from tests.servers.rabbitmq import RabbitServer
from tests.servers.smtp_sink import SmtpSink

ROOT = Path(__file__).parents[1]
BENCH_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
_SAID = "select coalesce(sum(events), 0) from outbox where type like '%{}%'"
STAGES = {
    "reconciliations requested": ("campaign", _SAID.format("reconciliation_requested")),
    "statements prepared": ("aggregator", _SAID.format("statement_prepared")),
    "invitations issued": ("responses", _SAID.format("invitation_issued")),
    "mails handed over": ("mailer", "select count(*) from messages where state = 'sent'"),
}


async def launch(product: Product, postgres: PostgresServer, count: int) -> dict[str, float]:
    """Seconds from the launch request until each stage has reached everybody, and the CPU seconds of each service."""
    operator = Operator(product)
    await operator.register()
    await operator.import_counterparties(count)
    run = await operator.make_run()
    before = cpu_seconds(product)
    started = time.perf_counter()
    request = asyncio.create_task(operator.launch(run))
    seconds: dict[str, float] = {}
    for stage, (service, query) in STAGES.items():
        # One connection that stays: to look must not cost what is being measured.
        looking = await asyncpg.connect(f"{postgres.client.url}/{product.database_urls[service].rpartition('/')[2]}")
        await eventually(
            partial(looking.fetchval, query), lambda seen, count=count: seen >= count, within=1800, every=0.25
        )
        await looking.close()
        seconds[stage] = time.perf_counter() - started
    await request
    after = cpu_seconds(product)
    await operator.close()
    return seconds | {f"CPU of {name}": after[name] - before[name] for name in after}


def cpu_seconds(product: Product) -> dict[str, float]:
    """User and system time so far: of each service, of PostgreSQL, of RabbitMQ and of the mail sink."""
    names = {one.process.pid: one.name for one in product.processes if one.process is not None}
    servers = {"postgres": "PostgreSQL", "beam.smp": "RabbitMQ", "smtp-sink": "smtp-sink"}
    spent: dict[str, float] = defaultdict(float)
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            head, _, rest = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")
            name = names.get(int(entry.name)) or servers.get(head.partition("(")[2])
            if name:
                fields = rest.split()
                spent[name] += (int(fields[11]) + int(fields[12])) / 100
    return spent


def peer(postgres: PostgresServer, sink: SmtpSink, count: int, folder: Path) -> float:
    """Seconds that django-post_office takes for the same number of the same letters."""
    postgres.client.sql("create database post_office")
    (mail,) = sink.mails()[:1]
    letter = {"subject": str(mail.message["Subject"])}
    for part in mail.message.walk():
        if part.get_content_maintype() == "text":
            letter[{"plain": "text", "html": "html"}[part.get_content_subtype()]] = part.get_content()
    for name, text in letter.items():
        (folder / name).write_text(text, encoding="utf-8")
    fast = SmtpSink(keep=False)
    fast.start()
    try:
        arguments = [
            str(count),
            str(fast.port),
            "127.0.0.1",
            str(postgres.client.port),
            "postgres",
            "post_office",
            str(folder),
        ]
        output = subprocess.run(
            [BENCH_PYTHON, "-m", "bench.post_office", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    finally:
        fast.stop()
    return float(json.loads(output.splitlines()[-1])["seconds"])


async def with_servers(work: Callable[[PostgresServer, RabbitServer, Path], Awaitable[Any]]) -> None:
    postgres, rabbit = PostgresServer(), RabbitServer()
    postgres.start()
    rabbit.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            await work(postgres, rabbit, Path(folder))
    finally:
        rabbit.stop()
        postgres.stop()


async def measure(postgres: PostgresServer, rabbit: RabbitServer, folder: Path, count: int) -> None:
    names = iter(range(99))

    def new_database() -> str:
        name = f"product_{next(names)}"
        postgres.client.sql(f"create database {name}")
        return f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/{name}"

    one_letter = SmtpSink()
    one_letter.start()
    small = await cluster(_made(folder / "small"), one_letter.port, rabbit.url, new_database, as_commands=True)
    await small.start()
    await launch(small, postgres, 1)
    await small.stop()

    fast = SmtpSink(keep=False)
    fast.start()
    product = await cluster(
        _made(folder / "large"),
        fast.port,
        rabbit.url,
        new_database,
        as_commands=True,
        beside=("mailer",),
        MUTABAKAT_LOG_LEVEL="WARNING",
        MUTABAKAT_BROKER_NAMESPACE="bench",
        MUTABAKAT_MAILER_PLATFORM_CONNECTIONS="10",
        MUTABAKAT_LEASE_SECONDS="60",
        MUTABAKAT_MAILER_SWEEP_SECONDS="5",
        MUTABAKAT_CAMPAIGN_EXPIRY_SECONDS="15",
        MUTABAKAT_POLL_SECONDS="1",
    )
    await product.start()
    seconds = await launch(product, postgres, count)
    await product.stop()
    fast.stop()
    theirs = peer(postgres, one_letter, count, _made(folder / "letter"))
    one_letter.stop()

    ours = seconds["mails handed over"]
    rows = [f"| {stage} | {value:.1f} s |" for stage, value in seconds.items()]
    store(
        "pipeline",
        f"{count:,} counterparties, launch to last mail, four services on RabbitMQ and PostgreSQL, everything on one machine",
        [
            f"**{theirs / ours:.2f} ×** django-post_office: {count / ours:,.0f} mails/s against {count / theirs:,.0f} mails/s.",
            "",
            "| stage reached by all (from the launch request), CPU time | |",
            "|---|---|",
            *rows,
            f"| django-post_office, queued beforehand | {theirs:.1f} s |",
        ],
        "see the CPU rows: the stages overlap, so the busiest service and the broker set the pace on two cores.",
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counterparties", type=int, default=10_000)
    wanted = parser.parse_args().counterparties
    asyncio.run(with_servers(lambda postgres, rabbit, folder: measure(postgres, rabbit, folder, wanted)))
