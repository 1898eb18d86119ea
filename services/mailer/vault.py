"""Secrets of SMTP settings at rest, bound to company, configuration and field (`shared/sealing.py`)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import SecretStr

from shared.keys import KeyRing
from shared.sealing import Sealer, SecretUnreadable

__all__ = ["CLIENT_SECRET", "COLUMNS", "DEVICE_CODE", "PASSWORD", "REFRESH_TOKEN", "SecretUnreadable", "Vault"]

PASSWORD = "password"  # noqa: S105  # the name of a field
REFRESH_TOKEN = "refresh_token"  # noqa: S105  # the name of a field
CLIENT_SECRET = "client_secret"  # noqa: S105  # the name of a field
DEVICE_CODE = "device_code"
"""Of a sign-in that is under way; kept for minutes, with the request."""
COLUMNS = {PASSWORD: "secret", REFRESH_TOKEN: "refresh_token", CLIENT_SECRET: "client_secret"}
"""Field → column of `smtp_configurations` that holds its ciphertext."""


class Vault:
    """Seals and opens secrets with the installation's key ring."""

    def __init__(self, keys: KeyRing) -> None:
        self._sealer = Sealer(keys)

    def seal(self, secret: SecretStr, *, company_id: UUID, config_id: UUID, field: str = PASSWORD) -> str:
        return self._sealer.seal(secret.get_secret_value(), _place(company_id, config_id, field))

    def open(self, sealed: str, *, company_id: UUID, config_id: UUID, field: str = PASSWORD) -> SecretStr:
        try:
            return SecretStr(self._sealer.open(sealed, _place(company_id, config_id, field)))
        except SecretUnreadable:
            raise SecretUnreadable(
                "The stored password or sign-in cannot be opened: the key in secrets.key is not the one that sealed it. "
                "Bring the old key file back, or enter it again."
            ) from None

    def opened(self, row: Any, field: str) -> SecretStr | None:
        """What a configuration's row keeps in this field; None when nothing is kept. Raises `SecretUnreadable`."""
        sealed = getattr(row, COLUMNS[field])
        return self.open(sealed, company_id=row.company_id, config_id=row.id, field=field) if sealed else None

    def reseal(self, sealed: str, *, company_id: UUID, config_id: UUID, field: str) -> str | None:
        """The same secret under the current key; None when that is the one that sealed it. Raises `SecretUnreadable`."""
        if self._sealer.is_current(sealed):
            return None
        secret = self.open(sealed, company_id=company_id, config_id=config_id, field=field)
        return self.seal(secret, company_id=company_id, config_id=config_id, field=field)


def _place(company_id: UUID, config_id: UUID, field: str) -> str:
    return f"{company_id}|{config_id}|{field}"
