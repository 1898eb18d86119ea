"""A seal: what every column of an answer, and of all that it rests on, was when the answer was stored.

Each column becomes a *leaf*, a salted hash of its own. The seal lists the leaves of all rows; the entry's hash is the hash of the
seal. So a later change is found **and named by its column**, and a person's data can be forgotten without breaking the chain: the
value and its salt go, the leaf stays and tells nothing (`docs/decisions`, "Answers are sealed column by column").
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from shared.evidence.canonical import canonical
from shared.evidence.leaves import derived, leaves

FORM = 2
"""Of the seal. Entries without a seal are of form 1: one hash over all their columns."""

ERASED = "***"
"""What a forgotten text is replaced with, alone or followed by what keeps it unique."""

Row = Mapping[str, Any]
Rows = Mapping[str, Mapping[str, Row]]
"""Rows by table and key."""


class Group(StrEnum):
    """Columns that are forgotten together: each group of each row has a salt of its own, from which those of its columns come."""

    BASE = "base"
    """Never forgotten while the answer is kept."""
    PERSON = "person"
    TRACE = "trace"
    """Where and with what the answer was given: the first to go."""


PERSONAL: Mapping[str, Mapping[str, Group]] = {
    "responses": {
        "responder_name": Group.PERSON,
        "responder_title": Group.PERSON,
        "address": Group.PERSON,
        "ip": Group.TRACE,
        "user_agent": Group.TRACE,
    },
    "links": {"address": Group.PERSON, "name": Group.PERSON},
    "statements": {"recipients": Group.PERSON},
}
"""Every other column is of the group `base`."""


def group_of(table: str, column: str) -> Group:
    return PERSONAL.get(table, {}).get(column, Group.BASE)


@dataclass(frozen=True, slots=True)
class Salts:
    """The salts of one seal: per group, or per group and row once a row of it was forgotten."""

    values: Mapping[str, str]

    @classmethod
    def fresh(cls) -> Salts:
        return cls({group.value: secrets.token_hex(16) for group in Group})

    @classmethod
    def read(cls, text: str | None) -> Salts:
        """Raises `ValueError` for what is no list of salts."""
        values = json.loads(text or "{}")
        if not isinstance(values, dict) or not all(isinstance(one, str) for one in values.values()):
            raise ValueError("salts are a JSON object of texts")
        return cls(values)

    def write(self) -> str:
        return canonical(dict(self.values))

    def of(self, group: Group, table: str, key: str) -> bytes | None:
        """The salt of one row's columns of this group; None once they were forgotten."""
        own = self.values.get(f"{group}:{table}:{key}")
        if own is not None:
            return bytes.fromhex(own)
        root = self.values.get(group)
        return None if root is None else derived(bytes.fromhex(root), f"{table}:{key}")

    def without(self, group: Group, forgotten: Iterable[tuple[str, str]], rows: Iterable[tuple[str, str]]) -> Salts:
        """These salts, but for the `forgotten` rows of a group; `rows` are all that the seal speaks of."""
        gone = set(forgotten)
        values = {name: value for name, value in self.values.items() if name.partition(":")[0] != group}
        for table, key in rows:
            salt = self.of(group, table, key)
            if (table, key) not in gone and salt is not None and group in PERSONAL.get(table, {}).values():
                values[f"{group}:{table}:{key}"] = salt.hex()
        return Salts(values)


def seal(rows: Rows, salts: Salts) -> str:
    """The seal of these rows, as canonical JSON."""
    leaves = {
        table: {key: _leaves(salts, table, key, row) for key, row in keyed.items()} for table, keyed in rows.items()
    }
    return canonical({"form": FORM, "rows": leaves})


def _leaves(salts: Salts, table: str, key: str, row: Row) -> dict[str, str]:
    personal = PERSONAL.get(table, {})
    of_group = {group: salts.of(group, table, key) or b"" for group in {Group.BASE, *personal.values()}}
    own = {column: of_group[group] for column, group in personal.items()}
    return leaves(table, row, of_group[Group.BASE], own)


def read_seal(text: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Leaves by table, key and column. Raises `ValueError` for what is no seal."""
    value = json.loads(text)
    if not isinstance(value, dict) or value.get("form") != FORM or not isinstance(value.get("rows"), dict):
        raise ValueError("no seal of a known form")
    rows: Mapping[str, Mapping[str, Mapping[str, str]]] = value["rows"]
    return rows


def seal_sha256(text: str) -> str:
    """The hash of an entry that has this seal."""
    return sha256(text.encode()).hexdigest()
