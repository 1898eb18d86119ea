"""Words of our own fit the columns that hold them: PostgreSQL refuses what is longer, SQLite keeps it without a word."""

from __future__ import annotations

from enum import StrEnum

import pytest
from sqlalchemy import Column, String

from services.campaign.domain.campaigns import CampaignEntry, CampaignState
from services.campaign.domain.progress import MailResult, ReconciliationState
from services.campaign.domain.reconciliations import Entry
from services.campaign.domain.resolutions import CODES
from services.campaign.domain.webhooks import DeliveryState, Off, WebhookEvent
from services.campaign.models import metadata
from shared.contracts.responses import NoticeCode
from shared.contracts.values import Confirmation, Kind, Purpose

HELD = {
    "campaigns.kind": Kind,
    "campaigns.state": CampaignState,
    "campaign_history.entry": CampaignEntry,
    "reconciliations.confirmation": Confirmation,
    "reconciliations.notice": NoticeCode,
    "reconciliations.state": ReconciliationState,
    "tallies.state": ReconciliationState,
    "mail_facts.purpose": Purpose,
    "mail_facts.result": MailResult,
    "status_history.entry": Entry,
    "status_history.state": ReconciliationState,
    "webhook_endpoints.off": Off,
    "webhook_messages.type": WebhookEvent,
    "webhook_deliveries.state": DeliveryState,
}


def column(name: str) -> Column[str]:
    table, _, held = name.partition(".")
    found: Column[str] = metadata.tables[table].c[held]
    return found


@pytest.mark.parametrize(("name", "words"), HELD.items(), ids=list(HELD))
def test_every_word_fits_its_column(name: str, words: type[StrEnum]) -> None:
    kind = column(name).type
    assert isinstance(kind, String)
    assert kind.length is not None
    assert [one.value for one in words if len(one.value) > kind.length] == []


@pytest.mark.parametrize("name", ["reconciliations.resolution", "status_history.state"])
def test_every_cause_fits_its_column(name: str) -> None:
    kind = column(name).type
    assert isinstance(kind, String)
    assert kind.length is not None
    assert [code for code in CODES if len(code) > kind.length] == []
