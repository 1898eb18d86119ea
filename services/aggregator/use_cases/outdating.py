"""A sent figure never changes; when the books say something else by now, the company is told (design §6).

What counts is the documents behind a figure and not only its sums: a document exchanged for another one of the same amount is a
change too, a change in a deferred series is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.aggregator.domain.documents import BookedDocument, Standing
from services.aggregator.domain.figures import sides_of
from services.aggregator.domain.rules import RunRules
from services.aggregator.domain.series import DeferredSeriesList
from services.aggregator.domain.sides import Side
from services.aggregator.repository import behind, cards, companies, statements
from services.aggregator.repository.behind import View
from services.aggregator.use_cases.sides import computed_side, rules_of
from shared.contracts.aggregator import StatementOutdated
from shared.contracts.values import Kind
from shared.database import Transaction

Cards = Mapping[str, Collection[int]]
"""Account ids by counterparty."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import has changed in the books at `revision`: (account id, period) pairs, months of booking too."""

    company_id: UUID
    import_id: UUID
    revision: int
    places: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class MovedAccount:
    """A card that counts for another counterparty now; keys as they are with merging on."""

    account_id: int
    old_key: str
    new_key: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Statements of one run, and the books before and after what may have outdated them."""

    run: Row[Any]
    statements: Sequence[Row[Any]]
    cause_id: UUID
    before: tuple[int, Cards]
    after: tuple[int, Cards]


async def report_outdated(tx: Transaction, changes: Changes) -> int:
    """Emit `StatementOutdated` once for every sent statement whose documents the import has changed; returns how many.

    To be called after the lines were exchanged: those that ended are still there to be compared with.
    """
    accounts_of: defaultdict[int, set[int]] = defaultdict(set)
    for account, period in changes.places:
        accounts_of[period].add(account)
    outdated = 0
    for run in await statements.sent_runs(tx, changes.company_id, accounts_of.keys()):
        merge = run.merge_by_tax_number
        keys = await cards.keys_of_accounts(tx, changes.company_id, accounts_of[run.period], merge=merge)
        for rows in behind.in_portions(await statements.sent_with_keys(tx, changes.company_id, run.id, keys)):
            ids = await cards.ids_of_keys(tx, changes.company_id, {row.key for row in rows}, merge=merge)
            before, after = (changes.revision - 1, ids), (changes.revision, ids)
            outdated += await tell_outdated(tx, Sent(run, rows, changes.import_id, before, after))
    return outdated


async def cards_changed(tx: Transaction, company_id: UUID, moved: Sequence[MovedAccount], cause_id: UUID) -> int:
    """The same when cards have gone from one counterparty to another. To be called after the cards were written.

    `cause_id` is the import that changed them, or the request of whoever did it by hand.
    """
    keys = {key for one in moved for key in (one.old_key, one.new_key)}
    revision = await companies.revision_of(tx, company_id)
    outdated = 0
    for run in await statements.sent_runs(tx, company_id, None):
        if not run.merge_by_tax_number:
            continue
        if rows := await statements.sent_with_keys(tx, company_id, run.id, keys):
            now = await cards.ids_of_keys(tx, company_id, keys, merge=True)
            earlier = _as_before(now, moved)
            outdated += await tell_outdated(tx, Sent(run, rows, cause_id, (revision, earlier), (revision, now)))
    return outdated


async def report_outdated_since(
    tx: Transaction, run: Row[Any], sent: Mapping[UUID, str], figures: Mapping[str, Row[Any]], revision: int
) -> int:
    """The same for statements (id → key of their figure) that have just gone out from a run that may be older than the books,
    which are at `revision`."""
    if not Kind(run.kind).has_sides or run.revision == revision:
        return 0  # whoever changes lines or cards raises the revision
    earlier = {key: figures[key].account_ids for key in sent.values()}
    now = await cards.ids_of_keys(tx, run.company_id, earlier, merge=run.merge_by_tax_number)
    ids = {account for of in (earlier, now) for accounts in of.values() for account in accounts}
    touched = await behind.changed_since(tx, View(run.company_id, rules_of(run), run.revision), ids)
    doubtful = [
        statement_id
        for statement_id, key in sent.items()
        if set(earlier[key]) != set(now.get(key, ())) or touched.intersection(earlier[key])
    ]
    if not doubtful:
        return 0
    rows = await statements.by_ids(tx, doubtful)
    cause = await statements.newest_import(tx, run.company_id)
    return await tell_outdated(tx, Sent(run, rows, cause or run.id, (run.revision, earlier), (revision, now)))


def _as_before(now: Cards, moved: Iterable[MovedAccount]) -> Cards:
    earlier = {key: set(ids) for key, ids in now.items()}
    for one in moved:
        earlier.get(one.new_key, set()).discard(one.account_id)
        earlier.setdefault(one.old_key, set()).add(one.account_id)
    return earlier


async def tell_outdated(tx: Transaction, sent: Sent) -> int:
    """Compare the documents behind these statements and tell of those that changed."""
    rules = rules_of(sent.run)
    keys = {row.key for row in sent.statements}
    earlier, now = [
        await behind.documents(
            tx, View(sent.run.company_id, rules, revision), {key: ids for key, ids in of.items() if key in keys}
        )
        for revision, of in (sent.before, sent.after)
    ]
    deferred = DeferredSeriesList(rules.deferred_series)
    changed = {
        key
        for key in keys
        if digest(earlier.get(key, ()), rules, deferred) != digest(now.get(key, ()), rules, deferred)
    }
    told = [row for row in sent.statements if row.key in changed]
    for row in told:
        sides = sides_of(now.get(row.key, ()), rules)
        tx.emit(
            StatementOutdated(
                reconciliation_id=row.reconciliation_id,
                campaign_id=row.campaign_id,
                statement_id=row.id,
                import_id=sent.cause_id,
                purchases=computed_side(sides[Side.PURCHASES]),
                sales=computed_side(sides[Side.SALES]),
            ),
            tenant=sent.run.company_id,
            subject=row.reconciliation_id,
        )
    await statements.mark_outdated(tx, [row.id for row in told])
    return len(told)


def digest(documents: Sequence[BookedDocument], rules: RunRules, deferred: DeferredSeriesList) -> str:
    """Of every document that counts, in order; the same for the same documents however they are cut into lines."""
    found = blake2b()
    for one in documents:
        if one.standing(rules, deferred) is Standing.COUNTED:
            said = (one.number, one.date, one.kind.value, one.kurus(rules), one.currency, one.original_minor)
            found.update("\x1f".join(map(str, said)).encode() + b"\n")
    return found.hexdigest()
