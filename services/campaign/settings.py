"""Settings of the campaign service."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr

from services.campaign.domain.second_factor import Policy
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
    second_factor: Policy = Field(
        default=Policy.REQUIRED,
        description="`required`: roles that send or administer need a second factor to sign in, others may have one; "
        "`optional`: whoever has one is asked for it; `off`: nobody is.",
    )
    oidc_issuer: str = Field(
        default="",
        description="Issuer of the firm's identity provider (OpenID Connect), exactly as its discovery document names it; "
        "empty: people sign in with passwords only.",
    )
    oidc_client_id: str = Field(default="", description="What this installation is called at the identity provider.")
    oidc_client_secret: SecretStr = Field(default=SecretStr(""), description="Its secret there, unless it has none.")
    oidc_label: str = Field(default="", description="What the button on the sign-in page names, such as `Microsoft`.")
    oidc_domains: str = Field(
        default="", description="Domains of the addresses that may sign in there, separated by commas; empty: all."
    )
    oidc_trusts_email: bool = Field(
        default=False,
        description="Take an address as verified although the provider does not say so (`email_verified` is missing). Only for "
        "a provider in which none but the firm gives out addresses, such as a single tenant of Entra ID.",
    )
    oidc_trusts_second_factor: bool = Field(
        default=False, description="Whoever comes from the identity provider is not asked for a second factor here."
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
