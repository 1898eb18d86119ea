"""Lists over everything: all reconciliations, their files, what is done to many of them at once, and saved views."""

from __future__ import annotations

from services.campaign.console.screen import Screen
from services.campaign.console.screens import commands, many, outbox, reconciliation_list, views
from services.campaign.domain.audit_log import Deed
from shared.auth import READ, WRITE

SCREENS = (
    Screen("GET", "/reconciliations", "all_reconciliations", reconciliation_list.show, READ),
    Screen(
        "GET",
        "/reconciliations/list.{kind}",
        "reconciliations_file",
        reconciliation_list.export,
        READ,
        Deed.DATA_EXPORTED,
    ),
    Screen(
        "GET",
        "/campaigns/{campaign_id:uuid}/list.{kind}",
        "campaign_file",
        reconciliation_list.export_campaign,
        READ,
        Deed.DATA_EXPORTED,
    ),
    Screen("POST", "/campaigns/{campaign_id:uuid}/many", "ask_many", many.ask, WRITE),
    Screen("POST", "/campaigns/{campaign_id:uuid}/many/send", "send_many", many.send, WRITE),
    Screen("GET", "/commands", "commands", commands.show, READ),
    Screen("GET", "/outbox", "outbox", outbox.show, READ),
    Screen("GET", "/outbox/list.{kind}", "outbox_file", outbox.export, READ, Deed.DATA_EXPORTED),
    Screen("POST", "/outbox/pause", "pause_mail", outbox.pause, WRITE),
    Screen("GET", "/outbox/{message_id:uuid}/raw", "raw_mail", outbox.raw, WRITE, Deed.DATA_EXPORTED),
    Screen("POST", "/outbox/{message_id:uuid}/decide", "decide_mail", outbox.decide, WRITE),
    Screen("POST", "/views", "save_view", views.save, READ),
    Screen("POST", "/views/{view_id:uuid}/remove", "remove_view", views.remove, READ),
)
