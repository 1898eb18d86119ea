"""`/counterparties/{key}`: who stands behind a figure now, and the year before it (Analiz, Yönetim, Bağlantı: S-32…S-34)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from sqlalchemy import Row

from services.aggregator.api.accounts import account_of
from services.aggregator.domain.period import Period
from services.aggregator.domain.sides import Side
from services.aggregator.repository import accounts, cards
from services.aggregator.schemas.base import Printable
from services.aggregator.schemas.runs import CounterpartyCards, CounterpartyMonth, CounterpartyMonths, MonthSide
from services.aggregator.use_cases.analysis import Month, months
from shared.contracts.values import Period as PeriodText
from shared.database import Reading
from shared.errors import NotFound
from shared.http.dependencies import InReading, Reader
from shared.money import Money

router = APIRouter(tags=["counterparties"])

Key = Annotated[Printable, Path(max_length=80, description="The key of a figure; it may hold slashes.")]


@router.get(
    "/counterparties/{key:path}/months", response_model=CounterpartyMonths, summary="Twelve months of a counterparty"
)
async def show_months(
    reading: InReading,
    who: Reader,
    key: Key,
    until: Annotated[PeriodText, Query(description="The last of the twelve.")],
) -> CounterpartyMonths:
    """As the books stand now, by the documents' own dates, with deferred series."""
    rows = await _cards(reading, who.company_id, key)
    found = await months(reading, who.company_id, [row.id for row in rows], Period.parse(until))
    return CounterpartyMonths(items=[_month(one) for one in found])


@router.get("/counterparties/{key:path}", response_model=CounterpartyCards, summary="The cards of a counterparty")
async def show_counterparty(reading: InReading, who: Reader, key: Key) -> CounterpartyCards:
    """As they are now, with addresses and all contacts; what a run used is in its figure."""
    rows = await _cards(reading, who.company_id, key)
    contacts = await accounts.contacts_of(reading, who.company_id, [row.id for row in rows])
    return CounterpartyCards(key=key, items=[account_of(row, contacts.get(row.id, [])) for row in rows])


async def _cards(reading: Reading, company_id: UUID, key: str) -> list[Row[Any]]:
    # The key of a single card is its code, whether cards are merged or not.
    found = await cards.whole_cards(reading, company_id, key, merge=not key.startswith("a:"))
    if not found:
        raise NotFound("There is no such counterparty.", code="counterparty_not_found")
    return found


def _month(month: Month) -> CounterpartyMonth:
    purchases, sales = (
        MonthSide(total=Money.of_minor(month.kurus[side]), documents=month.documents[side])
        for side in (Side.PURCHASES, Side.SALES)
    )
    return CounterpartyMonth(period=str(month.period), purchases=purchases, sales=sales)
