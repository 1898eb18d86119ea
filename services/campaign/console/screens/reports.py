"""Reports over all campaigns: closing a month, and how counterparties answer; as a page, a workbook and a PDF."""

from __future__ import annotations

import io
import re
from typing import Any

import anyio
from starlette.responses import Response

from services.campaign.console.headers import PAGE_HEADERS
from services.campaign.console.report_files import month_pdf, month_sheets
from services.campaign.console.result_charts import amount_bars
from services.campaign.console.screens.results import shown_differences
from services.campaign.console.visit import Visit
from services.campaign.domain.closing import MonthClose
from services.campaign.domain.results import Sums, share
from services.campaign.repository import closing, scores
from shared.errors import NotFound
from shared.files import workbook_out

AREA = "month_close"
_PERIOD = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")


def rates_of(sums: Sums) -> dict[str, Any]:
    asked = sums.asked
    return {
        "answered": share(sums.answered.count, asked.count),
        "answered_amount": share(sums.answered.amount, asked.amount),
        "confirmed": share(sums.confirmed.count, asked.count),
        "confirmed_amount": share(sums.confirmed.amount, asked.amount),
    }


async def show_month(visit: Visit) -> Response:
    """The month that the address names, else the newest one of which something was asked."""
    async with visit.reading() as reading:
        known = await closing.periods(reading, visit.me.company_id)
        wish = visit.request.query_params.get("period", "")
        asked_of = [one.period for one in known]
        period = wish if wish in asked_of else next(iter(asked_of), "")
        found = await closing.month(reading, visit.me.company_id, period) if period else None
    values: dict[str, Any] = {"periods": known, "period": period, "month": found}
    if found is not None:
        bars = amount_bars(found.sums, sides=True, balances=bool(found.sums.asked.balances))
        values |= {
            "rates": rates_of(found.sums),
            "differences": shown_differences(found.differences),
            "amount_bars": [bar for bar in bars if bar.total],
        }
    return visit.page("month_close.html", values, area=AREA)


async def _month(visit: Visit) -> MonthClose:
    period = visit.request.path_params["period"]
    if not _PERIOD.fullmatch(period):
        raise NotFound("Nothing was asked of this period.", code="period_unknown")
    async with visit.reading() as reading:
        found = await closing.month(reading, visit.me.company_id, period)
    if not any(one.count for one in found.sums.by_outcome.values()):
        raise NotFound("Nothing was asked of this period.", code="period_unknown")
    return found


async def month_workbook(visit: Visit) -> Response:
    found = await _month(visit)
    sheets = month_sheets(found, visit.language, visit.text)
    target = io.BytesIO()
    await anyio.to_thread.run_sync(workbook_out.write_workbook, target, sheets)
    return _file(target.getvalue(), f"{found.period}_ay-kapanisi.xlsx", workbook_out.MEDIA_TYPE)


async def month_document(visit: Visit) -> Response:
    found = await _month(visit)
    company = visit.visitor.company_title if visit.visitor is not None else ""
    at = visit.console.clock.now()

    def made() -> bytes:
        return month_pdf(found, company, at, visit.language, visit.text)

    return _file(await anyio.to_thread.run_sync(made), f"{found.period}_ay-kapanisi.pdf", "application/pdf")


def _file(content: bytes, name: str, media_type: str) -> Response:
    headers = {**PAGE_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


async def show_scores(visit: Visit) -> Response:
    """Who answers how; the silent ones first."""
    query = visit.request.query_params
    search, page = query.get("q", "").replace("\0", "").strip()[:200], query.get("page", "1")
    number = max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    async with visit.reading() as reading:
        found, total = await scores.listing(
            reading, visit.me.company_id, search=search, offset=(number - 1) * scores.SHOWN
        )
    values = {
        "scores": found,
        "total": total,
        "q": search,
        "page": number,
        "more": total > number * scores.SHOWN,
    }
    return visit.page("scores.html", values, area=AREA)
