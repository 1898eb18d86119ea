"""The road to an auditor's package: a campaign with answers, the package ordered and fetched, its verifier run alone."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests.product.counterparty import answer
from tests.product.operator import Operator, eventually, link_of, text_of
from tests.servers.smtp_sink import SmtpSink

AT_ONCE = 8


@dataclass(frozen=True)
class Fetched:
    """A package on this disk; `told` is what the API says of it."""

    archive: Path
    told: dict[str, Any]

    def unpacked(self, folder: Path) -> Path:
        with zipfile.ZipFile(self.archive) as archive:
            assert archive.testzip() is None
            archive.extractall(folder)
        return folder

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.archive) as archive:
            return archive.namelist()

    def lines(self, name: str) -> list[dict[str, Any]]:
        with zipfile.ZipFile(self.archive) as archive:
            return [json.loads(line) for line in archive.read(name).splitlines()]


async def campaign_with_answers(operator: Operator, sink: SmtpSink, count: int) -> str:
    """Of `count` counterparties every third is silent and every third disagrees; the second changes its answer."""
    await operator.import_counterparties(count)
    campaign = await operator.launch(await operator.make_run())
    mails = await eventually(lambda: _mails(sink), lambda mails: len(mails) >= count, within=240)
    links = sorted((mail.recipients[0], link_of(text_of(mail.message.walk()))) for mail in mails)
    turn = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(timeout=60) as http:

        async def say(number: int, link: str) -> None:
            async with turn:
                own = {"own_for_sales": "1.000,00"} if number % 3 == 1 else {}
                done = await answer(
                    http,
                    link,
                    agree=number % 3 == 2,
                    explanation="" if number % 3 == 2 else "Bir fatura bizde yok: “ÇĞİ”",
                    own=own,
                )
                assert done.status_code == 200, done.text

        await asyncio.gather(*(say(number, link) for number, (_, link) in enumerate(links) if number % 3))
    wanted = sum(1 for number in range(count) if number % 3)
    await eventually(
        lambda: operator.states(campaign["id"]),
        lambda states: states.get("agreed", 0) + states.get("disagreed", 0) == wanted,
        within=120,
    )
    await _every_mail_is_known_of(operator, campaign["id"], count + 2 * wanted)
    return str(campaign["id"])


async def _every_mail_is_known_of(operator: Operator, campaign_id: str, mails: int) -> None:
    """A receipt goes to both sides of each answer; until it is known how each ended the package would differ from run to run.

    The mailer knows first, and the campaign when it has heard of it.
    """
    handed_over = await eventually(
        lambda: operator.messages(campaign_id),
        lambda messages: len(messages) >= mails and {one["state"] for one in messages} == {"sent"},
        within=240,
    )
    for id_, many in Counter(one["reconciliation_id"] for one in handed_over).items():
        path = f"/reconciliations/{id_}/mail-history"
        await eventually(partial(operator.get, "campaign", path), partial(_tells_of, many))


def _tells_of(mails: int, history: dict[str, Any]) -> bool:
    """The history ends with each of so many mails accepted."""
    results = {entry["message_id"]: entry["result"] for entry in history["items"]}
    return len(results) == mails and set(results.values()) == {"sent"}


async def _mails(sink: SmtpSink) -> list[Any]:
    return list(sink.mails())


async def ordered(
    operator: Operator, campaign_id: str, folder: Path, *, sample_id: str | None = None, within: float = 120
) -> Fetched:
    """Order, wait, fetch."""
    order = await operator.post(
        "campaign", f"/campaigns/{campaign_id}/package", {"language": "tr", "sample_id": sample_id}
    )
    told = await eventually(
        lambda: operator.get("campaign", f"/files/{order['id']}"),
        lambda told: told["state"] in ("ready", "failed"),
        within=within,
        every=0.1,
    )
    assert told["state"] == "ready", told
    address = f"{operator.product.url('campaign')}/api/v1/files/{order['id']}/content"
    archive = folder / told["name"]
    async with operator.http.stream("GET", address, headers={"Authorization": f"Bearer {operator.token}"}) as answered:
        assert answered.status_code == 200
        with archive.open("wb") as file:
            async for chunk in answered.aiter_bytes():
                file.write(chunk)
    return Fetched(archive, told)


def verified_alone(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The package's own verifier in a process that has neither the project, nor any package, nor a network."""
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    can = subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    return subprocess.run(
        [*(alone if can else []), sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments],
        cwd="/",
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=150,
        check=False,
    )
