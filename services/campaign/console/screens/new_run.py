"""The parameters of a new reconciliation of purchases and sales, of balances, or of both (S-12, S-20…S-24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from starlette.responses import Response

from services.campaign.clients.aggregator import RunRequest
from services.campaign.console import wording
from services.campaign.console.refusals import by_field
from services.campaign.console.typed_amounts import amount_of
from services.campaign.console.visit import Visit
from services.campaign.repository import companies
from shared import formats
from shared.clock import istanbul_date
from shared.contracts.values import Kind
from shared.errors import Conflict, DomainError, Invalid, NotFound
from shared.text import N_

AREA = "new_run"
MONTHS_OFFERED = 36
RUNS_SHOWN = 8
USUAL_LIMIT = Decimal(5000)
"""Of the forms BA and BS (domain.md §1)."""
NO_NUMBER = N_("The limit is not an amount. Write it like 5,000.00.")
NO_PERIOD = N_("Choose a period.")
NO_DAY = N_("The date of the balance is missing or is no date.")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The form as typed; the seed's defaults."""

    period: str
    limit: str
    as_of: str = ""
    kind: str = Kind.PURCHASES_SALES.value
    merge: bool = True
    without_deferred: bool = True
    notify_contacts: bool = False
    date_basis: str = "document"
    other_taxes: bool = True
    zero_documents: bool = True
    limit_on_returns: bool = False
    zero_balances: bool = True

    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.as_of)
        except ValueError:
            return None


def end_of_last_month(day: date) -> date:
    """What a balance is usually asked for."""
    return day.replace(day=1) - timedelta(days=1)


def months_before(day: date, count: int) -> list[str]:
    """The month before `day`, then further back: `["2026-10", "2026-09", …]`."""
    index = day.year * 12 + day.month - 1
    return [f"{(index - back) // 12:04d}-{(index - back) % 12 + 1:02d}" for back in range(1, count + 1)]


def _periods(visit: Visit) -> list[str]:
    today = istanbul_date(visit.console.clock.now())
    return [*months_before(today, MONTHS_OFFERED)]


async def show(visit: Visit) -> Response:
    periods = _periods(visit)
    wished, kind = (visit.request.query_params.get(name, "") for name in ("period", "kind"))
    values = Parameters(
        limit=formats.number(USUAL_LIMIT, visit.language),
        period=wished if wished in periods else periods[0],
        as_of=end_of_last_month(istanbul_date(visit.console.clock.now())).isoformat(),
        kind=kind if kind in set(Kind) else Kind.PURCHASES_SALES,
    )
    return await _page(visit, values, {})


async def _page(visit: Visit, values: Parameters, errors: dict[str, str], *, status: int = 200) -> Response:
    runs = await visit.aggregator.runs(limit=RUNS_SHOWN)
    async with visit.reading() as reading:
        last_import = await companies.last_import_at(reading, visit.me.company_id)
    context = {
        "values": values,
        "errors": errors,
        "periods": _periods(visit),
        "runs": runs.items,
        "last_import": last_import,
    }
    return visit.page("new_run.html", context, area=AREA, status=status)


async def make(visit: Visit) -> Response:
    """Let the aggregator make the list, and show it."""
    values = Parameters(
        period=visit.field("period"),
        as_of=visit.field("as_of"),
        kind=visit.field("kind") or Kind.PURCHASES_SALES.value,
        limit=visit.field("limit"),
        merge=bool(visit.field("merge")),
        without_deferred=bool(visit.field("without_deferred")),
        notify_contacts=bool(visit.field("notify_contacts")),
        date_basis=visit.field("date_basis") if visit.field("date_basis") in wording.DATE_BASES else "document",
        other_taxes=bool(visit.field("other_taxes")),
        zero_documents=bool(visit.field("zero_documents")),
        limit_on_returns=bool(visit.field("limit_on_returns")),
        zero_balances=bool(visit.field("zero_balances")),
    )
    limit, errors = amount_of(values.limit), dict[str, str]()
    if limit is None:
        errors["limit"] = visit.text(NO_NUMBER)
    kind = Kind(values.kind) if values.kind in set(Kind) else Kind.PURCHASES_SALES
    as_of = values.day() if kind.has_balances else None
    if kind.has_sides and values.period not in _periods(visit):
        errors["period"] = visit.text(NO_PERIOD)
    if kind.has_balances and as_of is None:
        errors["as_of"] = visit.text(NO_DAY)
    if errors or limit is None:
        return await _page(visit, values, errors, status=422)
    request = RunRequest(
        values.period,
        limit,
        values.merge,
        values.without_deferred,
        kind,
        as_of,
        values.date_basis,
        values.other_taxes,
        values.zero_documents,
        values.limit_on_returns,
        values.zero_balances,
    )
    try:
        run = await visit.aggregator.create_run(request, key=uuid4().hex)
    except (Invalid, Conflict, NotFound) as error:
        return await _page(visit, values, _errors(visit, error), status=422)
    address = visit.path("run", run_id=run.id)
    return visit.go_to(f"{address}?contacts=1" if values.notify_contacts else address)


def _errors(visit: Visit, error: DomainError) -> dict[str, str]:
    return by_field(error, visit.console.pages.translations.get(visit.language))
