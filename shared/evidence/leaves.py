"""Leaves: the salted hash of one column of one row, and of nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring
from uuid import UUID

from shared.evidence.canonical import canonical

LEAF = 32
"""Hexadecimal digits of a leaf: 128 bits, against which there is no second text to be found."""


def column_salt(row_salt: bytes, column: str) -> bytes:
    """The salt of one column: who is shown it can open this leaf and no other of the row."""
    return derived(row_salt, column)


def derived(secret: bytes, name: str) -> bytes:
    """A salt that comes from another one. Half of a hash behind a secret of fixed length: nothing leads back or on."""
    return sha256(secret + name.encode()).digest()[:16]


def leaf(salt: bytes, table: str, column: str, value: object) -> str:
    """The leaf of a value under its column's salt."""
    return sha256(salt + f"{_opening(table, column)}{_written(plain(value))}]".encode()).hexdigest()[:LEAF]


@lru_cache(maxsize=1024)
def _opening(table: str, column: str) -> str:
    """`["table","column",`: the same for every row, and an answer has some seventy leaves."""
    return f"{canonical([table, column])[:-1]},"


def _written(value: object) -> str:
    """As `canonical` writes it; texts, which nearly all are, without an encoder of their own."""
    return encode_basestring(value) if type(value) is str else canonical(value)


def plain(value: object) -> object:
    """A stored value as JSON has it; the same whatever database it came from."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
