"""Settings of the campaign service."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shared.settings import ServiceSettings


class CampaignSettings(ServiceSettings):
    """Read from `MUTABAKAT_CAMPAIGN_…`, else from `MUTABAKAT_…`."""

    service: ClassVar[str] = "campaign"

    expiry_seconds: float = Field(
        default=15.0, gt=0, description="How often reconciliations whose last day has ended are closed."
    )
    hashes_at_once: int = Field(
        default=2, ge=1, description="Password hashes computed at the same time; each takes 19 MiB of memory."
    )
