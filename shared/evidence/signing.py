"""Ed25519 signatures over JSON documents, by keys that are named in the document.

A verification file holds every public key that an installation ever signed with, so that a new key makes no old receipt invalid.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from shared.errors import ConfigurationError
from shared.evidence.canonical import canonical

_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)


def key_id(key: Ed25519PublicKey) -> str:
    """What a document calls the key that signed it: the first 64 bits of the hash of the raw public key."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


class Signer:
    """Signs with the installation's evidence key."""

    def __init__(self, pem: bytes) -> None:
        try:
            key = load_pem_private_key(pem, None)
        except ValueError:
            key = None
        if not isinstance(key, Ed25519PrivateKey):
            raise ConfigurationError("The evidence key is no Ed25519 key in PEM. Run `mutabakat keys create`.")
        self._key = key
        self.key_id = key_id(key.public_key())

    def sign(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """The content with its signature beside it."""
        return {**content, "signature": self._signature(canonical(content))}

    def signed(self, content: Mapping[str, Any]) -> str:
        """The same as canonical text. No name in `content` comes behind `signature`, so that it is written once."""
        text = canonical(content)
        if max(content) >= "signature":
            raise ValueError("the signature would not be the last in its document")
        return f'{text[:-1]},"signature":{canonical(self._signature(text))}}}'

    def _signature(self, text: str) -> dict[str, str]:
        value = self._key.sign(text.encode())
        return {"algorithm": "Ed25519", "key": self.key_id, "value": b64encode(value).decode()}


class UnknownKey(Exception):
    """Signed with a key that is not in the verification file."""


class Forged(Exception):
    """The signature does not fit: the document is not what was signed."""


class SignatureVerifier:
    """Checks documents with the public keys of a verification file."""

    def __init__(self, pem: bytes) -> None:
        found = [load_pem_public_key(block) for block in _PEM.findall(pem)]
        keys = [key for key in found if isinstance(key, Ed25519PublicKey)]
        if not keys:
            raise ConfigurationError("The file of public keys holds no Ed25519 key in PEM.")
        self._keys = {key_id(key): key for key in keys}

    def check(self, document: Mapping[str, Any]) -> None:
        """Raises `UnknownKey` or `Forged`."""
        content = {name: value for name, value in document.items() if name != "signature"}
        signature = document.get("signature")
        if not isinstance(signature, dict) or signature.get("algorithm") != "Ed25519":
            raise Forged("there is no Ed25519 signature")
        key = self._keys.get(str(signature.get("key")))
        if key is None:
            raise UnknownKey(str(signature.get("key")))
        try:
            key.verify(b64decode(str(signature.get("value")), validate=True), canonical(content).encode())
        except (InvalidSignature, ValueError):
            raise Forged("the signature does not fit") from None
