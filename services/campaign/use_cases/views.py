"""Keeping a list as it is seen, for oneself or for everybody in the company, and removing what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from services.campaign.domain.views import LONGEST_QUERY, MOST_VIEWS, SavedView, checked_name
from services.campaign.repository import views
from shared.database import Transaction
from shared.errors import Conflict, Forbidden, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class SaveView:
    company_id: UUID
    user_id: UUID
    user_name: str
    list_name: str
    name: str
    query: str
    shared: bool


@dataclass(frozen=True, slots=True)
class RemoveView:
    """`any_of_company`: whoever administers the company may also remove what others share."""

    company_id: UUID
    user_id: UUID
    view_id: UUID
    any_of_company: bool = False


async def save_view(tx: Transaction, command: SaveView) -> SavedView:
    """Errors: `view_name_missing`, `view_name_unusable`, `view_too_long`, `too_many_views`."""
    name = checked_name(command.name)
    if len(command.query) > LONGEST_QUERY:
        raise Invalid("The filter of this view is too long to be kept. Shorten the search.", code="view_too_long")
    if await views.how_many(tx, command.company_id, command.user_id, command.list_name) >= MOST_VIEWS:
        raise Conflict(
            "You keep {most} views of this list already. Remove one before keeping another.",
            code="too_many_views",
            most=MOST_VIEWS,
        )
    now = tx.clock.now()
    view = SavedView(
        uuid4(), command.user_id, command.user_name, command.list_name, name, command.query, command.shared, now
    )
    await views.keep(tx, command.company_id, view)
    return view


async def remove_view(tx: Transaction, command: RemoveView) -> SavedView:
    """Errors: `view_not_found` (also of another person's own view), `view_of_somebody_else`."""
    view = await views.one(tx, command.company_id, command.view_id)
    mine = view is not None and view.user_id == command.user_id
    if view is None or not (mine or view.shared):
        raise NotFound("There is no such view.", code="view_not_found")
    if not (mine or command.any_of_company):
        raise Forbidden(
            "This view was made by {who}, who can remove it.", code="view_of_somebody_else", who=view.made_by
        )
    await views.remove(tx, command.company_id, command.view_id)
    return view
