"""A run over N counterparties and M movements, its figures stored, against DuckDB's bare GROUP BY over the same rows.

    python -m bench.figures [--counterparties 20000] [--movements 2000000] [--history 20000000] [--sqlite-history 6000000]

Both databases of the product, the books filled by SQL. The run is the service's own use case with its commit. DuckDB has the rows
in a table of its own and computes per counterparty and kind the sum and the number of distinct documents. Then months of history
are put before, and the run and the first page of its list are measured again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import subprocess
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import structlog
from pydantic import SecretStr
from sqlalchemy import text

from bench.books import COMPANY, Size, settle, write_cards, write_month
from bench.results import store
from services.aggregator import build as aggregator
from services.aggregator.domain.period import Period
from services.aggregator.use_cases.runs import MakeRun, make_run
from shared import migrations
from shared.auth import SCOPES, Principal, TokenIssuer
from shared.clock import SystemClock
from shared.keys import TOKEN_SIGN, create_keys
from shared.service import Service
from shared.telemetry import Metrics
from tests.servers.postgres import PostgresServer

ROOT = Path(__file__).parents[1]
BENCH_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
MONTH = Period(2026, 10)
REPEATS = 5
_PEER = """
import json, sys, time, duckdb
rows = duckdb.connect(config={"threads": 2})
rows.execute(f"CREATE TABLE movements AS SELECT * FROM read_csv('{sys.argv[1]}', header=false, "
             "columns={'counterparty': 'VARCHAR', 'kind': 'VARCHAR', 'document': 'BIGINT', 'amount': 'BIGINT'})")
best = None
for _ in range(int(sys.argv[2])):
    started = time.perf_counter()
    rows.execute("CREATE OR REPLACE TABLE figures AS SELECT counterparty, kind, sum(amount), count(DISTINCT document) "
                 "FROM movements GROUP BY counterparty, kind")
    seconds = time.perf_counter() - started
    best = seconds if best is None else min(best, seconds)
print(json.dumps(best))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, the best of some; a page is of 50 rows."""

    history: int
    run: float
    page: float
    figures: int


async def make_service(folder: Path, url: str) -> Service:
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  # once, before anything runs beside it
    create_keys(folder / "keys")
    settings = aggregator.AggregatorSettings(data_dir=folder, keys_dir=folder / "keys", database_url=SecretStr(url))
    service = aggregator.build(settings, clock=SystemClock(), metrics=Metrics())
    await migrations.upgrade(service.database, service.migrations)
    return service


async def measure(service: Service, keys: Path, history: int) -> Measured:
    runs: list[float] = []
    made = UUID(int=0)
    for _ in range(REPEATS):
        started = time.perf_counter()
        async with service.database.transaction() as tx:
            made = await make_run(tx, MakeRun(COMPANY, uuid4(), "Muhasebe", MONTH))
        runs.append(time.perf_counter() - started)
    issuer = TokenIssuer((keys / TOKEN_SIGN).read_bytes(), SystemClock())
    token, _ = issuer.issue(Principal(uuid4(), COMPANY, "Muhasebe", frozenset(SCOPES)), timedelta(hours=6))
    pages: list[float] = []
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=service.internal_app),
        base_url="http://aggregator/api/v1",
        headers={"Authorization": f"Bearer {token}"},
    ) as http:
        run = (await http.get(f"/runs/{made}")).json()
        for _ in range(REPEATS * 4):
            started = time.perf_counter()
            answer = await http.get(f"/runs/{made}/figures", params={"limit": 50, "sort": "-total"})
            pages.append(time.perf_counter() - started)
            assert len(answer.json()["items"]) == 50
    return Measured(history, min(runs), min(pages), run["figures"])


async def export_rows(service: Service, path: Path) -> None:
    """The month as the peer takes it."""
    statement = text(
        "SELECT a.merge_key, m.kind, m.document_hash, m.amount_minor FROM movements m JOIN accounts a ON a.id = m.account_id "
        "WHERE m.period = :period"
    )
    with path.open("w", encoding="utf-8") as out:
        async with service.database.reading() as reading:
            async for row in reading.stream(statement.bindparams(period=MONTH.number), batch=20_000):
                out.write(f"{row[0]},{row[1]},{row[2]},{row[3]}\n")


def peer(path: Path) -> float:
    output = subprocess.run(
        [BENCH_PYTHON, "-c", _PEER, str(path), str(REPEATS)], check=True, capture_output=True, text=True
    ).stdout
    return float(json.loads(output))


async def bench(url: str, folder: Path, size: Size, history: int) -> tuple[list[Measured], float]:
    """The month alone, then with months of history before it; and the peer's seconds."""
    service = await make_service(folder, url)
    try:
        await write_cards(service.database, size)
        await write_month(service.database, size, MONTH.number)
        await settle(service.database)
        found = [await measure(service, folder / "keys", size.movements)]
        await export_rows(service, folder / "rows.csv")
        theirs = await asyncio.to_thread(peer, folder / "rows.csv")
        written, period = size.movements, MONTH
        while written < history:
            period = period.shifted(-1)
            await write_month(service.database, size, period.number, before=written)
            written += size.movements
        if written > size.movements:
            await settle(service.database)
            found.append(await measure(service, folder / "keys", written))
    finally:
        await service.database.dispose()
    return found, theirs


async def main(size: Size, history: int, sqlite_history: int) -> None:
    lines = [
        "| database | movements in the books | run, figures stored | against DuckDB | first page of 50 |",
        "|---|---|---|---|---|",
    ]
    postgres = PostgresServer()
    postgres.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            postgres.client.sql("create database figures")
            address = f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/figures"
            for name, url, before in (
                ("PostgreSQL", address, history),
                ("SQLite", f"sqlite+aiosqlite:///{folder}/sqlite/aggregator.db", sqlite_history),
            ):
                found, theirs = await bench(url, Path(folder) / name, size, before)
                lines += [
                    f"| {name} | {one.history:,} | {one.run:.2f} s, {one.figures:,} figures "
                    f"| **{one.run / theirs:.1f} ×** ({theirs * 1000:.0f} ms) | {one.page * 1000:.1f} ms |"
                    for one in found
                ]
    finally:
        postgres.stop()
    store(
        f"figures {size.movements // 1000} k",
        f"A run over {size.counterparties:,} counterparties and {size.movements:,} movements of one month, best of {REPEATS}",
        lines,
        "summing what imports keep is the least; most is putting cards and sums together in Python and writing the figures.",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counterparties", type=int, default=20_000)
    parser.add_argument("--movements", type=int, default=2_000_000)
    parser.add_argument("--history", type=int, default=0)
    parser.add_argument("--sqlite-history", type=int, default=0)
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(main(Size(wanted.counterparties, wanted.movements), wanted.history, wanted.sqlite_history))
