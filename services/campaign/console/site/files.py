"""Files that are made in the background."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import files
from services.campaign.domain.audit_log import Deed
from shared.auth import AUDIT, READ

SCREENS = (
    Screen("POST", "/campaigns/{campaign_id:uuid}/package", "order_package", files.order, AUDIT, Deed.EVIDENCE_TAKEN),
    Screen("GET", "/files", "files", files.show_all, READ),
    Screen("GET", "/files/{file_id:uuid}", "file", files.show, READ),
    Screen("GET", "/files/{file_id:uuid}/progress", "file_progress", files.progress, READ),
    Screen("GET", "/files/{file_id:uuid}/content", "file_content", files.content, READ, Deed.EVIDENCE_TAKEN),
)
