"""What counterparties are found by: one folded text for each, however many reconciliations it has had.

A company asks the same ten thousand counterparties month after month. Looking through their texts is quick where looking through
all reconciliations is not, and it finds the same on both databases.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, not_, select, true, update

from services.campaign.models import counterparty_texts
from shared.bulk import insert_rows
from shared.database import Reading, Transaction
from shared.text import fold

of = counterparty_texts.c
LONGEST = 4000
_AT_ONCE = 5000


def lines_of(row: Mapping[str, Any]) -> list[str]:
    """Everything by which the counterparty of a reconciliation may be looked for."""
    people = [*(row.get("recipients") or ()), *(row.get("forwarded") or ())]
    said = [row["title"], row["tax_number"], *row["account_codes"], *(one["address"] for one in people)]
    return list(dict.fromkeys(folded for one in said if one and (folded := fold(one))))


async def keep(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """Remember what the counterparties of these reconciliations are called; what they were called before stays."""
    said: dict[tuple[UUID, str], list[str]] = {}
    for row in rows:
        said.setdefault((row["company_id"], row["figure_key"]), []).extend(lines_of(row))
    for company_id in {company_id for company_id, _ in said}:
        await add(tx, company_id, {key: lines for (owner, key), lines in said.items() if owner == company_id})


async def add(tx: Transaction, company_id: UUID, said: Mapping[str, Sequence[str]]) -> None:
    """More lines (folded already) for these counterparties."""
    before: dict[str, str] = {}
    keys = sorted(said)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        found = await tx.all(
            select(of.figure_key, of.text)
            .where(of.company_id == company_id, tx.among(of.figure_key, part))
            .order_by(of.figure_key)
            .with_for_update()
        )
        before |= {row.figure_key: row.text for row in found}
    after = {key: joined(before.get(key, ""), lines) for key, lines in said.items()}
    fresh = [{"company_id": company_id, "figure_key": key, "text": after[key]} for key in keys if key not in before]
    await insert_rows(tx, counterparty_texts, fresh)
    changed = [{"key": key, "new": after[key]} for key in keys if key in before and after[key] != before[key]]
    if changed:
        mine = (of.company_id == company_id) & (of.figure_key == bindparam("key"))
        await tx.execute(update(counterparty_texts).where(mine).values(text=bindparam("new")), changed)


def joined(text: str, lines: Sequence[str]) -> str:
    """One text of lines, each once; a search looks into it and must not run from one line into the next."""
    known = dict.fromkeys(text.split("\n")) if text else {}
    return "\n".join([*known, *(line for line in dict.fromkeys(lines) if line not in known)])[:LONGEST]


def found_by(company_id: UUID, search: str) -> Select[tuple[str]]:
    """The keys of counterparties in whose text every word of `search` (folded) stands."""
    return select(of.figure_key).where(of.company_id == company_id, _says(search))


async def count(reading: Reading, company_id: UUID) -> int:
    return int(await reading.scalar(select(func.count()).where(of.company_id == company_id)) or 0)


def _says(search: str) -> ColumnElement[bool]:
    return and_(true(), *(of.text.contains(word, autoescape=True) for word in search.split()))


async def few_of(
    reading: Reading, company_id: UUID, search: str, most: int
) -> tuple[list[str] | None, list[str] | None]:
    """The keys that `search` (folded) finds, or None where there are more than `most`; and then those of all others, or None
    where these are more too."""
    some = found_by(company_id, search).limit(most + 1).subquery()
    found = (
        select(_in_one(reading, some.c.figure_key).label("names"), func.count().label("many")).select_from(some).cte()
    )
    others = select(of.figure_key).where(of.company_id == company_id, not_(_says(search))).limit(most + 1).subquery()
    left_out = select(_in_one(reading, others.c.figure_key)).scalar_subquery()
    few = found.c.many <= most
    query: Select[Any, Any] = select(few.label("found"), case((few, found.c.names), else_=left_out).label("names"))
    row = (await reading.all(query))[0]
    keys = _keys_in(row.names)
    if row.found:
        return keys, None
    return None, keys if len(keys) <= most else None


def _in_one(reading: Reading, keys: ColumnElement[str]) -> ColumnElement[Any]:
    """All of them in one value: a row for each would cost more than finding them."""
    return func.array_agg(keys) if reading.dialect == "postgresql" else func.json_group_array(keys)


def _keys_in(value: list[str] | str | None) -> list[str]:
    if isinstance(value, str):
        keys: list[str] = json.loads(value)
        return keys
    return value or []
