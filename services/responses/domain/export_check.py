"""Check an exported evidence file with the public key alone: no database, no network. What is wrong is named."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any

from services.responses.domain.chain_walk import ChainWalk
from services.responses.domain.entries import Entry
from services.responses.domain.evidence_columns import KEYS
from services.responses.domain.export_file import read_lines
from services.responses.domain.seals import read_seal, seal_sha256
from services.responses.domain.verification import Finding, judge, name_of, part_findings
from shared.evidence.leaves import leaf
from shared.evidence.signing import Forged, SignatureVerifier, UnknownKey

CheckStamp = Callable[[str, str], str]
"""Checks a time stamp's token (base64) over an entry's hash; returns what is wrong, or nothing."""

_FIELDS = frozenset(one.name for one in fields(Entry))


@dataclass
class ExportReport:
    """`findings`: what is not as it was, in words. Empty: every record is what was sealed and signed."""

    header: Mapping[str, Any] = field(default_factory=dict)
    entries: int = 0
    closed: int = 0
    statements: int = 0
    stamps: int = 0
    erased: int = 0
    findings: list[str] = field(default_factory=list)

    def add(self, found: Iterable[Finding | str]) -> None:
        self.findings += [str(one) for one in found if str(one) not in self.findings]


class ExportCheck:
    """Reads the records of one file in their order. Only rows are kept, never a statement's documents."""

    def __init__(self, keys: SignatureVerifier, check_stamp: CheckStamp) -> None:
        self.report = ExportReport()
        self._keys = keys
        self._check_stamp = check_stamp
        self._rows: dict[str, dict[str, Mapping[str, Any]]] = {table: {} for table in KEYS}
        self._walk: ChainWalk | None = None
        self._hashes: set[str] = set()
        self._ended = False
        self._first = 0

    def run(self, lines: Iterable[bytes]) -> ExportReport:
        """Raises `NoExport` for a file that is none of ours."""
        digest = sha256()
        for number, record, line in read_lines(lines):
            if self._ended:
                self.report.add([f"line {number}: stands behind the signed end of the file"])
            elif record["record"] == "end":
                self._end(record, number - 1, digest.hexdigest())
            else:
                digest.update(line)
                self._take(number, record)
        if not self._ended:
            self.report.add(["the signed end of the file is missing: it was cut off"])
        return self.report

    def _take(self, number: int, record: Mapping[str, Any]) -> None:
        try:
            match record["record"]:
                case "header":
                    self.report.header = record
                case "statement":
                    self.report.statements += 1
                    self._keep("statements", record["row"])
                    self.report.add(part_findings(record["row"], record["parts"]))
                case "link":
                    self._keep("links", record["row"])
                case "invitation":
                    self._keep("invitations", record["row"])
                case "entry":
                    self._entry(record["row"])
                case "closed":
                    self._closed(record)
                case "timestamp":
                    self._stamp(record)
                case "head":
                    walk = self._walk or ChainWalk(record["position"], None)
                    owner = str(self.report.header.get("company_id"))
                    self.report.add(walk.end(record["position"], record["entry_sha256"], owner))
                case unknown:
                    self.report.add([f"line {number}: a record of the unknown kind {unknown}"])
        except (KeyError, TypeError, ValueError) as error:
            self.report.add([f"line {number}: the record is not complete ({type(error).__name__}: {error})"])

    def _keep(self, table: str, row: Mapping[str, Any]) -> None:
        self._rows[table][str(row[KEYS[table]])] = row

    def _entry(self, row: Mapping[str, Any]) -> None:
        self.report.entries += 1
        foreign = sorted(row.keys() - _FIELDS)
        if foreign:
            self.report.add([f"responses {row.get('response_id')}, column {name}: is not known" for name in foreign])
        entry = Entry(**{name: value for name, value in row.items() if name in _FIELDS})
        judged = judge(entry, self._rows)
        self.report.erased += judged.erased
        self._step(name_of(entry), entry.position, entry.previous_sha256, judged.follows)
        self.report.add(judged.findings)

    def _closed(self, record: Mapping[str, Any]) -> None:
        self.report.closed += 1
        name = f"{record['response_id']} at position {record['position']}"
        follows = {record["entry_sha256"]}
        if record["seal"] is not None:
            follows.add(seal_sha256(record["seal"]))
            if len(follows) > 1:
                self.report.add([Finding("responses", name, "seal", "does not have the hash of its entry")])
            leaves = read_seal(record["seal"])["responses"][record["response_id"]]
            for column, opened in record["opened"].items():
                shown = record.get(column, opened["value"])
                salt = bytes.fromhex(opened["salt"])
                if shown != opened["value"] or leaf(salt, "responses", column, shown) != leaves.get(column):
                    self.report.add([Finding("responses", name, column, "is not what was sealed")])
        self._step(name, record["position"], record["previous_sha256"], follows)

    def _step(self, name: str, position: int, previous: str, follows: Iterable[str]) -> None:
        known = set(follows)
        self._hashes |= known
        if self._walk is None:
            self._first = position
            self._walk = ChainWalk() if position == 1 else ChainWalk(position - 1, None)
        self.report.add(self._walk.step(name, position, previous, known))

    def _stamp(self, record: Mapping[str, Any]) -> None:
        self.report.stamps += 1
        name = f"time stamp of position {record['position']}"
        # Stamps of entries before the first one of this file are about what the file only names by its hash.
        if self._first <= record["position"] and record["entry_sha256"] not in self._hashes:
            self.report.add([f"{name}: no entry of this file has the hash that it is about"])
        wrong = self._check_stamp(record["token"], record["entry_sha256"])
        if wrong:
            self.report.add([f"{name}: {wrong}"])

    def _end(self, record: Mapping[str, Any], lines: int, digest: str) -> None:
        self._ended = True
        if record.get("lines") != lines:
            self.report.add([f"the file has {lines} lines before its end, {record.get('lines')} were signed"])
        if record.get("sha256") != digest:
            self.report.add(["the file was changed after it was signed"])
        try:
            self._keys.check(json.loads(json.dumps(record)))
        except UnknownKey as error:
            self.report.add([f"signature: made with the key {error}, which is not among the public keys given"])
        except Forged as error:
            self.report.add([f"signature: {error}"])
