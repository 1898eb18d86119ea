"""A sent figure never changes; when the books say something else by now, the company is told (design §6).

What counts is the documents behind a figure and not only its sums: a document exchanged for another one of the same amount is a
change too, a change in a deferred series is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.aggregator.domain.series import DeferredSeries
from services.aggregator.repository import statements, sums
from services.aggregator.repository.sums import SumRules
from services.aggregator.use_cases.sides import SIDE_COLUMNS, side_total
from shared.contracts.aggregator import StatementOutdated
from shared.database import Transaction

_NO_DOCUMENTS = dict.fromkeys(SIDE_COLUMNS, 0)

Contents = Mapping[tuple[UUID, str], str]
"""By run and counterparty: a digest of the documents behind the figure, absent where there are none."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Where an import changes the books: (account id, period) pairs."""

    company_id: UUID
    import_id: UUID
    places: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class SentFigures:
    """A run, and the statements that went out for those of its figures that an import may change."""

    run: Row[Any]
    statements: Sequence[Row[Any]]

    @property
    def keys(self) -> list[str]:
        return sorted({row.key for row in self.statements})


async def sent_figures(tx: Transaction, changes: Changes) -> list[SentFigures]:
    """What was sent about the places that an import changes."""
    accounts_of: defaultdict[int, set[int]] = defaultdict(set)
    for account, period in changes.places:
        accounts_of[period].add(account)
    found = []
    for run in await statements.sent_runs(tx, changes.company_id, accounts_of.keys()):
        keys = await sums.keys_of_accounts(
            tx, changes.company_id, merge=run.merge_by_tax_number, account_ids=accounts_of[run.period]
        )
        if sent := await statements.sent_with_keys(tx, changes.company_id, run.id, keys):
            found.append(SentFigures(run, sent))
    return found


async def contents(tx: Transaction, sent: Sequence[SentFigures]) -> Contents:
    """What the books say about the sent figures at this moment."""
    return {
        (one.run.id, key): digest
        for one in sent
        for key, digest in (await sums.digests(tx, rules_of(one.run), keys=one.keys)).items()
    }


async def report_outdated(tx: Transaction, changes: Changes, sent: Sequence[SentFigures], before: Contents) -> int:
    """Emit `StatementOutdated` once for every statement whose documents are others than `before`; returns how many."""
    after = await contents(tx, sent)
    outdated = 0
    for one in sent:
        run = one.run
        keys = [key for key in one.keys if before.get((run.id, key)) != after.get((run.id, key))]
        now = {row["key"]: row for row in await sums.counterparties(tx, rules_of(run), keys=keys)}
        touched = [row for row in one.statements if row.key in set(keys)]
        for row in touched:
            _tell(tx, changes, row, now.get(row.key, _NO_DOCUMENTS), run.limit_minor)
        await statements.mark_outdated(tx, [row.id for row in touched])
        outdated += len(touched)
    return outdated


def _tell(tx: Transaction, changes: Changes, row: Row[Any], now: Mapping[str, Any], limit_minor: int) -> None:
    tx.emit(
        StatementOutdated(
            reconciliation_id=row.reconciliation_id,
            campaign_id=row.campaign_id,
            statement_id=row.id,
            import_id=changes.import_id,
            purchases=side_total(now, "purchases", limit_minor),
            sales=side_total(now, "sales", limit_minor),
        ),
        tenant=changes.company_id,
        subject=row.reconciliation_id,
    )


def rules_of(run: Row[Any]) -> SumRules:
    """What a stored run was asked for."""
    series = tuple(DeferredSeries(one["series"], one["branch"]) for one in run.deferred_series)
    return SumRules(run.company_id, run.period, run.merge_by_tax_number, series)
