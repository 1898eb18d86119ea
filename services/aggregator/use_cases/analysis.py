"""What a figure is made of (Analiz, S-32): its documents, every line of the month, and the twelve months before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.aggregator.domain.documents import BookedDocument, Standing
from services.aggregator.domain.figures import sides_of
from services.aggregator.domain.period import Period
from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.series import DeferredSeriesList
from services.aggregator.domain.sides import Side
from services.aggregator.repository import behind, companies, sums
from services.aggregator.repository.behind import View
from services.aggregator.repository.sums import SUMS
from services.aggregator.use_cases.sides import rules_of
from services.aggregator.use_cases.statements import counted
from shared.contracts.values import Document, Kind
from shared.database import Reading

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A row of `movements` behind a figure, the code of its card, and what became of its document."""

    row: Row[Any]
    account_code: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Month:
    """What a counterparty's cards add up to in one month."""

    period: Period
    kurus: Mapping[Side, int]
    documents: Mapping[Side, int]


async def documents_behind(reading: Reading, run: Row[Any], figure: Row[Any]) -> list[Document]:
    """The documents that a figure is the sum of, by date."""
    if not Kind(run.kind).has_sides:
        return []
    rules = rules_of(run)
    view = View(run.company_id, rules, run.revision)
    found = await behind.documents(reading, view, {figure.key: figure.account_ids})
    return counted(found.get(figure.key, ()), rules)


async def lines_behind(reading: Reading, run: Row[Any], figure: Row[Any]) -> list[Line]:
    """Every line of the month on the figure's cards at the run's revision, by date, with what became of it."""
    if not Kind(run.kind).has_sides:
        return []
    rules = rules_of(run)
    view = View(run.company_id, rules, run.revision)
    documents = await behind.documents(reading, view, {figure.key: figure.account_ids})
    known = {one.identity: one for one in documents.get(figure.key, ())}
    deferred = DeferredSeriesList(rules.deferred_series)
    codes = dict(zip(figure.account_ids, figure.account_codes, strict=True))
    return [
        Line(row, codes[row.account_id], _standing(row, known, rules, deferred))
        for row in await behind.lines(reading, view, figure.account_ids)
    ]


def _standing(
    row: Row[Any], known: dict[Any, BookedDocument], rules: RunRules, deferred: DeferredSeriesList
) -> Standing:
    if row.cancelled:
        return Standing.CANCELLED
    return known[behind.identity_of(row)].standing(rules, deferred)


async def months(reading: Reading, company_id: UUID, account_ids: Sequence[int], until: Period) -> list[Month]:
    """Twelve months of the counterparty with these cards up to this one, as the books stand now; deferred series included."""
    periods = [until.shifted(step - MONTHS + 1) for step in range(MONTHS)]
    found = await sums.by_month(reading, company_id, RunRules(until), account_ids, [one.number for one in periods])
    table = []
    for period in periods:
        kept = found.get(period.number)
        if kept is not None and kept.cards > 1:
            # A document may lie on several of the cards: only its lines tell.
            table.append(await _exact_month(reading, company_id, account_ids, period))
        else:
            values = dict(zip(SUMS, kept.sums, strict=True)) if kept is not None else dict.fromkeys(SUMS, 0)
            table.append(
                Month(
                    period,
                    {side: values[f"{side.value}_minor"] for side in Side},
                    {side: values[f"{side.value}_documents"] for side in Side},
                )
            )
    return table


async def _exact_month(reading: Reading, company_id: UUID, account_ids: Sequence[int], period: Period) -> Month:
    rules = RunRules(period)
    view = View(company_id, rules, await companies.revision_of(reading, company_id))
    documents = await behind.documents(reading, view, {"": account_ids})
    sides = sides_of(documents.get("", ()), rules)
    return Month(
        period,
        {side: figure.total_kurus for side, figure in sides.items()},
        {side: figure.documents for side, figure in sides.items()},
    )
