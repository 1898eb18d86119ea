"""Reports over all campaigns."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import reports
from shared.auth import READ

SCREENS = (
    Screen("GET", "/reports/month", "month_close", reports.show_month, READ),
    Screen("GET", "/reports/month/{period}.xlsx", "month_workbook", reports.month_workbook, READ),
    Screen("GET", "/reports/month/{period}.pdf", "month_document", reports.month_document, READ),
    Screen("GET", "/reports/scores", "scores", reports.show_scores, READ),
)
