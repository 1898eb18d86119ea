"""Key files of an installation: made once, readable by their owner only, each given to the services that need it and no other.

| file                | who                | for                                              |
|---------------------|--------------------|--------------------------------------------------|
| `token-sign.pem`    | campaign           | signs bearer tokens (Ed25519)                    |
| `token-verify.pem`  | all                | verifies them offline                            |
| `link.key`          | mailer, responses  | tag of the personal link (HMAC-SHA256)           |
| `invite.key`        | mailer, campaign   | link that invites a colleague (HMAC-SHA256)       |
| `form.key`          | responses          | signed form state of the public page             |
| `evidence-sign.pem` | responses          | signs receipts and exports (Ed25519)              |
| `evidence-verify.pem` | responses, anybody | verifies them; every key that was ever used       |
| `session.key`       | campaign           | signed console session and form tokens           |
| `secrets.key`       | mailer             | SMTP passwords and sign-ins at rest (AES-256-GCM) |
| `campaign-secrets.key` | campaign        | webhooks' secrets, second factors (AES-256-GCM)   |
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shared.errors import ConfigurationError

TOKEN_SIGN = "token-sign.pem"  # noqa: S105  # a file name
TOKEN_VERIFY = "token-verify.pem"  # noqa: S105  # a file name
EVIDENCE_SIGN = "evidence-sign.pem"
EVIDENCE_VERIFY = "evidence-verify.pem"
_PUBLIC = (TOKEN_VERIFY, EVIDENCE_VERIFY)
INVITE = "invite.key"
CAMPAIGN_SECRETS = "campaign-secrets.key"  # a file name
SYMMETRIC = ("link.key", INVITE, "form.key", "session.key", "secrets.key", CAMPAIGN_SECRETS)


def create_keys(folder: Path) -> list[Path]:
    """Make every key file that is not there yet; returns the new ones. Existing keys are never touched."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for private, public in ((TOKEN_SIGN, TOKEN_VERIFY), (EVIDENCE_SIGN, EVIDENCE_VERIFY)):
        sign, verify = folder / private, folder / public
        if not sign.exists():
            secret, shown = _new_pair()
            _write(sign, secret, 0o600)
            _write(verify, shown, 0o644)
            made += [sign, verify]
    for name in SYMMETRIC:
        path = folder / name
        if not path.exists():
            # "<version>:<hex>" lines, newest first: the first one is used for new things, all of them verify.
            _write(path, f"1:{secrets.token_hex(32)}\n".encode(), 0o600)
            made.append(path)
    return made


def renew_evidence_key(folder: Path) -> None:
    """Make a new key that signs receipts and exports. The public halves of the older ones stay: what they signed stays good."""
    present = read_key_file(folder, EVIDENCE_VERIFY)
    secret, shown = _new_pair()
    for name, content, mode in ((EVIDENCE_VERIFY, shown + present, 0o644), (EVIDENCE_SIGN, secret, 0o600)):
        fresh = folder / f".{name}.new"
        fresh.unlink(missing_ok=True)
        _write(fresh, content, mode)
        fresh.replace(folder / name)


def _new_pair() -> tuple[bytes, bytes]:
    """A new Ed25519 key and its public half, as PEM."""
    key = Ed25519PrivateKey.generate()
    return (
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def add_key(folder: Path, name: str) -> int:
    """Put a new key before those of a file and return its version: new things use it, the older ones stay valid."""
    if name not in SYMMETRIC:
        raise ConfigurationError(f"There is no key file {name!r} that holds several keys: {', '.join(SYMMETRIC)} do.")
    present = read_key_file(folder, name)
    version = max(number for number, _ in KeyRing.read(folder, name)) + 1
    fresh = folder / f".{name}.new"
    fresh.unlink(missing_ok=True)
    _write(fresh, f"{version}:{secrets.token_hex(32)}\n".encode() + present, 0o600)
    fresh.replace(folder / name)
    return version


def _write(path: Path, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def read_key_file(folder: Path, name: str) -> bytes:
    """The content of a key file, or a configuration error that names the command which makes it."""
    path = folder / name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"Key file {path} cannot be read ({error.strerror}). Run `mutabakat keys create`, or point MUTABAKAT_KEYS_DIR "
            "to the folder that has it."
        ) from None
    if name not in _PUBLIC and path.stat().st_mode & 0o077:
        raise ConfigurationError(f"Key file {path} is readable by others. Run `chmod 600 {path}`.")
    return content


class KeyRing:
    """Versioned symmetric keys: the first is current, all of them are accepted."""

    def __init__(self, keys: dict[int, bytes]) -> None:
        if not keys:
            raise ConfigurationError("A key ring needs at least one key.")
        self._keys = keys
        self.current = next(iter(keys))

    @classmethod
    def read(cls, folder: Path, name: str) -> KeyRing:
        keys: dict[int, bytes] = {}
        for line in read_key_file(folder, name).decode("ascii").split():
            version, _, value = line.partition(":")
            try:
                keys[int(version)] = bytes.fromhex(value)
            except ValueError:
                raise ConfigurationError(f"Key file {folder / name}: a line is not `version:hex`.") from None
        return cls(keys)

    def __getitem__(self, version: int) -> bytes:
        return self._keys[version]

    def get(self, version: int) -> bytes | None:
        return self._keys.get(version)

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return iter(self._keys.items())
