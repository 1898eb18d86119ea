"""A balance that was sent never changes; when the books say something else of its day now, the company is told (design §6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.aggregator.domain.balances import BalanceFigure
from services.aggregator.domain.sides import Side
from services.aggregator.repository import balances as rows
from services.aggregator.repository import cards, statements
from services.aggregator.repository.behind import in_portions
from services.aggregator.use_cases.balances import frozen, of_counterparties
from services.aggregator.use_cases.sides import kept_side
from shared.contracts.aggregator import StatementOutdated
from shared.contracts.values import CurrencyBalance, Kind
from shared.database import Transaction


async def report_outdated_balances(tx: Transaction, company_id: UUID, import_id: UUID, revision: int) -> int:
    """Emit `StatementOutdated` for every sent statement of which the import has changed a balance; returns how many.

    To be called after the lines were exchanged, while the import's lines are still staged.
    """
    outdated = 0
    for run in await statements.sent_balance_runs(tx, company_id):
        accounts = await rows.accounts_changed_by(tx, company_id, import_id, revision, run.as_of)
        keys = await cards.keys_of_accounts(tx, company_id, accounts, merge=run.merge_by_tax_number)
        for sent in in_portions(await statements.sent_with_keys(tx, company_id, run.id, keys)):
            now = await _now(tx, run, {row.key for row in sent})
            outdated += await _tell(tx, run, sent, now, import_id)
    return outdated


async def report_balances_since(tx: Transaction, run: Row[Any], statement_ids: Collection[UUID], revision: int) -> int:
    """The same for statements that have just gone out from a run that may be older than the books, which are at `revision`."""
    if not Kind(run.kind).has_balances or run.revision == revision:
        return 0
    sent = await statements.by_ids(tx, statement_ids)
    cause = await statements.newest_import(tx, run.company_id)
    return await _tell_if_different(tx, run, sent, cause or run.id)


async def balances_of_moved_cards(tx: Transaction, company_id: UUID, keys: Collection[str], cause_id: UUID) -> int:
    """The same when cards have gone from one to another of these counterparties; a statement that is known to be outdated is
    not told of again."""
    outdated = 0
    for run in await statements.sent_balance_runs(tx, company_id):
        if run.merge_by_tax_number:
            sent = await statements.sent_with_keys(tx, company_id, run.id, keys)
            outdated += await _tell_if_different(tx, run, [row for row in sent if not row.is_outdated], cause_id)
    return outdated


async def _tell_if_different(tx: Transaction, run: Row[Any], sent: Sequence[Row[Any]], cause_id: UUID) -> int:
    """Compare what was sent with what the books say now."""
    if not sent:
        return 0
    now = await _now(tx, run, {row.key for row in sent})
    figures = await statements.figures_of(tx, {(run.id, row.key) for row in sent})
    told = [
        row
        for row in sent
        if _amounts(frozen(figures[run.id, row.key])) != _amounts(now[row.key].balances if row.key in now else ())
    ]
    return await _tell(tx, run, told, now, cause_id)


async def _now(tx: Transaction, run: Row[Any], keys: Collection[str]) -> Mapping[str, BalanceFigure]:
    return await of_counterparties(tx, run.company_id, run.as_of, merge=run.merge_by_tax_number, keys=keys)


def _amounts(balances: Sequence[CurrencyBalance]) -> set[tuple[str, int, int]]:
    """Currencies with nothing in them say the same as no currencies."""
    found = {(one.currency, one.balance.minor, one.balance_try.minor) for one in balances}
    return {one for one in found if any(one[1:])}


async def _tell(
    tx: Transaction, run: Row[Any], sent: Sequence[Row[Any]], now: Mapping[str, BalanceFigure], cause_id: UUID
) -> int:
    figures = await statements.figures_of(tx, {(run.id, row.key) for row in sent})
    for row in sent:
        figure = figures[run.id, row.key]
        tx.emit(
            StatementOutdated(
                reconciliation_id=row.reconciliation_id,
                campaign_id=row.campaign_id,
                statement_id=row.id,
                import_id=cause_id,
                purchases=kept_side(figure, Side.PURCHASES),
                sales=kept_side(figure, Side.SALES),
                balances=tuple(one.without_lines for one in now[row.key].balances) if row.key in now else (),
            ),
            tenant=run.company_id,
            subject=row.reconciliation_id,
        )
    await statements.mark_outdated(tx, [row.id for row in sent])
    return len(sent)
