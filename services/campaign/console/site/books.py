"""What the company's books say: imports and account cards."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import account_card, accounts, import_job, imports
from services.campaign.domain.audit_log import Deed
from shared.auth import READ, WRITE

SCREENS = (
    Screen("GET", "/imports", "imports", imports.show, READ),
    Screen("POST", "/imports", "imports", imports.take, WRITE, Deed.LEDGER_IMPORTED),
    Screen("GET", "/imports/list.{kind}", "imports_file", imports.export, READ, Deed.DATA_EXPORTED),
    Screen("GET", "/imports/progress", "imports_progress", imports.progress, READ),
    Screen("GET", "/imports/{import_id:uuid}", "import", import_job.show, READ),
    Screen("GET", "/imports/{import_id:uuid}/progress", "import_progress", import_job.progress, READ),
    Screen(
        "POST", "/imports/{import_id:uuid}/confirm", "confirm_import", import_job.confirm, WRITE, Deed.LEDGER_IMPORTED
    ),
    Screen(
        "POST", "/imports/{import_id:uuid}/cancel", "cancel_import", import_job.cancel, WRITE, Deed.IMPORT_CANCELLED
    ),
    Screen(
        "GET", "/imports/{import_id:uuid}/report.xlsx", "import_workbook", import_job.workbook, READ, Deed.DATA_EXPORTED
    ),
    Screen("GET", "/accounts", "accounts", accounts.show, READ),
    Screen("GET", "/accounts/export.{kind}", "account_export", accounts.export, READ, Deed.DATA_EXPORTED),
    Screen("POST", "/accounts/changes", "account_changes", accounts.ask_changes, WRITE),
    Screen("POST", "/accounts/change", "account_change", accounts.change, WRITE, Deed.ACCOUNT_CHANGED),
    Screen("GET", "/accounts/card/{code:path}", "account", account_card.show, READ),
    Screen("POST", "/accounts/card/{code:path}", "account", account_card.save, WRITE, Deed.ACCOUNT_CHANGED),
    Screen(
        "POST", "/accounts/contact/{code:path}", "account_contact", account_card.contact, WRITE, Deed.ACCOUNT_CHANGED
    ),
)
