"""Signing in to a mail server with a token instead of a password: who issues it, and what was agreed with them.

Protects the token endpoint: it is the provider's own, known here, or one that the deployment named. A company chooses the tenant
inside Microsoft's address and nothing else of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

# A directory's id, one of its domain names, or "organizations": nothing that could change the rest of the address.
_TENANT = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
ANY_TENANT = "organizations"


class Provider(StrEnum):
    MICROSOFT = "microsoft"
    GOOGLE = "google"
    OTHER = "other"
    """Whoever stands behind a token endpoint that the deployment has allowed."""


class Grant(StrEnum):
    """What a token is given for."""

    REFRESH_TOKEN = "refresh_token"  # noqa: S105  # the name of a grant
    """A person has agreed once; the application goes on in their name."""
    CLIENT_CREDENTIALS = "client_credentials"
    """The application itself may send from the mailbox; nobody signs in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What is known of a provider. Addresses with `{tenant}` where the company's directory stands."""

    host: str
    port: int
    token_url: str
    delegated_scope: str
    own_scope: str = ""
    """Scope of client credentials; empty: the provider has none that sends mail."""
    device_url: str = ""
    """Where the sign-in with a code on another device begins; empty: not for mail scopes."""
    consent_url: str = ""
    needs_client_secret: bool = False
    needs_tenant: bool = False


PRESETS = MappingProxyType(
    {
        Provider.MICROSOFT: Preset(
            host="smtp.office365.com",
            port=587,
            token_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",  # noqa: S106  # an address
            delegated_scope="https://outlook.office.com/SMTP.Send offline_access",
            own_scope="https://outlook.office365.com/.default",
            device_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/devicecode",
            needs_tenant=True,
        ),
        Provider.GOOGLE: Preset(
            host="smtp.gmail.com",
            port=587,
            token_url="https://oauth2.googleapis.com/token",  # noqa: S106  # an address
            delegated_scope="https://mail.google.com/",
            consent_url="https://accounts.google.com/o/oauth2/v2/auth",
            needs_client_secret=True,
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """An application at a provider, as a company has registered it. Its secrets are not part of it."""

    provider: Provider
    grant: Grant = Grant.REFRESH_TOKEN
    client_id: str = ""
    tenant: str = ""
    token_url: str = ""
    """Only with `Provider.OTHER`."""
    scope: str = ""
    """Only with `Provider.OTHER`."""

    @property
    def endpoint(self) -> str:
        """Where tokens come from."""
        preset = PRESETS.get(self.provider)
        return self._within(preset.token_url) if preset else self.token_url

    @property
    def device_endpoint(self) -> str:
        """Where a sign-in on another device begins; empty when there is no such thing."""
        preset = PRESETS.get(self.provider)
        return self._within(preset.device_url) if preset and self.grant is Grant.REFRESH_TOKEN else ""

    @property
    def scopes(self) -> str:
        preset = PRESETS.get(self.provider)
        if preset is None:
            return self.scope
        return preset.own_scope if self.grant is Grant.CLIENT_CREDENTIALS else preset.delegated_scope

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the fields without which no token can be asked for; the secrets are the vault's business."""
        lacking = [] if self.client_id else ["client_id"]
        preset = PRESETS.get(self.provider)
        if preset is None:
            lacking += [] if self.token_url else ["token_url"]
        elif preset.needs_tenant and not self.tenant and self.grant is Grant.CLIENT_CREDENTIALS:
            lacking.append("tenant")
        return tuple(lacking)

    @property
    def needed_secrets(self) -> tuple[str, ...]:
        """Which of `client_secret` and `refresh_token` it does not work without."""
        if self.grant is Grant.CLIENT_CREDENTIALS:
            return ("client_secret",)
        preset = PRESETS.get(self.provider)
        return ("client_secret", "refresh_token") if preset and preset.needs_client_secret else ("refresh_token",)

    def _within(self, address: str) -> str:
        return address.replace("{tenant}", self.tenant or ANY_TENANT)


def valid_tenant(text: str) -> bool:
    """Whether this may stand in Microsoft's address as the tenant."""
    return _TENANT.fullmatch(text) is not None
