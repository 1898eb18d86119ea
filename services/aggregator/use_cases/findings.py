"""The pre-send report of a run: what is missing, doubtful or left out, with the counterparties it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from services.aggregator.domain.findings import FindingKind, duplicates, rows_without_rate, shared_addresses
from services.aggregator.domain.period import Period
from services.aggregator.domain.recipients import WARNINGS
from services.aggregator.repository import findings, runs
from services.aggregator.repository.behind import View
from services.aggregator.use_cases.sides import rules_of
from shared.contracts.values import Kind
from shared.database import Reading
from shared.tax_number import TaxNumber

DETAILS_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Item:
    """A counterparty, or a file (`key` is empty), and what exactly was found."""

    key: str
    title: str
    tax_number: str = ""
    details: tuple[str, ...] = ()
    documents: int = 0


Report = Mapping[FindingKind, Sequence[Item]]


async def report(reading: Reading, run: Row[Any]) -> Report:
    """Every kind of finding with all its items, by title; kinds without items are empty."""
    figures = {row.key: row for row in await runs.every_figure(reading, run.company_id, run.id)}
    found: defaultdict[FindingKind, list[Item]] = defaultdict(list)
    for figure in figures.values():
        for code in figure.warnings:
            if code in WARNINGS:
                found[FindingKind(code)].append(_item(figure, _about(code, figure)))
        if figure.deferred_documents:
            found[FindingKind.DEFERRED].append(_item(figure, (), figure.deferred_documents))
    addresses = {key: [one["address"] for one in figure.recipients] for key, figure in figures.items()}
    for key, shared in shared_addresses(addresses).items():
        found[FindingKind.SAME_ADDRESS].append(_item(figures[key], shared))
    numbers = await findings.numbers_on_several(reading, run.company_id, merge=run.merge_by_tax_number)
    for figure in figures.values():
        if figure.tax_number in numbers and not TaxNumber(figure.tax_number).is_placeholder:
            found[FindingKind.SAME_TAX_NUMBER].append(_item(figure, figure.account_codes))
    if Kind(run.kind).has_sides:
        await _about_documents(reading, run, figures, found)
    return {kind: found[kind] for kind in FindingKind}


async def _about_documents(
    reading: Reading, run: Row[Any], figures: Mapping[str, Row[Any]], found: dict[FindingKind, list[Item]]
) -> None:
    view = View(run.company_id, rules_of(run), run.revision)
    owner = {account: key for key, figure in figures.items() for account in figure.account_ids}
    several: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in await findings.differing_bases(reading, view):
        if row.account_id in owner:
            several[owner[row.account_id]].append(row)
    for key, rows in several.items():
        examples, documents = [row.example for row in rows], sum(row.documents for row in rows)
        found[FindingKind.BASE_DIFFERS].append(_item(figures[key], examples, documents))
    for key, booked in (await findings.repeated_numbers(reading, view)).items():
        if key in figures and (twice := duplicates(booked)):
            found[FindingKind.DUPLICATES].append(_item(figures[key], twice, len(twice)))
    period = str(Period.of_number(run.period))
    for row in await findings.imports_without_rate(reading, run.company_id, period, run.created_at):
        lines = rows_without_rate(row.problems)
        item = Item("", row.file_name, details=tuple(map(str, lines[:DETAILS_AT_MOST])), documents=len(lines))
        found[FindingKind.NO_RATE].append(item)
    for kind in (FindingKind.BASE_DIFFERS, FindingKind.DUPLICATES):
        order = {key: place for place, key in enumerate(figures)}
        found[kind].sort(key=lambda item: order[item.key])


def _about(code: str, figure: Row[Any]) -> Sequence[str]:
    return (
        [figure.tax_number] if code in (FindingKind.PLACEHOLDER, FindingKind.BAD_TAX_NUMBER) else figure.account_codes
    )


def _item(figure: Row[Any], details: Sequence[str], documents: int = 0) -> Item:
    return Item(figure.key, figure.title, figure.tax_number, tuple(details[:DETAILS_AT_MOST]), documents)
