"""Rows of reconciliations as a screen or an integrator reads them: one, a filtered list, and totals over the filter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, RowMapping, Table, select

from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import Entry, MailEntry, Reconciliation, StatusEntry
from services.campaign.domain.said import NOTHING_SAID, AnswerDetails
from services.campaign.models import mail_facts, reconciliations, status_history
from shared.contracts.values import Confirmation, CurrencyBalance, Recipient, SideTotal
from shared.database import Reading
from shared.errors import NotFound
from shared.money import Money

_AT_ONCE = 5000
"""Far below what either database takes as parameters of one statement."""
_BALANCES = TypeAdapter(tuple[CurrencyBalance, ...])
_MONEY = TypeAdapter(tuple[Money, ...])


def side_of(values: Mapping[str, Any] | RowMapping, side: str) -> SideTotal:
    return SideTotal(
        total=Money.of_minor(values[f"{side}_minor"]),
        documents=values[f"{side}_documents"],
        returns_total=Money.of_minor(values[f"{side}_returns_minor"]),
        returns_documents=values[f"{side}_returns_documents"],
        below_limit=values[f"{side}_below_limit"],
    )


def side_columns(side: str, total: SideTotal) -> dict[str, Any]:
    return {
        f"{side}_minor": total.total.minor,
        f"{side}_documents": total.documents,
        f"{side}_returns_minor": total.returns_total.minor,
        f"{side}_returns_documents": total.returns_documents,
        f"{side}_below_limit": total.below_limit,
    }


_PLAIN = [
    name
    for name in Reconciliation.__dataclass_fields__
    if name
    not in (
        "account_codes",
        "recipients",
        "purchases",
        "sales",
        "state",
        "balances",
        "balance",
        "difference",
        "confirmation",
        "own_balances",
        "answer_details",
        "wrong_addresses",
    )
]


_plain = attrgetter(*_PLAIN)


def from_row(row: Row[Any]) -> Reconciliation:
    values = row._mapping  # noqa: SLF001  # SQLAlchemy's public name for a row's columns by name
    # A list makes some thousand of them: what is empty, as most of it is, is not read through a model.
    return Reconciliation(
        **dict(zip(_PLAIN, _plain(row), strict=True)),
        account_codes=tuple(row.account_codes),
        recipients=tuple(Recipient.model_validate(item) for item in (*row.recipients, *(row.forwarded or ()))),
        purchases=side_of(values, "purchases"),
        sales=side_of(values, "sales"),
        balances=_BALANCES.validate_python(row.balances) if row.balances else (),
        balance=Money.of_minor(row.balance_minor),
        difference=Money.of_minor(row.difference_minor),
        confirmation=Confirmation(row.confirmation),
        own_balances=_MONEY.validate_python(row.own_balances) if row.own_balances else (),
        answer_details=AnswerDetails.model_validate(row.answer_details) if row.answer_details else NOTHING_SAID,
        wrong_addresses=tuple(row.wrong_addresses or ()),
        state=ReconciliationState(row.state),
    )


async def address_counts(reading: Reading, reconciliation_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many recipients each of these has."""
    found: dict[UUID, int] = {}
    wanted = sorted(reconciliation_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        of = reconciliations.c
        rows = await reading.all(select(of.reconciliation_id, of.addresses).where(of.reconciliation_id.in_(part)))
        found |= {row.reconciliation_id: row.addresses for row in rows}
    return found


async def get_reconciliation(reading: Reading, company_id: UUID, reconciliation_id: UUID) -> Reconciliation:
    """The reconciliation, or `NotFound` (also when it is another company's)."""
    row = await reading.first(
        select(reconciliations).where(
            reconciliations.c.reconciliation_id == reconciliation_id, reconciliations.c.company_id == company_id
        )
    )
    if row is None:
        raise NotFound("There is no such reconciliation.", code="reconciliation_not_found")
    return from_row(row)


async def who_sent(reading: Reading, reconciliation_id: UUID, send_number: int) -> tuple[str, datetime]:
    """Who asked for this send, and when."""
    of = status_history.c
    query = select(of.who, of.at).where(of.reconciliation_id == reconciliation_id, of.fact == f"resend:{send_number}")
    row = await reading.first(query)
    return ("", datetime.now(UTC)) if row is None else (row.who, row.at)


async def status_entries(reading: Reading, company_id: UUID, reconciliation_id: UUID) -> list[StatusEntry]:
    """The status history (S-54), oldest first."""
    rows = await reading.all(
        select(status_history)
        .where(
            status_history.c.reconciliation_id == reconciliation_id,
            status_history.c.company_id == company_id,
        )
        .order_by(status_history.c.at, status_history.c.id)
    )
    return [_status(row) for row in rows]


async def mail_entries(reading: Reading, company_id: UUID, reconciliation_id: UUID) -> list[MailEntry]:
    """The e-mail history (S-55), oldest first."""
    rows = await reading.all(
        select(mail_facts)
        .where(mail_facts.c.reconciliation_id == reconciliation_id, mail_facts.c.company_id == company_id)
        .order_by(mail_facts.c.at, mail_facts.c.id)
    )
    return [_mail(row) for row in rows]


async def batch(
    reading: Reading, company_id: UUID, campaign_id: UUID, after: str, limit: int
) -> tuple[list[Reconciliation], str | None]:
    """By reference, for whoever goes through all of them; the second value is what to go on after, None at the end."""
    columns = reconciliations.c
    rows = await reading.all(
        select(reconciliations)
        .where(columns.company_id == company_id, columns.campaign_id == campaign_id, columns.reference > after)
        .order_by(columns.reference)
        .limit(limit)
    )
    return [from_row(row) for row in rows], rows[-1].reference if len(rows) == limit else None


async def histories(
    reading: Reading, company_id: UUID, reconciliation_ids: Collection[UUID]
) -> tuple[dict[UUID, list[StatusEntry]], dict[UUID, list[MailEntry]]]:
    """Both histories of several reconciliations, each oldest first."""
    statuses: dict[UUID, list[StatusEntry]] = {id_: [] for id_ in reconciliation_ids}
    mails: dict[UUID, list[MailEntry]] = {id_: [] for id_ in reconciliation_ids}
    for row in await _facts(reading, status_history, company_id, reconciliation_ids):
        statuses[row.reconciliation_id].append(_status(row))
    for row in await _facts(reading, mail_facts, company_id, reconciliation_ids):
        mails[row.reconciliation_id].append(_mail(row))
    return statuses, mails


async def _facts(reading: Reading, table: Table, company_id: UUID, ids: Collection[UUID]) -> Sequence[Row[Any]]:
    return await reading.all(
        select(table)
        .where(reading.among(table.c.reconciliation_id, sorted(ids)), table.c.company_id == company_id)
        .order_by(table.c.reconciliation_id, table.c.at, table.c.id)
    )


def _status(row: Row[Any]) -> StatusEntry:
    return StatusEntry(Entry(row.entry), row.at, row.state, row.version, row.explanation, row.who, row.address)


def _mail(row: Row[Any]) -> MailEntry:
    return MailEntry(
        message_id=row.message_id,
        send_number=row.send_number,
        purpose=row.purpose,
        address=row.address,
        attempt=row.attempt,
        result=row.result,
        at=row.at,
        server=row.server,
        code=row.code,
        reply=row.reply,
        reason=row.reason,
    )
