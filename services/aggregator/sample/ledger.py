"""Writes the sample ledger as the three canonical files: UTF-8 with a mark, semicolons, decimal commas, as spreadsheets do."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from services.aggregator.domain.period import Period
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.sample.companies import Card, CompanyMaker
from services.aggregator.sample.documents import DEFERRED_SERIES, DocumentMaker, Line
from services.aggregator.sample.entries import EntryMaker, LedgerLine

ACCOUNTS_FILE, MOVEMENTS_FILE, ENTRIES_FILE = "cariler.csv", "hareketler.csv", "ekstre.csv"
MONTHS = 12
DEFAULT_SEED = 1929

_ACCOUNT_HEADINGS = (
    "cari kodu", "ünvan", "vergi no", "vergi dairesi", "ülke", "mutabakat e-posta", "telefon", "adres", "dil", "şube",
    "yetkili adı", "yetkili e-posta", "e-mutabakat yetkilisi",
)  # fmt: skip
_MOVEMENT_HEADINGS = (
    "cari kodu", "belge no", "belge tarihi", "tür", "tutar", "kdv", "para birimi", "kur", "seri", "şube", "iptal", "ettn",
    "açıklama",
)  # fmt: skip
_ENTRY_HEADINGS = (
    "cari kodu", "tarih", "belge no", "açıklama", "borç", "alacak", "para birimi", "kur", "vade tarihi", "şube",
)  # fmt: skip
_KINDS = {
    DocumentKind.SALE: "satış",
    DocumentKind.PURCHASE: "alış",
    DocumentKind.SALES_RETURN: "satıştan iade",
    DocumentKind.PURCHASE_RETURN: "alıştan iade",
}


@dataclass(frozen=True, slots=True)
class SampleLedger:
    """What was written, and the deferred series that go with it."""

    accounts_file: Path
    movements_file: Path
    entries_file: Path
    first_period: Period
    last_period: Period
    accounts: int
    contacts: int
    lines: int
    entries: int
    deferred_series: tuple[DeferredSeries, ...] = DEFERRED_SERIES


def generate(folder: Path, last_period: Period, seed: int = DEFAULT_SEED) -> SampleLedger:
    """Write `cariler.csv`, `hareketler.csv` and `ekstre.csv` into `folder`: twelve months that end with `last_period`.

    The same seed and period give the same bytes. Existing files of these names are replaced.
    """
    rng = random.Random(seed)  # noqa: S311 - a repeatable story, no secret
    companies = CompanyMaker(rng).make_all()
    folder.mkdir(parents=True, exist_ok=True)
    accounts_file, movements_file, entries_file = (
        folder / name for name in (ACCOUNTS_FILE, MOVEMENTS_FILE, ENTRIES_FILE)
    )
    first_period = last_period.shifted(1 - MONTHS)
    documents = list(DocumentMaker(rng, companies, last_period).months(MONTHS))
    _write(accounts_file, _ACCOUNT_HEADINGS, (cells for card in companies.cards for cells in _card_rows(card)))
    lines = _write(movements_file, _MOVEMENT_HEADINGS, map(_movement_row, documents))
    entries = EntryMaker(rng, companies.cards, first_period, last_period).make(documents)
    _write(entries_file, _ENTRY_HEADINGS, map(_entry_row, entries))
    return SampleLedger(
        accounts_file,
        movements_file,
        entries_file,
        first_period=first_period,
        last_period=last_period,
        accounts=len(companies.cards),
        contacts=sum(len(card.contacts) for card in companies.cards),
        lines=lines,
        entries=len(entries),
    )


def _write(path: Path, headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(headings)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _card_rows(card: Card) -> Iterable[tuple[str, ...]]:
    """One row for the card with its first contact, one more for each further contact."""
    own = (
        card.code, card.title, card.tax_number, card.tax_office, card.country, card.email, card.phone, card.address,
        card.language, card.branch,
    )  # fmt: skip
    if not card.contacts:
        yield (*own, "", "", "")
    for contact in card.contacts:
        yield (*own, contact.name, contact.email, "evet" if contact.receives else "hayır")


def _movement_row(line: Line) -> tuple[str, ...]:
    return (
        line.account_code, line.document_no, f"{line.day:%d.%m.%Y}", _KINDS[line.kind], _decimal(line.amount, 2),
        _decimal(line.vat, 2), "TL" if line.currency == "TRY" else line.currency,
        "" if line.rate is None else _decimal(line.rate, 4), line.series, line.branch, "evet" if line.cancelled else "",
        line.uuid, line.note,
    )  # fmt: skip


def _entry_row(line: LedgerLine) -> tuple[str, ...]:
    amount = _decimal(abs(line.signed), 2)
    return (
        line.account_code, f"{line.day:%d.%m.%Y}", line.number, line.note, amount if line.signed > 0 else "",
        amount if line.signed < 0 else "", "TL" if line.currency == "TRY" else line.currency,
        "" if line.rate is None else _decimal(line.rate, 4), "" if line.due is None else f"{line.due:%d.%m.%Y}",
        line.branch,
    )  # fmt: skip


def _decimal(units: int, places: int) -> str:
    """`1234567`, 2 → `12.345,67`."""
    whole, rest = divmod(abs(units), 10**places)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{'-' if units < 0 else ''}{grouped},{rest:0{places}d}"
