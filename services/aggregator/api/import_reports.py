"""An import's report in the reader's language: as a body, as a refusal, as a workbook."""

from __future__ import annotations

import asyncio
import io
from typing import Any
from urllib.parse import quote

from fastapi.responses import Response
from sqlalchemy import Row

from services.aggregator.domain.imports import ROWS_REJECTED, UNUSABLE, ImportRefused
from services.aggregator.schemas import ImportReport, Problem
from services.aggregator.wording import Wording
from shared.errors import NotFound
from shared.files.sheets import CellKind, Column, Sheet
from shared.files.workbook_out import MEDIA_TYPE, write_workbook
from shared.text import N_

HEADINGS = (N_("Row"), N_("Column"), N_("Severity"), N_("What is wrong"), N_("Code"))
SEVERITIES = {"error": N_("error"), "warning": N_("warning")}
SUMMARY = (
    (N_("File"), "file_name"),
    (N_("Kind"), "kind"),
    (N_("State"), "state"),
    (N_("Received at"), "created_at"),
    (N_("Rows"), "rows"),
    (N_("Taken"), "accepted"),
    (N_("Rejected"), "rejected"),
    (N_("Left out"), "skipped"),
    (N_("New cards"), "new_accounts"),
    (N_("Changed"), "documents_changed"),
)


def report_of(wording: Wording, language: str, row: Row[Any] | None, *, shown: int | None = None) -> ImportReport:
    """The report as a body; `shown` limits the problems that it names."""
    if row is None:
        raise NotFound("There is no such import.", code="import_not_found")
    problems = [wording.problem(language, one) for one in row.problems[:shown]]
    left_out = row.problems_left_out + len(row.problems) - len(problems)
    return ImportReport.model_validate(row._asdict() | {"problems": problems, "problems_left_out": left_out})


def refusal_of(wording: Wording, language: str, report: ImportReport) -> ImportRefused:
    """What a refused file is answered with: every problem that the report names."""
    detail = ROWS_REJECTED if report.rows_read else UNUSABLE
    errors = [problem.model_dump() for problem in report.problems]
    return ImportRefused(
        wording.text(language, detail), rejected=report.rejected, import_id=str(report.id), errors=errors
    )


async def workbook_of(wording: Wording, language: str, row: Row[Any]) -> Response:
    """The report as a workbook: a sheet that sums up, a sheet with every problem."""
    report = report_of(wording, language, row)
    target = io.BytesIO()

    def say(text: str) -> str:
        return wording.text(language, text)

    head = Sheet(say(N_("Summary")), (Column("", width=24), Column("", width=48)), _summary(say, report))
    columns = (
        Column(say(HEADINGS[0]), CellKind.COUNT),
        Column(say(HEADINGS[1])),
        Column(say(HEADINGS[2])),
        Column(say(HEADINGS[3]), width=100),
        Column(say(HEADINGS[4])),
    )
    problems = [_cells(say, problem) for problem in report.problems]
    await asyncio.to_thread(write_workbook, target, (head, Sheet(say(N_("Problems")), columns, problems)))
    name = f"{report.created_at:%Y-%m-%d}_{report.file_name.rpartition('.')[0] or report.file_name}.xlsx"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(target.getvalue(), media_type=MEDIA_TYPE, headers=headers)


def _summary(say: Any, report: ImportReport) -> list[tuple[str, str]]:
    return [(say(label), str(getattr(report, name))) for label, name in SUMMARY]


def _cells(say: Any, problem: Problem) -> tuple[int, str, str, str, str]:
    severity = SEVERITIES.get(problem.severity, problem.severity)
    return (problem.row, problem.field, say(severity), problem.message, problem.code)
