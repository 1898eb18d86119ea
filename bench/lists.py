"""A list page of 50 rows with 200,000 reconciliations of one company: server time of the whole request, on both databases.

    python -m bench.lists [--rows 200000] [--campaigns 20]

Ten thousand counterparties, all of them asked in each of twenty campaigns, or some of them in each of more campaigns. Each page
is asked for several times in turn with the others, through the console itself with a session, so that everything that a visitor
waits for is in it: session, filter, rows, counts of the states, sums, HTML. The middle and the slowest of the times after the
first request are told.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import uvloop
from sqlalchemy import text

from bench.results import store
from services.campaign.domain.progress import ReconciliationState
from services.campaign.models import campaigns, mail_facts, reconciliations
from services.campaign.repository import counterparties, tallies
from shared.bulk import insert_rows
from shared.clock import end_of_day
from shared.text import alphabetical, fold
from tests.component.campaign.console.desk import token_of
from tests.component.campaign.world import EMAIL, NOW, PASSWORD, World
from tests.servers.postgres import PostgresServer

CAMPAIGNS = 20
COUNTERPARTIES = 10_000
TIMES = 7
CONSOLE = "/campaign/console"
TRADES = [
    "gıda",
    "çelik",
    "inşaat",
    "tekstil",
    "otomotiv",
    "lojistik",
    "plastik",
    "ambalaj",
    "makine",
    "kimya",
    "turizm",
    "enerji",
    "medikal",
    "yazılım",
]
PLACES = [
    "İstanbul",
    "Ankara",
    "İzmir",
    "Bursa",
    "Adana",
    "Konya",
    "Şırnak",
    "Kayseri",
    "Mersin",
    "Çorum",
    "Iğdır",
    "Ünye",
]
STATES = ["agreed"] * 60 + ["disagreed"] * 8 + ["expired"] * 12 + ["opened"] * 5 + ["sent"] * 10 + ["undelivered"] * 2
FINISHED = {state.value for state in ReconciliationState if state.finished}
PAGES = {
    "all, by title": "",
    "awaiting answer": "?state=waiting",
    "disagreed, largest difference first": "?state=disagreed&sort=-difference",
    "answered in the last 7 days": "?answered=7&sort=-state_at",
    "mails that did not arrive": "?mark=undelivered",
    "largest sales first": "?sort=-sales",
    "smallest balance first": "?sort=balance",
    "by reference, agreed": "?sort=reference&state=agreed",
    "search: a rare name": "?q=cari+04217",
    "search: one in fourteen": "?q=kimya",
    "search: everybody": "?q=ltd+sti",
    "search: two words, by sales": "?q=istanbul+celik&sort=-sales",
    "search: a tax number": "?q=4000004217",
    "search: an address": "?q=finans@c4217.test",
    "search: a reference": "?q=M-2026-10-0042",
    "an amount between": "?min=1.000,00&max=1.050,00",
    "a wide range of amounts": "?min=1.000,00&max=9.000.000,00",
    "one period, disagreed": "?period=2026-05&state=disagreed",
    "changed since, contradicting": "?mark=conflict&from=2026-10-01",
    "late, by purchases": "?mark=late&sort=-purchases",
    "large amounts, awaiting answer": "?min=100.000,00&state=waiting",
    "large amounts, not delivered": "?min=100.000,00&state=undelivered&mark=conflict&sort=-title",
    "search: one in fourteen, agreed": "?q=kimya&state=agreed",
    "search: one in fourteen, late": "?q=kimya&mark=late",
    "changed since, the other way": "?from=2026-10-01&sort=reference",
    "old ones, awaiting answer": "?to=2025-06-01&state=waiting",
    "by difference, agreed": "?sort=-difference&state=agreed",
    "large amounts changed since, by reference": "?min=100.000,00&from=2026-10-01&sort=reference",
    "a wide range changed since, by difference": "?min=1.000,00&max=9.000.000,00&from=2026-10-01&sort=difference",
    "search: one in fourteen, few amounts, agreed": "?q=kimya&min=80.000,00&max=81.000,00&state=agreed&sort=-title",
    "search: one in fourteen, old, disagreed": "?q=kimya&to=2026-09-01&state=disagreed&sort=sales",
    "search: one in ten, small, disagreed": "?q=cari+04&max=500,00&to=2026-09-01&state=disagreed&sort=-reference",
    "search: everybody, small, awaiting": "?q=ltd+sti&max=500,00&to=2026-06-01&state=waiting&sort=-reference",
    "search: everybody, answered": "?q=ltd+sti&answered=200&sort=-sales",
    "search: a year, huge, awaiting": "?q=m-2026&min=10.000.000,00&state=waiting&sort=-state_at",
    "nothing fits": "?due=today&state=disagreed&sort=balance",
}


def _campaign(world: World, number: int, of: int, rows: int) -> dict[str, Any]:
    """All within twenty months, however many there are."""
    months = number * 20 // of
    month = date(2025, 3, 1) + timedelta(days=31 * months)
    until = date(2026, 12, 4)
    return {
        "campaign_id": uuid4(),
        "company_id": world.company_id,
        "number": number + 1,
        "kind": "combined",
        "period": f"{month:%Y-%m}",
        "run_id": uuid4(),
        "description": f"{month:%m.%Y} mutabakatı",
        "valid_until": until,
        "closes_at": end_of_day(until),
        "notify_contacts": False,
        "first_answer_final": False,
        "reply_to": "",
        "sender_contact": "",
        "limit_minor": 500_000,
        "as_of": month,
        "asked": rows,
        "state": "running",
        "sent_at": NOW - timedelta(days=30 * (20 - months)),
        "sent_by": world.user_id,
        "sent_by_name": "Muhasebe",
    }


def _row(chance: random.Random, campaign: dict[str, Any], number: int, reference: str) -> dict[str, Any]:
    title = f"{chance.choice(PLACES)} {chance.choice(TRADES)} Cari {number:05d} Ltd. Şti."
    state = chance.choice(STATES)
    answered = state in ("agreed", "disagreed")
    at: datetime = campaign["sent_at"] + timedelta(minutes=chance.randrange(40_000))
    sides = {
        f"{side}_{name}": value
        for side in ("purchases", "sales")
        for name, value in {
            "minor": int(chance.paretovariate(0.6) * 10_000) % 10**11,
            "documents": chance.randrange(40),
            "returns_minor": 0,
            "returns_documents": 0,
            "below_limit": False,
        }.items()
    }
    return sides | {
        "reconciliation_id": UUID(int=chance.getrandbits(128)),
        "company_id": campaign["company_id"],
        "campaign_id": campaign["campaign_id"],
        "reference": reference,
        "figure_key": f"320.{number:05d}",
        "title": title,
        "title_folded": fold(title),
        "title_order": alphabetical(title),
        "tax_number": str(4_000_000_000 + number),
        "language": "tr",
        "account_codes": [f"320.{number:05d}"],
        "recipients": [{"address": f"finans@c{number}.test", "name": "", "role": "account", "language": "tr"}],
        "addresses": 1,
        "balance_minor": chance.randrange(-(10**9), 10**9),
        "state": state,
        "state_at": at,
        "finished": state in FINISHED,
        "undelivered": int(state == "undelivered" or chance.random() < 0.01),
        "reached": int(state != "undelivered"),
        "answer": state if answered else "",
        "answered_at": at if answered else None,
        "difference_minor": chance.randrange(1, 10**8) if state == "disagreed" and chance.random() < 0.7 else 0,
        "answer_conflict": answered and chance.random() < 0.01,
        "answer_late": answered and chance.random() < 0.03,
        "notice": "will_answer" if not answered and chance.random() < 0.05 else "",
    }


def _mail(row: dict[str, Any]) -> dict[str, Any]:
    about = {"company_id": row["company_id"], "reconciliation_id": row["reconciliation_id"], "message_id": uuid4()}
    return about | {
        "send_number": 1,
        "purpose": "invitation",
        "address": row["recipients"][0]["address"],
        "attempt": 1,
        "result": "sent" if row["reached"] else "bounced",
        "at": row["state_at"],
    }


async def fill(world: World, rows: int, of: int = CAMPAIGNS) -> list[UUID]:
    chance, made, asked = random.Random(6), list[UUID](), Counter[str]()
    for number in range(of):
        if number == of - 1:
            await _vacuum(world)
        campaign = _campaign(world, number, of, rows // of)
        made.append(campaign["campaign_id"])
        period, first = campaign["period"], number * (rows // of)
        some = [
            _row(chance, campaign, one % COUNTERPARTIES + 1, f"M-{period}-{one - first + asked[period] + 1:04d}")
            for one in range(first, first + rows // of)
        ]
        asked[period] += len(some)
        async with world.service.database.transaction() as tx:
            await insert_rows(tx, campaigns, [campaign])
            await insert_rows(tx, reconciliations, some)
            await tallies.came(tx, some)
            await insert_rows(tx, mail_facts, [_mail(one) for one in some])
            if first < COUNTERPARTIES:
                await counterparties.keep(tx, some)
    return made


async def _vacuum(world: World) -> None:
    """As autovacuum leaves it: what came with the newest campaign is not worth a visit yet. Nobody does it for SQLite."""
    if world.service.database.lets_many_write:
        single = world.service.database.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with single.connect() as connection:
            await connection.execute(text("VACUUM ANALYZE"))


async def measured(url: str, folder: Path, rows: int, of: int) -> dict[str, list[float]]:
    world = await World.open(url, folder)
    await world.register()
    made = await fill(world, rows, of)
    page = await world.http.get(f"{CONSOLE}/sign-in")
    form = {"form_token": token_of(page.text), "email": EMAIL, "password": PASSWORD, "back": ""}
    signed = await world.http.post(f"{CONSOLE}/sign-in", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert signed.status_code == 303, signed.text
    paths = {name: f"{CONSOLE}/reconciliations{query}" for name, query in PAGES.items()}
    paths["one campaign"] = f"{CONSOLE}/campaigns/{made[-1]}?state=waiting"
    paths["all campaigns"] = f"{CONSOLE}/campaigns"
    paths["audit log"] = f"{CONSOLE}/settings/audit-log"
    paths["given to me"] = f"{CONSOLE}/assigned"
    for name, query in (("page 100 by title", "?limit=250"), ("page 100 by sales", "?sort=-sales&limit=250")):
        paths[name] = await _deep(world, f"{CONSOLE}/reconciliations{query}", 20)
    times: dict[str, list[float]] = {name: [] for name in paths}
    server = Served.by(world.http)
    for turn in range(TIMES + 1):
        for name, path in paths.items():
            answer = await world.http.get(path)
            assert answer.status_code == 200, answer.text
            if turn:
                times[name].append(server.milliseconds)
    await world.close()
    return {name: sorted(found) for name, found in times.items()}


class Served:
    """Between a client and the service: how long the service took for the last request, from its first to its last byte. What the
    client does before and after, such as unpacking the page, is no time of the server's."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.milliseconds = 0.0

    @classmethod
    def by(cls, http: httpx.AsyncClient) -> Served:
        transport = http._transport  # noqa: SLF001  # httpx has no other way to what it was opened with
        assert isinstance(transport, httpx.ASGITransport)
        transport.app = served = cls(transport.app)
        return served

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        started = time.perf_counter()
        await self._app(scope, receive, send)
        self.milliseconds = (time.perf_counter() - started) * 1000


