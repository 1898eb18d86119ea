"""A sent figure never changes; when the books say something else by now, the company is told (design §6)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.aggregator.domain.series import DeferredSeries
from services.aggregator.repository import statements, sums
from services.aggregator.repository.sums import SumRules
from services.aggregator.use_cases.sides import SIDE_COLUMNS, side_total
from shared.contracts.aggregator import StatementOutdated
from shared.database import Transaction

_NO_DOCUMENTS = dict.fromkeys(SIDE_COLUMNS, 0)


@dataclass(frozen=True, slots=True)
class Changes:
    """Where an import changed the books: (account id, period) pairs."""

    company_id: UUID
    import_id: UUID
    places: frozenset[tuple[int, int]]


async def report_outdated(tx: Transaction, changes: Changes) -> int:
    """Emit `StatementOutdated` for every sent statement whose figure would be another one now; returns how many."""
    accounts_of: defaultdict[int, set[int]] = defaultdict(set)
    for account, period in changes.places:
        accounts_of[period].add(account)
    outdated = 0
    for run in await statements.sent_runs(tx, changes.company_id, accounts_of.keys()):
        keys = await sums.keys_of_accounts(
            tx, changes.company_id, merge=run.merge_by_tax_number, account_ids=accounts_of[run.period]
        )
        sent = await statements.sent_with_keys(tx, changes.company_id, run.id, keys)
        if sent:
            outdated += await _compare(tx, changes, run, sent)
    return outdated


async def _compare(tx: Transaction, changes: Changes, run: Any, sent: Any) -> int:
    now = {
        row["key"]: row for row in await sums.counterparties(tx, rules_of(run), keys=sorted({row.key for row in sent}))
    }
    differing = []
    for row in sent:
        current = now.get(row.key, _NO_DOCUMENTS)
        if any(int(current[name]) != getattr(row, name) for name in _NO_DOCUMENTS):
            differing.append((row, current))
    await statements.mark_outdated(tx, [row.id for row, _ in differing])
    for row, current in differing:
        tx.emit(
            StatementOutdated(
                reconciliation_id=row.reconciliation_id,
                campaign_id=row.campaign_id,
                statement_id=row.id,
                import_id=changes.import_id,
                purchases=side_total(current, "purchases", run.limit_minor),
                sales=side_total(current, "sales", run.limit_minor),
            ),
            tenant=changes.company_id,
            subject=row.reconciliation_id,
        )
    return len(differing)


def rules_of(run: Any) -> SumRules:
    """What a stored run was asked for."""
    series = tuple(DeferredSeries(one["series"], one["branch"]) for one in run.deferred_series)
    return SumRules(run.company_id, run.period, run.merge_by_tax_number, series)
