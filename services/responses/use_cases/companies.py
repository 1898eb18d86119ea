"""Keep the cards of companies; the newest revision wins, whatever the order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.responses.repository import companies
from shared.contracts.campaign import CompanyChanged, CompanyRegistered
from shared.contracts.event import Event
from shared.database import Transaction


async def register_companies(tx: Transaction, events: Sequence[Event[CompanyRegistered]]) -> None:
    await _keep(tx, [(event.data, 0) for event in events])


async def change_companies(tx: Transaction, events: Sequence[Event[CompanyChanged]]) -> None:
    await _keep(tx, [(event.data, event.data.revision) for event in events])


async def _keep(tx: Transaction, cards: Sequence[tuple[CompanyRegistered | CompanyChanged, int]]) -> None:
    newest: dict[UUID, tuple[CompanyRegistered | CompanyChanged, int]] = {}
    for card, revision in cards:
        if card.company_id not in newest or newest[card.company_id][1] < revision:
            newest[card.company_id] = (card, revision)
    fields = ("company_id", "title", "tax_number", "tax_office", "address", "phone", "email")
    await companies.keep_newest(
        tx, [card.model_dump(include=set(fields)) | {"revision": revision} for card, revision in newest.values()]
    )