async def _deep(world: World, path: str, pages: int) -> str:
    """The address of a page far down, as "Next page" leads there; then of 50 rows."""
    for _ in range(pages):
        page = (await world.http.get(path)).text
        path = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    return path.replace("limit=250", "limit=50")


def table(found: dict[str, dict[str, list[float]]]) -> list[str]:
    lines = ["| page | PostgreSQL, middle | slowest | SQLite, middle | slowest |", "|---|---|---|---|---|"]
    for name in found["postgresql"]:
        cells = [
            f"{times[len(times) // 2]:.0f} ms | {times[-1]:.0f} ms" for times in (one[name] for one in found.values())
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


async def main(rows: int, of: int, kinds: Sequence[str]) -> None:
    postgres = PostgresServer()
    found: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        if "postgresql" in kinds:
            postgres.start()
            try:
                postgres.client.sql("create database lists")
                url = f"{postgres.client.url.replace('postgresql://', 'postgresql+asyncpg://')}/lists"
                found["postgresql"] = await measured(url, Path(folder) / "p", rows, of)
            finally:
                postgres.stop()
        if "sqlite" in kinds:
            found["sqlite"] = await measured(f"sqlite+aiosqlite:///{folder}/lists.db", Path(folder) / "s", rows, of)
    if len(found) < 2:
        for name, times in next(iter(found.values())).items():
            print(f"{times[len(times) // 2]:6.1f} {times[-1]:6.1f}  {name}")
        return
    store(
        "lists" if of == CAMPAIGNS else "lists, many campaigns",
        f"{rows:,} reconciliations of one company in {of} campaigns, 50 rows a page",
        table(found),
        WHERE,
    )


WHERE = (
    "laying out 50 rows with their columns, the session and the frame around the list are the same for every page; what differs "
    "is the database's share: a search looks through a text for each of 10,000 counterparties, counting stops at 5,000 rows; "
    "what has no index of its own is found in one of two that hold everything a list is filtered by, in the campaigns that can "
    "have it."
)

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--kinds", nargs="*", default=["postgresql", "sqlite"])
    parser.add_argument("--campaigns", type=int, default=CAMPAIGNS)
    arguments = parser.parse_args()
    uvloop.run(main(arguments.rows, arguments.campaigns, arguments.kinds))
