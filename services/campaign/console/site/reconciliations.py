"""One reconciliation, and what its counterparty sent."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import (
    by_hand,
    colleagues,
    conversation,
    corrections,
    ledger,
    reconciliation,
    reminders,
    writing,
)
from services.campaign.domain.audit_log import Deed
from shared.auth import READ, WRITE

SCREENS = (
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/reminding", "reminding", reminders.choose, WRITE),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}", "reconciliation", reconciliation.show, READ),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/resend", "resend", reconciliation.ask_resend, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/resend", "resend", reconciliation.resend, WRITE),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/phone", "phone_answer", by_hand.show_phone, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/phone", "phone_answer", by_hand.keep_phone, WRITE),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/close", "close_by_hand", by_hand.ask_close, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/close", "close_by_hand", by_hand.close, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/correct", "correct_one", corrections.one, WRITE),
    Screen("GET", "/assigned", "assigned", colleagues.show, READ),
    Screen("GET", "/assigned/list.{kind}", "assigned_file", colleagues.export, READ, Deed.DATA_EXPORTED),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/assignee", "assignee", colleagues.give, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/notes", "note", colleagues.note, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/messages", "message", conversation.write, WRITE),
    Screen(
        "POST", "/reconciliations/{reconciliation_id:uuid}/messages/read", "messages_read", conversation.read, WRITE
    ),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/resolution", "resolution", conversation.settle, WRITE),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/write", "write_mail", writing.show, WRITE),
    Screen("POST", "/reconciliations/{reconciliation_id:uuid}/write", "write_mail", writing.save, WRITE),
    Screen("GET", "/accounts/write/{code:path}", "write_to_account", writing.of_account, WRITE),
    Screen(
        "GET",
        "/reconciliations/{reconciliation_id:uuid}/evidence",
        "evidence",
        reconciliation.evidence,
        READ,
        Deed.EVIDENCE_TAKEN,
    ),
    Screen(
        "GET", "/responses/{response_id:uuid}/receipt", "receipt", reconciliation.receipt, READ, Deed.EVIDENCE_TAKEN
    ),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/ledgers", "ledgers", ledger.show_all, READ),
    Screen("GET", "/ledgers/{ledger_id:uuid}", "ledger", ledger.show, READ),
    Screen("GET", "/ledgers/{ledger_id:uuid}/file", "ledger_file", ledger.file, READ, Deed.DATA_EXPORTED),
    Screen(
        "GET", "/ledgers/{ledger_id:uuid}/comparison.xlsx", "ledger_workbook", ledger.workbook, READ, Deed.DATA_EXPORTED
    ),
    Screen("GET", "/reconciliations/{reconciliation_id:uuid}/new-link", "new_link", reconciliation.ask_new_link, WRITE),
    Screen(
        "POST", "/reconciliations/{reconciliation_id:uuid}/new-link", "new_link", reconciliation.replace_link, WRITE
    ),
    Screen("POST", "/replies/{reply_id:uuid}/handled", "handle_reply", reconciliation.handle_reply, WRITE),
)
