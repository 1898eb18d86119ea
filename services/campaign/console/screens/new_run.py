"""The parameters of a new purchases and sales reconciliation (S-20…S-24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from starlette.responses import Response

from services.campaign.clients.aggregator import RunRequest
from services.campaign.console.refusals import by_field
from services.campaign.console.visit import Visit
from services.campaign.repository import companies
from shared.clock import istanbul_date
from shared.errors import Conflict, DomainError, Invalid, NotFound
from shared.text import N_

AREA = "new_run"
MONTHS_OFFERED = 36
RUNS_SHOWN = 8
NO_NUMBER = N_("The limit is not an amount. Write it like 5.000,00.")
NO_PERIOD = N_("Choose a period.")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The form as typed; the seed's defaults."""

    period: str
    limit: str = "5.000,00"
    merge: bool = True
    without_deferred: bool = True
    notify_contacts: bool = False


def months_before(day: date, count: int) -> list[str]:
    """The month before `day`, then further back: `["2026-10", "2026-09", …]`."""
    index = day.year * 12 + day.month - 1
    return [f"{(index - back) // 12:04d}-{(index - back) % 12 + 1:02d}" for back in range(1, count + 1)]


def parse_limit(text: str) -> Decimal | None:
    """An amount typed by a person: `5.000,00`, `5000`, `5000.50`; None when it is none.

    One separator followed by exactly three digits groups thousands, as everywhere in Turkish.
    """
    compact = text.replace(" ", "").removesuffix("TL")
    if "," in compact:
        whole, _, fraction = compact.rpartition(",")
        whole = whole.replace(".", "")
    elif compact.count(".") == 1 and len(compact.rpartition(".")[2]) != 3:
        whole, _, fraction = compact.partition(".")
    else:
        whole, fraction = compact.replace(".", ""), ""
    digits = whole + fraction
    if not (whole and digits.isascii() and digits.isdigit()) or len(fraction) > 2 or len(whole) > 12:
        return None
    return Decimal(f"{whole}.{fraction or '0'}").quantize(Decimal("0.01"))


def _periods(visit: Visit) -> list[str]:
    today = istanbul_date(visit.console.clock.now())
    return [*months_before(today, MONTHS_OFFERED)]


async def show(visit: Visit) -> Response:
    periods = _periods(visit)
    wished = visit.request.query_params.get("period", "")
    return await _page(visit, Parameters(wished if wished in periods else periods[0]), {})


async def _page(visit: Visit, values: Parameters, errors: dict[str, str], *, status: int = 200) -> Response:
    runs = await visit.aggregator.runs(limit=RUNS_SHOWN)
    async with visit.console.database.reading() as reading:
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
        limit=visit.field("limit"),
        merge=bool(visit.field("merge")),
        without_deferred=bool(visit.field("without_deferred")),
        notify_contacts=bool(visit.field("notify_contacts")),
    )
    limit, errors = parse_limit(values.limit), dict[str, str]()
    if limit is None:
        errors["limit"] = visit.text(NO_NUMBER)
    if values.period not in _periods(visit):
        errors["period"] = visit.text(NO_PERIOD)
    if errors or limit is None:
        return await _page(visit, values, errors, status=422)
    request = RunRequest(values.period, limit, values.merge, values.without_deferred)
    try:
        run = await visit.aggregator.create_run(request, key=uuid4().hex)
    except (Invalid, Conflict, NotFound) as error:
        return await _page(visit, values, _errors(visit, error), status=422)
    address = visit.path("run", run_id=run.id)
    return visit.go_to(f"{address}?contacts=1" if values.notify_contacts else address)


def _errors(visit: Visit, error: DomainError) -> dict[str, str]:
    return by_field(error, visit.console.pages.translations.get(visit.language))
