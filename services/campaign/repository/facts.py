"""Rows of facts as they are written: reconciliations locked in one order, changes and histories many at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from services.campaign.domain.campaigns import CampaignState
from services.campaign.domain.progress import OPEN_STATES, RAN_OUT, MailFact, MailResult, ReconciliationState
from services.campaign.models import campaigns, mail_facts, reconciliations, status_history
from services.campaign.repository import counterparties, tallies
from shared.bulk import insert_rows, update_rows
from shared.contracts.values import ASKING, Purpose
from shared.database import Reading, Transaction

FACT_COLUMNS = (
    "reconciliation_id",
    "company_id",
    "campaign_id",
    "state",
    "finished",
    "undelivered",
    "reached",
    "uncertain",
    "send_number",
    "statement_id",
    "prepared_at",
    "refused_code",
    "refused_at",
    "outdated_at",
    "opened_at",
    "machine_opened_at",
    "answer",
    "answer_version",
    "closed_reason",
    "closed_at",
    "confirmation",
    "addresses",
    "notice",
    "notice_at",
    "answer_by",
    "forwarded",
    "wrong_addresses",
    "figure_key",
    "reminders",
    "reminded_at",
    "purchases_minor",
    "sales_minor",
    "balance_minor",
    "version",
    "changed_at",
    "changed_by_name",
    "phone_answer",
    "superseded_by",
    "unread_messages",
    "resolution",
)
_KNOWN = [reconciliations.c[name] for name in FACT_COLUMNS]
_IDS_AT_ONCE = 5000
"""Far below what either database takes as parameters of one statement."""


async def known(reading: Reading, reconciliation_ids: Collection[UUID], *, locked: bool = False) -> list[Row[Any]]:
    """What is known of these; locked until the commit always in the same order, so that two transactions never deadlock."""
    rows: list[Row[Any]] = []
    wanted = sorted(reconciliation_ids)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = wanted[start : start + _IDS_AT_ONCE]
        query = select(*_KNOWN).where(reading.among(reconciliations.c.reconciliation_id, part))
        query = query.order_by(reconciliations.c.reconciliation_id)
        rows.extend(await reading.all(query.with_for_update() if locked else query))
    return rows


async def prepared(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Those of these reconciliations whose statement is prepared, with their companies."""
    of = reconciliations.c
    found: dict[UUID, UUID] = {}
    wanted = sorted(reconciliation_ids)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = reading.among(of.reconciliation_id, wanted[start : start + _IDS_AT_ONCE])
        rows = await reading.all(select(of.reconciliation_id, of.company_id).where(part, of.prepared_at.is_not(None)))
        found |= {row.reconciliation_id: row.company_id for row in rows}
    return found


async def open_ids(reading: Reading, company_id: UUID, campaign_id: UUID) -> Sequence[UUID]:
    """The reconciliations of a campaign from which an answer may still come."""
    return await reading.scalars(
        select(reconciliations.c.reconciliation_id).where(
            reconciliations.c.company_id == company_id,
            reconciliations.c.campaign_id == campaign_id,
            reconciliations.c.state.in_(OPEN_STATES),
        )
    )


async def extendable_ids(reading: Reading, company_id: UUID, campaign_id: UUID) -> Sequence[UUID]:
    """Those from which an answer may still come, and those whose time has run out."""
    of = reconciliations.c
    return await reading.scalars(
        select(of.reconciliation_id).where(
            of.company_id == company_id,
            of.campaign_id == campaign_id,
            of.state.in_([state.value for state in (*OPEN_STATES, *RAN_OUT)]),
        )
    )


async def still_due(reading: Reading, reconciliation_ids: Collection[UUID], now: datetime) -> set[UUID]:
    """Those of these whose campaign's last day has ended: looked at under their locks, since it may have got more time."""
    return set(
        await reading.scalars(
            select(reconciliations.c.reconciliation_id)
            .join(campaigns, campaigns.c.campaign_id == reconciliations.c.campaign_id)
            .where(reading.among(reconciliations.c.reconciliation_id, reconciliation_ids), campaigns.c.closes_at <= now)
        )
    )


