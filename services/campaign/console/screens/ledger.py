"""The counterparty's own books beside ours: its files, what differs by cause, a text to answer with, all of it as a workbook."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from starlette.responses import Response

from services.campaign.clients.ledgers import Booked, Finding, Ledger
from services.campaign.console.ledger_text import ready_text
from services.campaign.console.ledger_words import REASONS
from services.campaign.console.visit import Visit
from services.campaign.domain.tolerances import Tolerance, tolerance_for
from services.campaign.repository import campaigns, reconciliations, tolerances
from shared.contracts.kinds import Side
from shared.files.sheets import Cell, CellKind, Column
from shared.http.downloads import table_response
from shared.text import N_

AREA = "campaigns"
ON_A_PAGE = 100
LANGUAGES = ("tr", "en")
COLUMNS = (
    (N_("Cause"), CellKind.TEXT),
    (N_("Our documents"), CellKind.TEXT),
    (N_("Our dates"), CellKind.TEXT),
    (N_("Our amount"), CellKind.AMOUNT),
    (N_("Their documents"), CellKind.TEXT),
    (N_("Their dates"), CellKind.TEXT),
    (N_("Their amount"), CellKind.AMOUNT),
    (N_("Effect on sales"), CellKind.AMOUNT),
    (N_("Effect on purchases"), CellKind.AMOUNT),
)


async def show_all(visit: Visit) -> Response:
    """The files of one account, newest first."""
    reconciliation_id = visit.request.path_params["reconciliation_id"]
    async with visit.reading() as reading:
        row = await reconciliations.get_reconciliation(reading, visit.me.company_id, reconciliation_id)
        rules = await tolerances.of_company(reading, visit.me.company_id)
    tolerance = tolerance_for(rules, row.tax_number, row.account_codes)
    page = await visit.ledgers.of_reconciliation(reconciliation_id)
    ledgers = [(one, _tolerated(one, tolerance)) for one in page.items]
    return visit.page("ledgers.html", {"row": row, "ledgers": ledgers}, area=AREA)


async def show(visit: Visit) -> Response:
    """One file: sums, causes, documents page by page, and the texts."""
    ledger_id: UUID = visit.request.path_params["ledger_id"]
    client = visit.ledgers
    ledger = await client.one(ledger_id)
    async with visit.reading() as reading:
        row = await reconciliations.get_reconciliation(reading, visit.me.company_id, ledger.reconciliation_id)
        campaign = await campaigns.get_campaign(reading, visit.me.company_id, row.campaign_id)
        rules = await tolerances.of_company(reading, visit.me.company_id)
    cursor = visit.request.query_params.get("cursor") or None
    findings = await client.findings(ledger_id, limit=ON_A_PAGE, cursor=cursor)
    first = findings if cursor is None else await client.findings(ledger_id, limit=ON_A_PAGE)
    translations = visit.console.pages.translations
    texts = [
        (
            language,
            ready_text(ledger, first.items, str(campaign.period), row.reference, translations.get(language), language),
        )
        for language in LANGUAGES
    ]
    values = {
        "row": row,
        "ledger": ledger,
        "findings": findings.items,
        "next": findings.next,
        "texts": texts,
        "reasons": REASONS,
        "tolerated": _tolerated(ledger, tolerance_for(rules, row.tax_number, row.account_codes)),
    }
    return visit.page("ledger.html", values, area=AREA)


def _tolerated(ledger: Ledger, tolerance: Tolerance) -> frozenset[str]:
    """The sides whose difference is small enough to be marked; that makes them no more agreed than before."""
    return frozenset(
        side.value for side in Side if tolerance.covers(ledger.difference.of(side).minor, ledger.ours.of(side).minor)
    )


async def file(visit: Visit) -> Response:
    """The file as it came: never shown, only saved."""
    return visit.pass_on(await visit.ledgers.file(visit.request.path_params["ledger_id"]))


async def workbook(visit: Visit) -> Response:
    """All that differs, one finding a row."""
    ledger_id: UUID = visit.request.path_params["ledger_id"]
    client = visit.ledgers
    ledger = await client.one(ledger_id)
    async with visit.reading() as reading:
        row = await reconciliations.get_reconciliation(reading, visit.me.company_id, ledger.reconciliation_id)

    async def pages() -> AsyncIterator[Sequence[Sequence[Cell]]]:
        async for found in client.every_finding(ledger_id):
            yield [_row(visit, one) for one in found]

    columns = [Column(visit.text(heading), kind) for heading, kind in COLUMNS]
    return await table_response(row.reference, columns, pages(), "xlsx")


def _row(visit: Visit, one: Finding) -> list[Cell]:
    cause = visit.text(REASONS[one.reason])
    if one.percent:
        cause += f" ({one.part + ' · ' if one.part else ''}% {one.percent})"
    return [
        cause,
        *_documents(one.ours),
        *_documents(one.theirs),
        one.effect.sales.amount,
        one.effect.purchases.amount,
    ]


def _documents(documents: Sequence[Booked]) -> list[Cell]:
    return [
        ", ".join(one.number for one in documents),
        ", ".join(f"{one.date:%d.%m.%Y}" for one in documents),
        sum(one.amount.amount for one in documents) if documents else None,
    ]
