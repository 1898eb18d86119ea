"""Puts an auditor's package together: gathers in bulk, writes counterparty by counterparty, has the list sealed at the end.

Bounded in memory: of the campaign's own rows a few hundred are held at once, and files go straight into the archive.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import typst

from services.campaign.audit.archive import Archive
from services.campaign.audit.pages import page_of
from services.campaign.audit.printing import Printing
from services.campaign.audit.readme import readme
from services.campaign.audit.sources import Gathering, Sources
from services.campaign.audit.verifier import assembled
from services.campaign.audit.verifier.package import KEYS, RECEIPTS, TABLE
from services.campaign.audit.words import Words
from services.campaign.audit.workbook import Book, facts_of
from services.campaign.clients.connection import Connection
from services.campaign.domain.campaigns import Campaign
from services.campaign.domain.reconciliations import MailEntry, Reconciliation, StatusEntry
from services.campaign.repository import campaigns, companies, reconciliations
from shared.database import Database
from shared.text import fold

BATCH = 100
STEP = 10
Progress = Callable[[int, int], Awaitable[None]]
"""Told how many of how many counterparties are done; raises to stop."""


@dataclass(frozen=True, slots=True)
class PackageOrder:
    """Whose package, in whose name. `sample`: the reconciliations that were drawn, with how; None for all of them."""

    company_id: UUID
    campaign_id: UUID
    made_by: str
    language: str
    sample: frozenset[UUID] | None = None
    method: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Packager:
    """Connections speak with the rights of whoever ordered the package, and with the one to have its list sealed."""

    database: Database
    responses: Connection
    mailer: Connection
    folder: Path

    async def make(self, order: PackageOrder, progress: Progress) -> Path:
        """The path of the finished archive inside the folder."""
        async with self.database.reading() as reading:
            campaign = await campaigns.get_campaign(reading, order.company_id, order.campaign_id)
            company = (await companies.get_company(reading, order.company_id)).title
        total = len(order.sample) if order.sample is not None else campaign.count
        await progress(0, total)
        sources = await Gathering(self.responses, self.mailer, self.folder).gather(order.campaign_id)
        writing = _Writing(self.folder, order, campaign, company, self.database.clock.now())
        done = 0
        after: str | None = ""
        while after is not None:
            async with self.database.reading() as reading:
                rows, after = await reconciliations.batch(reading, order.company_id, order.campaign_id, after, BATCH)
                if order.sample is not None:
                    rows = [row for row in rows if row.reconciliation_id in order.sample]
                ids = [row.reconciliation_id for row in rows]
                statuses, mails = await reconciliations.histories(reading, order.company_id, ids)
            for row in rows:
                id_ = row.reconciliation_id
                await asyncio.to_thread(writing.add, row, statuses[id_], mails[id_], sources)
                done += 1
                if done % STEP == 0 or done == total:
                    await progress(done, total)
        listed, files = await asyncio.to_thread(writing.end, sources)
        seal = await self._seal(order, listed, files, writing.at)
        await asyncio.to_thread(writing.close, listed, seal)
        return writing.path

    async def _seal(self, order: PackageOrder, listed: bytes, files: int, at: datetime) -> bytes:
        body = {
            "campaign_id": str(order.campaign_id),
            "sha256": sha256(listed).hexdigest(),
            "files": files,
            "made_at": at.isoformat(),
        }
        answer = await self.responses.call("POST", "/evidence/package-seals", body=body, seconds=30.0)
        return str(answer["document"]).encode()


class _Writing:
    """What blocks: printing, hashing, packing. Called from one thread at a time."""

    def __init__(self, folder: Path, order: PackageOrder, campaign: Campaign, company: str, at: datetime) -> None:
        self.path = folder / "package.zip"
        self.at = at
        self._folder = folder
        self._order = order
        self._campaign = campaign
        self._company = company
        self._words = Words(order.language)
        self._archive = Archive(self.path, at)
        self._printing = Printing()
        self._book = Book(self._words)
        self._table = (folder / "counterparties.jsonl").open("w", encoding="utf-8")
        self._events = (folder / "events.jsonl").open("w", encoding="utf-8")

    def add(
        self, row: Reconciliation, statuses: Sequence[StatusEntry], mails: Sequence[MailEntry], sources: Sources
    ) -> None:
        dossier, reference = sources.dossier(row, statuses, mails), row.reference
        page = page_of(dossier, self._campaign, self._company, self._words)
        records = [path.read_text("utf-8") for path in dossier.receipts]
        name = f"{reference}_{_plain(dossier.row.title)}"
        try:
            self._archive.add(f"counterparties/{name}.pdf", self._printing.pdf(page, records, self.at))
        except typst.TypstError as error:
            # A page that cannot be set must not cost the other ones; its facts stand in the tables.
            text = f"This page could not be printed: {error.message}\n"
            self._archive.add(f"counterparties/{name}.txt", text.encode())
        for path in dossier.receipts:
            self._archive.add_file(f"{RECEIPTS}{path.name}", path)
        for number, (told, path) in enumerate(dossier.ledgers, start=1):
            self._archive.add_file(f"ledgers/{reference}_{number}_{_file(told['file_name'])}", path)
        self._book.add(dossier)
        _line(self._table, dossier.record())
        for event in dossier.events():
            _line(self._events, event)

    def end(self, sources: Sources) -> tuple[bytes, int]:
        """Everything but the list and its seal; the list, and how many files it names."""
        self._table.close()
        self._events.close()
        workbook = self._folder / "summary.xlsx"
        facts = facts_of(self._campaign, self._company, self._words, self._method_lines())
        self._book.write(workbook, facts)
        self._archive.add_file("summary.xlsx", workbook)
        self._archive.add_file(TABLE, self._folder / "counterparties.jsonl")
        self._archive.add_file("data/events.jsonl", self._folder / "events.jsonl")
        self._archive.add("data/campaign.json", json.dumps(self._head(), ensure_ascii=False, indent=1).encode())
        if sources.evidence is not None:
            self._archive.add_file("evidence/evidence.jsonl", sources.evidence)
        self._archive.add(KEYS, sources.keys)
        self._archive.add("verify.py", assembled())
        self._archive.add("README.txt", self._readme())
        return self._archive.listed()

    def close(self, listed: bytes, seal: bytes) -> None:
        self._archive.close(listed, seal)

    def _readme(self) -> bytes:
        return readme(
            company=self._company,
            description=self._campaign.description,
            made_at=self.at.isoformat(timespec="seconds"),
            made_by=self._order.made_by,
            sample=self._order.method,
        )

    def _method_lines(self) -> Sequence[tuple[str, str]]:
        return [
            (f"{self._words.say('Sample')}: {name}", str(value))
            for name, value in self._order.method.items()
            if name != "drawn"
        ]

    def _head(self) -> dict[str, Any]:
        campaign, order = self._campaign, self._order
        return {
            "format": "mutabakat.package/1",
            "company": self._company,
            "company_id": str(order.company_id),
            "campaign_id": str(order.campaign_id),
            "number": campaign.number,
            "description": campaign.description,
            "kind": campaign.kind.value,
            "period": campaign.period,
            "as_of": campaign.as_of.isoformat() if campaign.as_of else None,
            "confirmation": campaign.confirmation.value,
            "valid_until": campaign.valid_until.isoformat(),
            "sent_at": campaign.sent_at.isoformat(),
            "sent_by": campaign.sent_by_name,
            "state": campaign.state.value,
            "by_state": campaign.by_state,
            "count": campaign.count,
            "sample": order.method or None,
            "made_at": self.at.isoformat(),
            "made_by": order.made_by,
        }


def _line(file: Any, record: dict[str, Any]) -> None:
    file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def _plain(text: str) -> str:
    """A part of a file's name that every system takes."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:60] or "x"


def _file(name: str) -> str:
    """The same of what a stranger called a file; its ending stays, if it is one."""
    stem, _, ending = name.rpartition(".")
    kept = re.sub(r"[^a-z0-9]", "", fold(ending))[:8]
    return f"{_plain(stem or name)}.{kept}" if stem and kept else _plain(name)