async def due_ids(reading: Reading, now: datetime, limit: int) -> Sequence[UUID]:
    """Open reconciliations, of whatever company, whose last day to answer has ended by `now`."""
    return await reading.scalars(
        select(reconciliations.c.reconciliation_id)
        .join(campaigns, campaigns.c.campaign_id == reconciliations.c.campaign_id)
        .where(
            campaigns.c.state == CampaignState.RUNNING.value,
            campaigns.c.closes_at <= now,
            reconciliations.c.company_id == campaigns.c.company_id,
            reconciliations.c.state.in_(OPEN_STATES),
        )
        .order_by(campaigns.c.closes_at, reconciliations.c.reconciliation_id)
        .limit(limit)
    )


async def mails_of(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, list[MailFact]]:
    """What is known of every mail that asked; a receipt, a code or a link asked for says nothing about who was reached."""
    found: dict[UUID, list[MailFact]] = defaultdict(list)
    columns = mail_facts.c
    wanted = sorted(reconciliation_ids)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        rows = await reading.all(
            select(
                columns.reconciliation_id, columns.address, columns.send_number, columns.attempt, columns.result
            ).where(
                reading.among(columns.reconciliation_id, wanted[start : start + _IDS_AT_ONCE]),
                columns.purpose.in_(ASKING),
            )
        )
        for row in rows:
            fact = MailFact(row.address, row.send_number, row.attempt, MailResult(row.result))
            found[row.reconciliation_id].append(fact)
    return found


async def mailed_again(reading: Reading, reconciliation_ids: Collection[UUID], since: datetime) -> dict[UUID, set[str]]:
    """At which addresses a mail of theirs arrived since then that somebody had sent again."""
    found: dict[UUID, set[str]] = defaultdict(set)
    of, wanted = mail_facts.c, sorted(reconciliation_ids)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        part = reading.among(of.reconciliation_id, wanted[start : start + _IDS_AT_ONCE])
        again = (of.purpose == Purpose.RESEND.value) & (of.result == MailResult.SENT.value) & (of.at > since)
        for row in await reading.all(select(of.reconciliation_id, of.address).where(part, again)):
            found[row.reconciliation_id].add(row.address)
    return found


async def keep_mails(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    await tx.insert_or_ignore(mail_facts, rows)


async def keep_history(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Keep each fact once, with the earliest time it was told with: which one arrives first must not matter."""
    if not rows:
        return
    columns = status_history.c
    first: dict[tuple[UUID, str], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["at"]):
        first.setdefault((row["reconciliation_id"], row["fact"]), row)
    insertion, values = tx.insertion(status_history, list(first.values()))
    earlier = insertion.excluded["at"]
    await tx.execute(
        insertion.on_conflict_do_update(
            index_elements=[columns.reconciliation_id, columns.fact], set_={"at": earlier}, where=earlier < columns.at
        ),
        values,
    )


async def insert_reconciliations(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(tx, reconciliations, rows)
    await tallies.came(tx, rows)
    await counterparties.keep(tx, rows)


async def drafts(reading: Reading, company_id: UUID, campaign_id: UUID) -> list[Row[Any]]:
    """Of a campaign that is not sent yet: what identifies each reconciliation, by reference."""
    of = reconciliations.c
    query = select(of.reconciliation_id, of.reference, of.figure_key, of.supersedes).where(
        of.company_id == company_id, of.campaign_id == campaign_id
    )
    return list(await reading.all(query.where(of.state == ReconciliationState.DRAFT).order_by(of.reference)))


async def move_drafts(
    tx: Transaction, company_id: UUID, campaign_id: UUID, to: ReconciliationState, **values: Any
) -> None:
    """Change all of a campaign that is not sent yet in one statement; facts about them there are none so far."""
    of, draft = reconciliations.c, ReconciliationState.DRAFT.value
    now = tx.clock.now()
    moved = await tx.execute(
        update(reconciliations)
        .where(of.company_id == company_id, of.campaign_id == campaign_id, of.state == draft)
        .values(state=to.value, state_at=now, **values)
    )
    if moved.rowcount:
        # Whoever moves them moves all of them, so what is counted as drafts is exactly what was moved.
        counted = (await tallies.by_state(tx, company_id, [campaign_id]))[campaign_id][draft]
        place = (company_id, campaign_id)
        await tallies.moved(tx, {(*place, draft): -counted, (*place, to.value): counted}, now)


async def write(tx: Transaction, changes: dict[UUID, dict[str, Any]]) -> None:
    """Write what changed, those with the same columns in one go."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for reconciliation_id, values in changes.items():
        if values:
            alike[tuple(sorted(values))].append({"reconciliation_id": reconciliation_id, **values})
    for rows in alike.values():
        await update_rows(tx, reconciliations, "reconciliation_id", rows)
