"""Sent campaigns."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import (
    approvals,
    campaign_mail,
    campaigns,
    corrections,
    extending,
    reminders,
    results,
)
from services.campaign.domain.audit_log import Deed
from shared.auth import APPROVE, READ, WRITE

SCREENS = (
    Screen("GET", "/campaigns", "campaigns", campaigns.show, READ),
    Screen("GET", "/campaigns/list.{kind}", "campaigns_file", campaigns.export, READ, Deed.DATA_EXPORTED),
    Screen("GET", "/campaigns/{campaign_id:uuid}", "campaign", campaigns.detail, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/progress", "campaign_progress", campaigns.progress, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/results", "results", results.show, READ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/cancel", "cancel_campaign", campaigns.ask_cancel, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/cancel", "cancel_campaign", campaigns.cancel, WRITE),
    Screen("GET", "/campaigns/{campaign_id:uuid}/extend", "extend_campaign", extending.show, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/extend", "extend_campaign", extending.save, WRITE),
    Screen("GET", "/campaigns/{campaign_id:uuid}/correct", "correct_all", corrections.ask_all, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/correct", "correct_all", corrections.every, WRITE),
    Screen("GET", "/campaigns/{campaign_id:uuid}/mail", "campaign_mail", campaign_mail.show, READ),
    Screen(
        "POST", "/campaigns/{campaign_id:uuid}/pause", "pause_campaign", campaign_mail.pause, WRITE, Deed.SENDING_PAUSED
    ),
    Screen(
        "POST",
        "/campaigns/{campaign_id:uuid}/resume",
        "resume_campaign",
        campaign_mail.resume,
        WRITE,
        Deed.SENDING_RESUMED,
    ),
    Screen("GET", "/campaigns/{campaign_id:uuid}/draft", "draft", approvals.show_draft, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/draft", "draft", approvals.save_draft, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/submit", "submit_campaign", approvals.submit_draft, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/approve", "approve_campaign", approvals.let_go, APPROVE),
    Screen("GET", "/campaigns/{campaign_id:uuid}/reject", "reject_campaign", approvals.ask_reject, APPROVE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/reject", "reject_campaign", approvals.give_back, APPROVE),
    Screen("GET", "/campaigns/{campaign_id:uuid}/reminders", "reminders", reminders.show, READ),
    Screen("POST", "/campaigns/{campaign_id:uuid}/reminders", "reminders", reminders.save, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/remind", "remind", reminders.send, WRITE),
)
