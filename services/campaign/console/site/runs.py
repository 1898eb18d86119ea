"""From the list of figures to a sent campaign."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import figure, new_run, run_list, run_report, sending
from services.campaign.domain.audit_log import Deed
from shared.auth import READ, WRITE

SCREENS = (
    Screen("GET", "/runs/new", "new_run", new_run.show, READ),
    Screen("POST", "/runs/new", "new_run", new_run.make, WRITE, Deed.RUN_MADE),
    Screen("GET", "/runs/{run_id:uuid}", "run", run_list.show, READ),
    Screen("GET", "/runs/{run_id:uuid}/list.{kind}", "run_file", run_list.export, READ, Deed.DATA_EXPORTED),
    Screen("GET", "/runs/{run_id:uuid}/report", "run_report", run_report.show, READ),
    Screen("GET", "/runs/{run_id:uuid}/figures/{key:path}", "figure", figure.show, READ),
    Screen("POST", "/runs/{run_id:uuid}/selection", "selection", sending.details, WRITE),
    Screen("POST", "/runs/{run_id:uuid}/confirmation", "confirmation", sending.confirm, WRITE),
    Screen("POST", "/runs/{run_id:uuid}/send", "send", sending.send, WRITE),
)
