"""Rows of saved views."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, or_, select

from services.campaign.domain.views import SavedView
from services.campaign.models import saved_views
from shared.database import Reading, Transaction

_of = saved_views.c


async def seen_by(reading: Reading, company_id: UUID, user_id: UUID, list_name: str) -> list[SavedView]:
    """A person's own views of a list and those that others in the company share, by name."""
    rows = await reading.all(
        select(saved_views)
        .where(_of.company_id == company_id, _of.list == list_name, or_(_of.user_id == user_id, _of.shared.is_(True)))
        .order_by(_of.shared, _of.name, _of.view_id)
    )
    return [_view(row) for row in rows]


async def one(reading: Reading, company_id: UUID, view_id: UUID) -> SavedView | None:
    row = await reading.first(select(saved_views).where(_of.company_id == company_id, _of.view_id == view_id))
    return None if row is None else _view(row)


async def how_many(reading: Reading, company_id: UUID, user_id: UUID, list_name: str) -> int:
    mine = (_of.company_id == company_id) & (_of.user_id == user_id) & (_of.list == list_name)
    return int(await reading.scalar(select(func.count()).select_from(saved_views).where(mine)))


async def keep(tx: Transaction, company_id: UUID, view: SavedView) -> None:
    await tx.execute(
        insert(saved_views).values(
            view_id=view.view_id,
            company_id=company_id,
            user_id=view.user_id,
            made_by=view.made_by,
            list=view.list_name,
            name=view.name,
            query=view.query,
            shared=view.shared,
            made_at=view.made_at,
        )
    )


async def remove(tx: Transaction, company_id: UUID, view_id: UUID) -> None:
    await tx.execute(delete(saved_views).where(_of.company_id == company_id, _of.view_id == view_id))


def _view(row: Row[Any]) -> SavedView:
    return SavedView(row.view_id, row.user_id, row.made_by, row.list, row.name, row.query, row.shared, row.made_at)
