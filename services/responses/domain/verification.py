"""Compare stored evidence with what was sealed: every difference is named by its table, row and column.

Pure: the rows come from the database or from a file that was exported, and are judged by the same rules.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.responses.domain.entries import UNSEALED, Entry
from services.responses.domain.evidence_columns import KEYS
from services.responses.domain.seals import (
    ERASED,
    PERSONAL,
    Group,
    Row,
    Rows,
    Salts,
    group_of,
    read_seal,
    seal_sha256,
)
from services.responses.domain.snapshot import part_sha256, read_part_seals, snapshot_sha256
from shared.evidence.leaves import column_salt, leaf
from shared.evidence.receipt import verification_code

CHANGED = "was changed after it was sealed"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is not as it was. `column` is empty where the row itself is the matter."""

    table: str
    row: str
    column: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}{f', column {self.column}' if self.column else ''}: {self.what}"


@dataclass(frozen=True, slots=True)
class Judged:
    """What one entry's look gave. `follows`: the hashes that the next entry may name as the one before it."""

    findings: Sequence[Finding]
    follows: Collection[str]
    erased: int = 0
    """So many values were forgotten on purpose: their leaves are there and can no longer be opened."""


def name_of(entry: Entry) -> str:
    return f"{entry.response_id} at position {entry.position}"


def sealed_rows(entry: Entry) -> Mapping[str, Collection[str]]:
    """Keys by table of what this entry's seal speaks of, without itself; nothing when there is none to read."""
    try:
        rows = read_seal(entry.seal or "")
    except ValueError:
        return {}
    return {table: tuple(keyed) for table, keyed in rows.items() if table in KEYS}


def judge(entry: Entry, about: Rows) -> Judged:
    """One entry against its seal; `about`: the rows that the seal speaks of, as they are now."""
    name = name_of(entry)
    if entry.seal is None:
        return _judge_first_form(entry, name)
    sealed_hash = seal_sha256(entry.seal)
    follows = {entry.entry_sha256, sealed_hash}
    try:
        sealed = read_seal(entry.seal)
    except ValueError:
        return Judged([Finding("responses", name, "seal", CHANGED)], follows)
    rows: Rows = {**about, "responses": {str(entry.response_id): entry.sealed_columns}}
    findings, erased = _opened(entry, name, sealed, rows)
    if sealed_hash != entry.entry_sha256:
        # With one of both changed, the columns tell which: they fit a seal that is as it was.
        column = "seal" if findings else "entry_sha256"
        findings = [Finding("responses", name, column, CHANGED)]
    elif entry.verification_code != verification_code(sealed_hash):
        findings = [*findings, Finding("responses", name, "verification_code", CHANGED)]
    return Judged(findings, follows, erased)


def _judge_first_form(entry: Entry, name: str) -> Judged:
    recomputed = entry.hashed()
    fits = recomputed == entry.entry_sha256
    text = "one of its columns was changed after it was written (entries of the first form do not tell which)"
    return Judged([] if fits else [Finding("responses", name, "", text)], {entry.entry_sha256, recomputed})


def _opened(
    entry: Entry, name: str, sealed: Mapping[str, Mapping[str, Mapping[str, str]]], rows: Rows
) -> tuple[list[Finding], int]:
    """Every leaf against the value it was made of."""
    try:
        salts = Salts.read(entry.salts)
        closed = dict.fromkeys(Group, 0)
        opened = dict.fromkeys(Group, 0)
        findings, erased = [], 0
        for table, keyed in sealed.items():
            for key, leaves in keyed.items():
                row = rows.get(table, {}).get(key)
                label = name if table == "responses" else key
                if row is None:
                    findings.append(_missing(entry, table, label))
                    continue
                for column, expected in leaves.items():
                    group = group_of(table, column)
                    salt = salts.of(group, table, key)
                    value = row.get(column)
                    if salt is None:
                        erased += 1
                        if group is Group.BASE or not str(value).startswith(ERASED):
                            findings.append(
                                Finding("responses", name, "salts", f"the salt of {table}.{column} is gone")
                            )
                    elif leaf(column_salt(salt, column), table, column, value) == expected:
                        opened[group] += 1
                    else:
                        closed[group] += 1
                        findings.append(Finding(table, label, column, CHANGED))
                findings += _added(table, label, row, leaves)
    except ValueError:
        return [Finding("responses", name, "salts", CHANGED)], 0
    if any(closed[group] > 1 and not opened[group] for group in Group):
        # Not one leaf of a group can be opened: it is the salt that differs, not all of the values.
        return [Finding("responses", name, "salts", CHANGED)], erased
    return findings, erased


def _missing(entry: Entry, table: str, label: str) -> Finding:
    if table == "responses":
        return Finding("responses", label, "response_id", CHANGED)
    return Finding(table, label, KEYS.get(table, ""), f"is missing; answer {entry.response_id} rests on it")


def _added(table: str, label: str, row: Row, leaves: Mapping[str, str]) -> Iterable[Finding]:
    """Columns that came after the seal was made have nothing to say about what was sealed before."""
    for column, value in row.items():
        if column not in leaves and column not in UNSEALED and value not in (None, "", 0, False, "[]", "link"):
            yield Finding(table, label, column, "has a value although there was none when it was sealed")


def part_findings(statement: Row, parts: Sequence[Row]) -> Iterable[Finding]:
    """The documents of a statement against what it says of its parts."""
    id_ = str(statement["reconciliation_id"])
    try:
        seals = {one.part: one for one in read_part_seals(statement["part_seals"] or "[]")}
    except ValueError:
        yield Finding("statements", id_, "part_seals", CHANGED)
        return
    found: dict[int, list[str]] = defaultdict(list)
    whole = True
    for part in parts:
        number, label = part["part"], f"{id_} part {part['part']}"
        known = seals.get(number) if seals else None
        if seals and known is None:
            yield Finding("statement_parts", label, "part", "there is no such part in the statement")
            continue
        found[number].append(part["documents"])
        if str(part["reconciliation_id"]) != id_:
            yield Finding("statement_parts", label, "reconciliation_id", "is not the reconciliation of its statement")
        if str(part["company_id"]) != str(statement["company_id"]):
            yield Finding("statement_parts", label, "company_id", "is not the company of its statement")
        if known is None:
            continue
        if part["document_count"] != known.documents:
            yield Finding("statement_parts", label, "document_count", CHANGED)
        if part_sha256(part["documents"]) != known.sha256:
            whole = False
            yield Finding("statement_parts", label, "documents", CHANGED)
    missing = sorted((set(seals) or set(range(1, statement["parts"] + 1))) - set(found))
    for number in missing:
        yield Finding("statement_parts", f"{id_} part {number}", "part", "is missing")
    if missing or not whole:
        return
    texts = [text for number in sorted(found) for text in found[number]]
    if snapshot_sha256(statement["company"] or "", texts, statement["head"]) != statement["snapshot_sha256"]:
        yield Finding("statements", id_, "", "company, head and documents do not give the hash of what was shown")


def forgotten_columns(table: str, group: Group) -> Sequence[str]:
    """The columns of a table that are replaced when this group is forgotten."""
    return [column for column, of in PERSONAL.get(table, {}).items() if of is group]
