"""A company chooses other limits for its own server than we suggest, within what the provider grants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from services.mailer.domain.limits import Chosen
from services.mailer.domain.presets import preset_for
from services.mailer.domain.servers import Server
from services.mailer.repository import allowance, configurations
from services.mailer.repository.configurations import ACTIVE, PENDING
from shared.database import Transaction
from shared.errors import Conflict, TooMany

log = structlog.get_logger(__name__)


def carried_over(chosen: Chosen | None, new: Server, kept: Mapping[str, Any]) -> Chosen:
    """The limits of settings that are saved anew: what was said now, else what the same account had, else the preset's."""
    if chosen is not None:
        preset_for(new.host).check(chosen)
        return chosen
    old = kept.get(PENDING) or kept.get(ACTIVE)
    same = old is not None and configurations.server_of(old).account_id == new.account_id
    return configurations.chosen_of(old) if same else Chosen()


async def permit_for_test(tx: Transaction, row: Any, now: datetime) -> None:
    """A test is a mail like any other to the provider, so it counts. Raises `TooMany` where none is left."""
    permit = await allowance.grant(tx, configurations.server_of(row).account_id, configurations.limits_of(row), 1)
    if not permit.mails:
        wait = (permit.again_at or now) - now
        raise TooMany(
            "The limit of this account is used up for now. Test it again later.",
            code="limit_reached",
            retry_after=max(int(wait.total_seconds()), 1),
        )


async def set_limits(tx: Transaction, company_id: UUID, chosen: Chosen, *, by: str) -> Any:
    """Keep them with the settings in use and those that wait for their test; returns the row of the first of these."""
    kept = await configurations.of_company(tx, company_id)
    rows = [kept[state] for state in (ACTIVE, PENDING) if state in kept]
    if not rows:
        raise Conflict("There are no own SMTP settings whose limits could be changed.", code="no_settings")
    for row in rows:
        preset_for(row.host).check(chosen)
        await configurations.set_limits(tx, row.id, chosen.values())
    log.info("smtp_settings.limits", company_id=str(company_id), by=by, server=rows[0].host)
    fresh = await configurations.of_company(tx, company_id)
    return fresh.get(ACTIVE) or fresh[PENDING]
