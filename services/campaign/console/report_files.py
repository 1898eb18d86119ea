"""The month's close as files: a workbook with a chart of its own, and a PDF of one or two pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from services.campaign.audit.printing import Printing
from services.campaign.console import wording
from services.campaign.domain.closing import MonthClose
from services.campaign.domain.results import Outcome, share
from shared import formats
from shared.files.sheets import CellKind, Chart, Column, Sheet
from shared.money import from_minor
from shared.text import N_

Say = Callable[..., str]
TITLE = N_("Month close")
DRAWN = (Outcome.AGREED, Outcome.DISAGREED, Outcome.OPEN, Outcome.UNANSWERED)


def month_sheets(month: MonthClose, language: str, say: Say) -> list[Sheet]:
    """Figures with a native chart, who is missing, the largest differences, the calendar."""
    amount = CellKind.AMOUNT
    figures = [
        (
            say(wording.OUTCOMES[outcome]),
            (one := month.sums.of(outcome)).count,
            from_minor(one.purchases),
            from_minor(one.sales),
            from_minor(one.balances),
        )
        for outcome in DRAWN
    ]
    columns = [
        Column(say(N_("Status")), width=26),
        Column(say(N_("Accounts")), CellKind.COUNT),
        Column(say(N_("Purchases (BA), TL")), amount),
        Column(say(N_("Sales (BS), TL")), amount),
        Column(say(N_("Balances, by size")), amount),
    ]
    asked = month.sums.asked
    totals = (
        say(N_("Total")),
        asked.count,
        from_minor(asked.purchases),
        from_minor(asked.sales),
        from_minor(asked.balances),
    )
    title = f"{say(TITLE)} {formats.period(month.period, language)}"
    chart = Chart(title=title, categories=0, series=(2, 3), rows=len(figures), place="G2")
    missing = [
        (
            one.reference,
            one.title,
            say(wording.STATES[one.state]),
            from_minor(one.amount),
            one.expected,
            say(N_("announced")) if one.announced else "",
            one.reminders,
        )
        for one in month.missing
    ]
    differences = [
        (
            one.reference,
            one.title,
            from_minor(one.size),
            *(from_minor(part) if part is not None else None for part in (one.purchases, one.sales, one.balance)),
            one.explanation,
        )
        for one in month.differences
    ]
    calendar = [(one.day, one.count, from_minor(one.amount), one.announced) for one in month.calendar]
    return [
        Sheet(say(TITLE), columns, figures, totals, chart=chart),
        Sheet(
            say(N_("Who is missing")),
            [
                Column(say(N_("Reference")), width=17),
                Column(say(N_("Account")), width=40),
                Column(say(N_("Status")), width=24),
                Column(say(N_("Amount, TL")), amount),
                Column(say(N_("Expected by")), CellKind.DATE),
                Column(say(N_("announced")), width=12),
                Column(say(N_("Reminders")), CellKind.COUNT),
            ],
            missing,
        ),
        Sheet(
            say(N_("Largest differences")),
            [
                Column(say(N_("Reference")), width=17),
                Column(say(N_("Account")), width=40),
                Column(say(N_("Difference, TL")), amount),
                Column(say(N_("Purchases (BA), ours less theirs")), amount),
                Column(say(N_("Sales (BS), ours less theirs")), amount),
                Column(say(N_("Balance, ours less theirs")), amount),
                Column(say(N_("Explanation")), width=50),
            ],
            differences,
        ),
        Sheet(
            say(N_("Expected answers")),
            [
                Column(say(N_("Expected by")), CellKind.DATE),
                Column(say(N_("Accounts")), CellKind.COUNT),
                Column(say(N_("Amount, TL")), amount),
                Column(say(N_("announced")), CellKind.COUNT),
            ],
            calendar,
        ),
    ]


def month_pdf(month: MonthClose, company: str, at: datetime, language: str, say: Say) -> bytes:
    """For the file of the month. Blocking."""
    period = formats.period(month.period, language)
    sums = month.sums

    def percent(part: int, whole: int) -> str:
        found = share(part, whole)
        return "–" if found is None else say(N_("%(value)s%%"), value=formats.exact(found, language))

    def money(minor: int) -> str:
        return formats.minor(minor, language)

    def row(label: str, value: str) -> dict[str, Any]:
        return {"label": say(label), "value": value, "strong": True, "code": False}

    rows = [
        row(N_("Agreed, of those asked"), f"{percent(sums.confirmed.count, sums.asked.count)} · "
            f"{formats.count(sums.confirmed.count, language)} / {formats.count(sums.asked.count, language)}"),
        row(N_("Agreed, of the amount"), percent(sums.confirmed.amount, sums.asked.amount)),
        row(N_("Answered, of those asked"), percent(sums.answered.count, sums.asked.count)),
        row(N_("Open amount, TL"), money(sums.open.amount)),
    ]  # fmt: skip
    amounts = [
        [
            say(wording.OUTCOMES[outcome]),
            formats.count((one := sums.of(outcome)).count, language),
            money(one.purchases),
            money(one.sales),
            money(one.balances),
        ]
        for outcome in DRAWN
    ]
    missing = [
        [one.reference, one.title, say(wording.STATES[one.state]), formats.day(one.expected), money(one.amount)]
        for one in month.missing
    ]
    differences = [[one.reference, one.title, one.explanation, money(one.size)] for one in month.differences]
    names = {
        "amounts": (N_("Status"), N_("Accounts"), N_("Purchases (BA)"), N_("Sales (BS)"), N_("Balances, by size")),
        "missing": (N_("Reference"), N_("Account"), N_("Status"), N_("Expected by"), N_("Amount")),
        "differences": (N_("Reference"), N_("Account"), N_("Explanation"), N_("Difference")),
    }

    def table(
        title: str, columns: str, lines: list[list[str]], widths: list[int], numbers: list[int]
    ) -> dict[str, Any]:
        return {
            "title": say(title),
            "rows": [],
            "columns": [say(name) for name in names[columns]],
            "lines": lines,
            "widths": widths,
            "numbers": numbers,
            "note": "" if lines else "–",
        }

    page = {
        "language": language,
        "title": f"{say(TITLE)}: {period}",
        "subtitle": formats.moment(at),
        "author": company,
        "footer": f"{company} · {period}",
        "page_label": say(N_("Page")),
        "attachments": [],
        "sections": [
            {
                "title": say(N_("Results")),
                "rows": rows,
                "columns": [],
                "lines": [],
                "widths": [],
                "numbers": [],
                "note": "",
            },
            table(N_("Amounts"), "amounts", amounts, [3, 2, 3, 3, 3], [1, 2, 3, 4]),
            table(N_("Who is missing"), "missing", missing, [3, 6, 4, 2, 3], [4]),
            table(N_("Largest differences"), "differences", differences, [3, 5, 5, 3], [3]),
        ],
    }
    return Printing().pdf(page, [], at)
