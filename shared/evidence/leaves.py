"""Leaves: the salted hash of one column of one row, and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
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


def leaves(table: str, row: Mapping[str, object], row_salt: bytes, own: Mapping[str, bytes]) -> dict[str, str]:
    """The leaf of each column of a row, as `leaf` has it under `column_salt`, from `row_salt` or the column's `own` one. In one
    place and without a call for each: this is what every answer pays for some sixty times."""
    found = {}
    for column, value in row.items():
        salt = sha256(own.get(column, row_salt) + column.encode()).digest()[:16]
        text = encode_basestring(value) if type(value) is str else _written(plain(value))
        found[column] = sha256(salt + f"{_opening(table, column)}{text}]".encode()).hexdigest()[:LEAF]
    return found


@lru_cache(maxsize=1024)
def _opening(table: str, column: str) -> str:
    """`["table","column",`: the same for every row, and an answer has some seventy leaves."""
    return f"{canonical([table, column])[:-1]},"


def _written(value: object) -> str:
    """As `canonical` writes it; what nearly all are, without an encoder of their own."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)  # type: ignore[arg-type]  # it is one
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    return "null" if value is None else canonical(value)


def plain(value: object) -> object:
    """A stored value as JSON has it; the same whatever database it came from."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
