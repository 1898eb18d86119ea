"""Signatures and hashes as an auditor's package has them, with nothing but the standard library."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

Json = dict[str, Any]

# --- Ed25519 (RFC 8032): only checking, on extended coordinates; a signature takes a few milliseconds

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
HALF = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _point(raw: bytes) -> Point | None:
    number = int.from_bytes(raw, "little")
    odd, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * HALF % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return (x if x & 1 == odd else P - x, y, 1, (x if x & 1 == odd else P - x) * y % P)


def _add(one: Point, two: Point) -> Point:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
ZERO: Point = (0, 1, 1, 0)


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message was made with the private half of this key."""
    public = _point(key)
    if public is None or BASE is None or len(signature) != 64:
        return False
    factor = int.from_bytes(signature[32:], "little")
    if factor >= ORDER:
        return False
    digest = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    negative: Point = (P - public[0], public[1], 1, P - public[3])
    steps = (None, BASE, negative, _add(BASE, negative))
    found = ZERO
    for bit in range(252, -1, -1):  # both products in one go
        found = _add(found, found)
        step = steps[(factor >> bit & 1) | (digest >> bit & 1) << 1]
        found = found if step is None else _add(found, step)
    inverse = pow(found[2], P - 2, P)
    x, y = found[0] * inverse % P, found[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


class Keys:
    """Public keys by the names that signed documents call them."""

    def __init__(self, pem: bytes) -> None:
        self.by_id: dict[str, bytes] = {}
        for block in re.findall(rb"-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", pem, re.DOTALL):
            raw = base64.b64decode(block)
            if raw[:12] == bytes.fromhex("302a300506032b6570032100") and len(raw) == 44:
                self.by_id[hashlib.sha256(raw[12:]).hexdigest()[:16]] = raw[12:]

    def wrong(self, document: Json) -> str:
        """What is wrong with the signature of a document; empty when nothing is."""
        signature = document.get("signature")
        if not isinstance(signature, dict) or signature.get("algorithm") != "Ed25519":
            return "there is no Ed25519 signature"
        key = self.by_id.get(str(signature.get("key")))
        if key is None:
            return f"it was made with the key {signature.get('key')}, which is not among the public keys"
        content = canonical({name: value for name, value in document.items() if name != "signature"})
        try:
            value = base64.b64decode(str(signature.get("value")), validate=True)
        except ValueError:
            return "the signature is damaged"
        if base64.b64encode(value).decode() != signature.get("value"):
            return "the signature was written in another way"
        return "" if is_signed(key, content.encode(), value) else "this is not what was signed"


# --- how values are hashed


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def derived(secret: bytes, name: str) -> bytes:
    return hashlib.sha256(secret + name.encode()).digest()[:16]


def leaf(salt: bytes, table: str, column: str, value: Any) -> str:
    return sha256(salt + canonical([table, column, value]).encode())[:32]


def code_of(entry_sha256: str) -> str:
    digest = hashlib.sha256(f"verification|{entry_sha256}".encode()).digest()[:10]
    text = base64.b32encode(digest).decode()
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))
