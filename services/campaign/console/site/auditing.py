"""The auditor's desk."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import auditing
from shared.auth import AUDIT

SCREENS = (
    Screen("GET", "/campaigns/{campaign_id:uuid}/auditing", "auditing", auditing.show, AUDIT),
    Screen("POST", "/campaigns/{campaign_id:uuid}/samples", "draw_sample", auditing.draw, AUDIT),
    Screen("GET", "/samples/{sample_id:uuid}", "sample", auditing.show_sample, AUDIT),
    Screen("POST", "/campaigns/{campaign_id:uuid}/answer-copies", "copy_answers", auditing.copy, AUDIT),
    Screen(
        "POST", "/campaigns/{campaign_id:uuid}/answer-copies/{order_id:uuid}/end", "end_copies", auditing.end, AUDIT
    ),
)
