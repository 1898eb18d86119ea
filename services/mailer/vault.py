"""Secrets of SMTP settings at rest: AES-256-GCM, bound to company, configuration and field.

`v1.<key>.<nonce>.<ciphertext>`; the additional data names where the secret belongs, so that a ciphertext copied to another
row does not open (mailer.md §5.1). Nothing here ever puts a secret into an exception or a log.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from shared.keys import KeyRing

PASSWORD = "password"  # noqa: S105  # the name of a field
REFRESH_TOKEN = "refresh_token"  # noqa: S105  # the name of a field
CLIENT_SECRET = "client_secret"  # noqa: S105  # the name of a field
DEVICE_CODE = "device_code"
"""Of a sign-in that is under way; kept for minutes, with the request."""
COLUMNS = {PASSWORD: "secret", REFRESH_TOKEN: "refresh_token", CLIENT_SECRET: "client_secret"}
"""Field → column of `smtp_configurations` that holds its ciphertext."""
_VERSION = "v1"


class SecretUnreadable(Exception):
    """A stored secret does not open: its key is gone or the row was tampered with."""


class Vault:
    """Seals and opens secrets with the installation's key ring."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def seal(self, secret: SecretStr, *, company_id: UUID, config_id: UUID, field: str = PASSWORD) -> str:
        nonce = token_bytes(12)
        cipher = AESGCM(self._keys[self._keys.current])
        sealed = cipher.encrypt(nonce, secret.get_secret_value().encode(), _place(company_id, config_id, field))
        return f"{_VERSION}.{self._keys.current}.{_text(nonce)}.{_text(sealed)}"

    def open(self, sealed: str, *, company_id: UUID, config_id: UUID, field: str = PASSWORD) -> SecretStr:
        try:
            version, key_id, nonce, ciphertext = sealed.split(".")
            key = self._keys.get(int(key_id))
            if version != _VERSION or key is None:
                raise ValueError
            plain = AESGCM(key).decrypt(_bytes(nonce), _bytes(ciphertext), _place(company_id, config_id, field))
        except (ValueError, InvalidTag):
            raise SecretUnreadable(
                "The stored password or sign-in cannot be opened: the key in secrets.key is not the one that sealed it. "
                "Bring the old key file back, or enter it again."
            ) from None
        return SecretStr(plain.decode())

    def opened(self, row: Any, field: str) -> SecretStr | None:
        """What a configuration's row keeps in this field; None when nothing is kept. Raises `SecretUnreadable`."""
        sealed = getattr(row, COLUMNS[field])
        return self.open(sealed, company_id=row.company_id, config_id=row.id, field=field) if sealed else None

    def reseal(self, sealed: str, *, company_id: UUID, config_id: UUID, field: str) -> str | None:
        """The same secret under the current key; None when that is the one that sealed it. Raises `SecretUnreadable`."""
        if sealed.startswith(f"{_VERSION}.{self._keys.current}."):
            return None
        secret = self.open(sealed, company_id=company_id, config_id=config_id, field=field)
        return self.seal(secret, company_id=company_id, config_id=config_id, field=field)


def _place(company_id: UUID, config_id: UUID, field: str) -> bytes:
    return f"{company_id}|{config_id}|{field}".encode()


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))
