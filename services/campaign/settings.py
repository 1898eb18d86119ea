"""Settings of the campaign service."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from services.campaign.domain.sign_up import SignUp
from shared.settings import Networks, ServiceSettings


class CampaignSettings(ServiceSettings):
    """Read from `MUTABAKAT_CAMPAIGN_…`, else from `MUTABAKAT_…`."""

    service: ClassVar[str] = "campaign"

    aggregator_url: str = Field(
        default="", description="Address of the aggregator, where it is not behind the internal one."
    )
    mailer_url: str = Field(default="", description="Address of the mailer, where it is not behind the internal one.")
    responses_url: str = Field(default="", description="Address of responses, where it is not behind the internal one.")
    sign_up: SignUp = Field(
        default=SignUp.CLOSED,
        description="Who may open a further company: `closed`, administrators of a company that is here; `by_invitation`, also "
        "people whom one of them has invited to; `open`, everybody who reaches the console.",
    )
    console_url: str = Field(
        default="http://127.0.0.1:8400",
        description="Address under which operators reach the console; with https:// its cookies are sent over TLS only.",
    )
    expiry_seconds: float = Field(
        default=15.0, gt=0, description="How often reconciliations whose last day has ended are closed."
    )
    reminder_seconds: float = Field(
        default=60.0, gt=0, description="How often reminders that are to go by themselves are looked for."
    )
    hashes_at_once: int = Field(
        default=2, ge=1, description="Password hashes computed at the same time; each takes 19 MiB of memory."
    )

    webhook_allow_nets: Networks = Field(
        default=(),
        description="Networks in which receivers of webhooks may stand although they are not public; http:// is allowed there.",
    )
    webhook_tls_ca_file: Path | None = Field(
        default=None,
        description="PEM file of an authority to trust besides the usual ones, for receivers of webhooks in the house.",
    )
    webhook_seconds: float = Field(
        default=15.0, gt=0, le=60, description="Patience for one call of a receiver of webhooks."
    )
    webhook_poll_seconds: float = Field(
        default=1.0, gt=0, description="How often webhooks that are due are looked for."
    )

    @property
    def addresses(self) -> dict[str, str]:
        """Own addresses of the other services, by name; those without are reached at `internal_url`."""
        own = {"aggregator": self.aggregator_url, "mailer": self.mailer_url, "responses": self.responses_url}
        return {name: address.rstrip("/") for name, address in own.items() if address}
