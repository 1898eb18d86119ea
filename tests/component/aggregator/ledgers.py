"""Whole ledgers into the books without files: rows of the domain staged and switched by the same code as an import's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from services.aggregator.domain.figures import CounterpartyFigure
from services.aggregator.domain.ledger import AccountRow, MovementRow
from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.sides import Side
from services.aggregator.intake.lines import MOVEMENT_COLUMNS, LineWriter
from services.aggregator.repository import accounts, companies, exchange, sums
from services.aggregator.repository.exchange import MOVEMENTS
from services.aggregator.repository.sums import SIDE_SUMS
from services.aggregator.use_cases.accounts import KeepAccounts, keep_accounts
from services.aggregator.use_cases.movements import TakeStaged, take_movements
from shared.database import Database, Transaction


async def write_cards(tx: Transaction, company_id: UUID, cards: Sequence[AccountRow]) -> None:
    await keep_accounts(tx, KeepAccounts(company_id, cards))


async def write_lines(tx: Transaction, company_id: UUID, lines: Iterable[MovementRow]) -> int:
    """Take these lines in as one import; returns how many documents changed."""
    ids = await accounts.ids_by_code(tx, company_id)
    import_id = uuid4()
    writer = LineWriter(company_id, import_id)
    numbered = (replace(line, row=row) for row, line in enumerate(lines, start=1))
    text = "".join(writer.movement(line, line.account_code, ids[line.account_code]) for line in numbered)
    revision = await companies.hold_books(tx, company_id)
    await exchange.stage(tx, MOVEMENTS, MOVEMENT_COLUMNS, text.encode())
    changed = await take_movements(tx, TakeStaged(company_id, import_id, revision))
    await exchange.unstage(tx, import_id)
    return changed


Told = dict[str, tuple[int, ...]]


async def told_by_database(database: Database, company_id: UUID, rules: RunRules) -> Told:
    """`SUMS` of every counterparty but for what is below zero and in no sum."""
    async with database.reading() as reading:
        return {one.key: one.sums[:-1] for one in await sums.counterparties(reading, company_id, rules)}


def told_by_rules(figures: Iterable[CounterpartyFigure]) -> Told:
    """The same from the oracle."""
    return {figure.key.text: _sums(figure) for figure in figures}


def _sums(figure: CounterpartyFigure) -> tuple[int, ...]:
    names = [
        name.replace("minor", "kurus") if "_" in name else {"minor": "total_kurus"}.get(name, name)
        for name in SIDE_SUMS
    ]
    sides = [figure.side(side) for side in Side]
    return (
        *(getattr(one, name) for one in sides for name in names),
        sum(one.deferred_kurus for one in sides),
        sum(one.deferred_documents for one in sides),
    )
