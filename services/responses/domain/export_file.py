"""The file in which evidence leaves the house: one JSON object a line, the last one signed over all lines before it.

| record | holds |
|---|---|
| `header` | format, company, scope, when it was made |
| `statement` | what was shown: the row and its parts with all documents |
| `link`, `invitation` | who was written to, when and why |
| `entry` | an answer with its seal and salts |
| `closed` | an answer outside of the scope: its seal alone, which tells nothing and keeps the chain whole |
| `timestamp` | a time stamp (RFC 3161) over the hash of an entry |
| `head` | where the chain ended |
| `end` | how many lines there are before it, their hash, and the signature |
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from services.responses.domain.entries import Entry
from services.responses.domain.seals import Group, Row, Salts
from shared.evidence.canonical import canonical
from shared.evidence.leaves import column_salt, plain
from shared.evidence.signing import Signer

FORMAT = "mutabakat.evidence/1"
_PLACE = ("position", "previous_sha256", "company_id")
"""Columns of a closed entry that are opened: they say where in the chain it stands."""


def row_record(kind: str, row: Row, **more: Any) -> dict[str, Any]:
    """A stored row as it travels; its values as they are hashed."""
    return {"record": kind, "row": {name: plain(value) for name, value in row.items()}, **more}


def entry_record(entry: Entry) -> dict[str, Any]:
    return row_record("entry", asdict(entry))


def closed_record(entry: Entry) -> dict[str, Any]:
    """An entry of which nothing is told but its place."""
    opened: dict[str, Any] = {}
    if entry.seal is not None:
        salt = Salts.read(entry.salts).of(Group.BASE, "responses", str(entry.response_id)) or b""
        for column in _PLACE:
            opened[column] = {"salt": column_salt(salt, column).hex(), "value": plain(getattr(entry, column))}
    return {
        "record": "closed",
        "response_id": str(entry.response_id),
        "position": entry.position,
        "previous_sha256": entry.previous_sha256,
        "entry_sha256": entry.entry_sha256,
        "seal": entry.seal,
        "opened": opened,
    }


class Writing:
    """Turns records into lines, and ends them with the signature."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._hash = sha256()
        self._lines = 0

    def line(self, record: Mapping[str, Any]) -> bytes:
        written = f"{canonical(record)}\n".encode()
        self._hash.update(written)
        self._lines += 1
        return written

    def end(self) -> bytes:
        content = {"record": "end", "format": FORMAT, "lines": self._lines, "sha256": self._hash.hexdigest()}
        return f"{canonical(self._signer.sign(content))}\n".encode()


class NoExport(ValueError):
    """The file is none of ours."""


def read_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any], bytes]]:
    """Number, record and bytes of each line. Raises `NoExport` where a line is no record."""
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except ValueError:
            raise NoExport(f"line {number} is no JSON") from None
        if not isinstance(record, dict) or not isinstance(record.get("record"), str):
            raise NoExport(f"line {number} is no record of an evidence file")
        if number == 1 and (record["record"] != "header" or record.get("format") != FORMAT):
            raise NoExport(f"this is no evidence file of the format {FORMAT}")
        yield number, record, line
