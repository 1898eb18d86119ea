"""What a pre-send report is made of: set-based questions about the lines and cards behind a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, cast, false, func, or_, select

from services.aggregator.domain.findings import BookedOnce, FindingKind
from services.aggregator.models import accounts, imports, movements
from services.aggregator.repository.behind import View, in_portions
from services.aggregator.repository.months import rows_of_month
from services.aggregator.repository.sums import key_of
from shared.database import Reading


async def numbers_on_several(reading: Reading, company_id: UUID, *, merge: bool) -> set[str]:
    """Tax numbers that stand on cards of more than one counterparty."""
    of = accounts.c
    card = select(of.tax_number, key_of(merge).label("key")).where(of.company_id == company_id, of.tax_number != "")
    found = card.subquery("cards").c
    statement = select(found.tax_number).group_by(found.tax_number).having(func.min(found.key) != func.max(found.key))
    return set(await reading.scalars(statement))


async def differing_bases(reading: Reading, view: View) -> Sequence[Row[Any]]:
    """Per card: how many documents have several readings of "KDV hariç", and one of their numbers."""
    of = movements.c
    rows = rows_of_month(
        movements,
        [of.account_id, of.kind, of.document_hash, of.document_no],
        view.company_id,
        view.rules,
        view.valid,
        of.cancelled.is_(false()),
        of.alternatives != "",
    ).subquery("lines")
    line = rows.c
    return await reading.all(
        select(
            line.account_id,
            func.count(line.document_hash.distinct()).label("documents"),
            func.min(line.document_no).label("example"),
        ).group_by(line.account_id)
    )


async def repeated_numbers(reading: Reading, view: View) -> dict[str, list[BookedOnce]]:
    """By counterparty: the documents whose number stands there more than once; the amounts are for the caller to compare."""
    merge = view.rules.merge_by_tax_number
    of = movements.c
    columns = [
        of.account_id, of.document_no, of.document_date, of.kind, of.document_hash, of.amount_minor,
    ]  # fmt: skip
    lines = rows_of_month(
        movements, columns, view.company_id, view.rules, view.valid, of.cancelled.is_(false())
    ).subquery("lines")
    keyed = (
        select(key_of(merge).label("key"), accounts.c.code, lines)
        .join(accounts, accounts.c.id == lines.c.account_id)
        .subquery("keyed")
        .c
    )
    repeated = (
        select(keyed.key, keyed.document_no)
        .group_by(keyed.key, keyed.document_no)
        .having(or_(*(func.min(one) != func.max(one) for one in (keyed.account_id, keyed.kind, keyed.document_hash))))
    )
    found = await reading.all(repeated)
    wanted = {(row.key, row.document_no) for row in found}
    documents: defaultdict[str, list[BookedOnce]] = defaultdict(list)
    for some in in_portions(sorted({number for _, number in wanted})):
        statement = (
            select(
                keyed.key,
                keyed.code,
                keyed.document_no,
                keyed.kind,
                func.min(keyed.document_date).label("document_date"),
                func.sum(keyed.amount_minor).label("amount_minor"),
            )
            .where(keyed.document_no.in_(some))
            .group_by(keyed.key, keyed.code, keyed.document_no, keyed.kind, keyed.document_hash)
        )
        for row in await reading.all(statement):
            if (row.key, row.document_no) in wanted:
                documents[row.key].append(
                    BookedOnce(row.code, row.document_no, row.kind, row.document_date, int(row.amount_minor))
                )
    return documents


async def imports_without_rate(reading: Reading, company_id: UUID, period: str, before: Any) -> Sequence[Row[Any]]:
    """Files of this month (`2026-10`) from which documents without a rate were left out, up to this moment."""
    of = imports.c
    statement = select(of.id, of.file_name, of.problems).where(
        of.company_id == company_id,
        of.created_at <= before,
        of.rejected > 0,
        of.same_as.is_(None),
        cast(of.periods, Text).contains(f'"{period}"'),
        cast(of.problems, Text).contains(f'"{FindingKind.NO_RATE.value}"', autoescape=True),
    )
    return await reading.all(statement.order_by(of.created_at, of.id))
