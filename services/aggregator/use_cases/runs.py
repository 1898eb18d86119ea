"""Making a run: the month's figures per counterparty, frozen; its revision says which lines they are of (S-20…S-23, S-31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from services.aggregator.domain.balances import BalanceFigure
from services.aggregator.domain.period import Period
from services.aggregator.domain.recipients import Card
from services.aggregator.domain.rules import DEFAULT_LIMIT_KURUS, DateBasis, RunRules
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.domain.sides import Side
from services.aggregator.models import figures
from services.aggregator.repository import cards, companies, runs, series, sums
from services.aggregator.repository.sums import CounterpartySums
from services.aggregator.use_cases import balances
from services.aggregator.use_cases.figure_rows import COLUMNS, FigureRows, is_listed
from shared.bulk import copy_rows
from shared.collector import held_off
from shared.contracts.values import Kind
from shared.database import Transaction
from shared.errors import Invalid
from shared.money import LARGEST_MINOR


@dataclass(frozen=True, slots=True)
class MakeRun:
    """The parameters of the seed's screen 371002; `limit_minor` in kuruş.

    A run of balances needs `as_of`; its `period` is then the month of that day, unless purchases and sales are asked for too.
    """

    company_id: UUID
    user_id: UUID
    user_name: str
    period: Period
    kind: Kind = Kind.PURCHASES_SALES
    as_of: date | None = None
    limit_minor: int = DEFAULT_LIMIT_KURUS
    merge_by_tax_number: bool = True
    exclude_deferred_series: bool = True
    date_basis: DateBasis = DateBasis.DOCUMENT
    include_other_taxes: bool = True
    count_zero_documents: bool = True
    limit_on_returns: bool = False
    include_zero_balances: bool = True

    def rules(self, deferred: tuple[DeferredSeries, ...]) -> RunRules:
        return RunRules(
            period=self.period,
            limit_kurus=self.limit_minor,
            merge_by_tax_number=self.merge_by_tax_number,
            deferred_series=deferred,
            date_basis=self.date_basis,
            include_other_taxes=self.include_other_taxes,
            count_zero_documents=self.count_zero_documents,
            limit_on_returns=self.limit_on_returns,
        )


async def make_run(tx: Transaction, command: MakeRun) -> UUID:
    """Keep the counterparties that reach the limit on a side, or that have a balance to ask about, with their figures.

    Errors: `limit_out_of_range`, `as_of_missing`. A month without movements makes an empty run.
    """
    _check(command)
    # Sums and cards are read one after the other: no import may come between them.
    revision = await companies.hold_books(tx, command.company_id)
    deferred = await series.of_company(tx, command.company_id) if command.exclude_deferred_series else ()
    rules = command.rules(deferred)
    run_id = uuid4()
    with held_off():
        summed = await sums.counterparties(tx, command.company_id, rules) if command.kind.has_sides else []
        owed = await _balances(tx, command)
        listed = {one.key: one.sums for one in summed if is_listed(one.sums, rules) or one.key in owed}
        rows = await _figure_rows(tx, command, run_id, rules, listed, owed)
        await runs.add_run(tx, _run_row(tx, command, run_id, revision, rules, summed, rows))
        await copy_rows(tx, figures, COLUMNS, rows)
    return run_id


def _check(command: MakeRun) -> None:
    if not 0 <= command.limit_minor <= LARGEST_MINOR:
        raise Invalid(
            "The limit must be zero or more. Enter it in TRY, for example 5000.00.", code="limit_out_of_range"
        )
    if command.kind.has_balances and command.as_of is None:
        raise Invalid("Balances are of a day. Enter the day they are asked for.", code="as_of_missing")


async def _balances(tx: Transaction, command: MakeRun) -> Mapping[str, BalanceFigure]:
    if not command.kind.has_balances or command.as_of is None:
        return {}
    return await balances.of_counterparties(
        tx,
        command.company_id,
        command.as_of,
        merge=command.merge_by_tax_number,
        include_zero=command.include_zero_balances,
    )


async def _figure_rows(
    tx: Transaction,
    command: MakeRun,
    run_id: UUID,
    rules: RunRules,
    listed: Mapping[str, Sequence[int]],
    owed: Mapping[str, BalanceFigure],
) -> list[tuple[Any, ...]]:
    found: dict[str, Sequence[Card]] = {}
    if command.kind.has_sides:
        found |= await cards.of_month(tx, command.company_id, rules)
    if missing := owed.keys() - found.keys():
        found |= await cards.of_keys(tx, command.company_id, missing, merge=command.merge_by_tax_number)
    make = FigureRows(run_id, command.company_id, rules)
    return [make.row(key, found[key], listed.get(key), owed.get(key)) for key in sorted({*listed, *owed})]


def _run_row(
    tx: Transaction,
    command: MakeRun,
    run_id: UUID,
    revision: int,
    rules: RunRules,
    summed: Sequence[CounterpartySums],
    rows: Sequence[tuple[Any, ...]],
) -> dict[str, Any]:
    place = {name: COLUMNS.index(name) for name in ("purchases_minor", "sales_minor", "balance_minor")}
    owed = [row[place["balance_minor"]] for row in rows]

    def left_out(name: str) -> int:
        # What was left out is told over the whole month, also where nothing of a counterparty was left (S-23).
        at = sums.SUMS.index(name)
        return sum(one.sums[at] for one in summed)

    return {
        "id": run_id,
        "company_id": command.company_id,
        "kind": command.kind.value,
        "period": command.period.number,
        "as_of": command.as_of,
        "revision": revision,
        "limit_minor": command.limit_minor,
        "merge_by_tax_number": command.merge_by_tax_number,
        "exclude_deferred_series": command.exclude_deferred_series,
        "deferred_series": [{"series": one.series, "branch": one.branch} for one in rules.deferred_series],
        "date_basis": command.date_basis.value,
        "include_other_taxes": command.include_other_taxes,
        "count_zero_documents": command.count_zero_documents,
        "limit_on_returns": command.limit_on_returns,
        "include_zero_balances": command.include_zero_balances,
        "figures": len(rows),
        **{f"{side.value}_minor": sum(row[place[f"{side.value}_minor"]] for row in rows) for side in Side},
        "receivable_minor": sum(one for one in owed if one > 0),
        "payable_minor": -sum(one for one in owed if one < 0),
        "deferred_documents": left_out("deferred_documents"),
        "deferred_minor": left_out("deferred_minor"),
        "negative_documents": left_out("negative_documents"),
        "created_at": tx.clock.now(),
        "created_by": command.user_id,
        "created_by_name": command.user_name[:250],
    }
