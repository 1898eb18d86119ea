"""Sent campaigns."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import campaigns, reminders, results
from shared.auth import READ, WRITE

SCREENS = (
    Screen("GET", "/campaigns", "campaigns", campaigns.show, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}", "campaign", campaigns.detail, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/progress", "campaign_progress", campaigns.progress, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/results", "results", results.show, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/cancel", "cancel_campaign", campaigns.ask_cancel, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/cancel", "cancel_campaign", campaigns.cancel, WRITE),
    Screen("GET", "/campaigns/{campaign_id:uuid}/reminders", "reminders", reminders.show, READ),
    Screen("POST", "/campaigns/{campaign_id:uuid}/reminders", "reminders", reminders.save, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/remind", "remind", reminders.send, WRITE),
)
