"""Reads the evidence file a second time: not with the code that wrote it, so that a mistake there does not excuse itself here."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator

from services.campaign.audit.verifier.signatures import Json, Keys, canonical, code_of, derived, leaf, sha256

EVIDENCE = "evidence/evidence.jsonl"
PERSONAL = {
    "responses": {
        "responder_name": "person",
        "responder_title": "person",
        "address": "person",
        "ip": "trace",
        "user_agent": "trace",
    },
    "links": {"address": "person", "name": "person"},
    "statements": {"recipients": "person"},
}
KEY_OF = {"statements": "reconciliation_id", "links": "link_id", "invitations": "message_id"}
UNSEALED = {"entry_sha256", "seal", "salts", "verification_code"}
FIRST_FORM_LACKS = UNSEALED | {"security_level", "information_version", "ledger_sha256", "details", "late"}


class Evidence:
    """The file of answers and of what they rest on; a second reading of what the program itself checks."""

    def __init__(self, keys: Keys, tell: Callable[[str, str], None]) -> None:
        self._keys = keys
        self._tell = tell
        """Takes a reconciliation's id (empty: of the file as a whole) and what is wrong."""
        self.rows: dict[str, dict[str, Json]] = {table: {} for table in KEY_OF}
        self.entries: dict[str, list[Json]] = {}
        self.forgotten = self.closed = self.stamps = 0
        self._position: int | None = None
        self._follows: set[str] | None = None

    def read(self, content: bytes) -> None:
        digest, count, ended = hashlib.sha256(), 0, False
        for number, line in enumerate(io.BytesIO(content), start=1):
            try:
                record = json.loads(line)
                kind = record["record"]
                if kind == "end":
                    ended = True
                    if record.get("lines") != count or record.get("sha256") != digest.hexdigest():
                        self._tell("", f"{EVIDENCE}: it was changed after it was signed")
                    if wrong := self._keys.wrong(record):
                        self._tell("", f"{EVIDENCE}: signature: {wrong}")
                    continue
                digest.update(line)
                count += 1
                self._take(kind, record)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                self._tell("", f"{EVIDENCE}: line {number} is damaged ({type(error).__name__}: {error})")
        if not ended:
            self._tell("", f"{EVIDENCE}: its signed end is missing; it was cut off")

    def _take(self, kind: str, record: Json) -> None:
        if kind in ("statement", "link", "invitation"):
            row = record["row"]
            self.rows[f"{kind}s"][str(row[KEY_OF[f"{kind}s"]])] = row
            if kind == "statement":
                self._statement(row, record["parts"])
        elif kind == "entry":
            self._entry(record["row"])
        elif kind == "closed":
            self._closed(record)
        elif kind == "timestamp":
            self.stamps += 1
        elif kind == "head" and self._position is not None:
            fits = record["position"] == self._position and record["entry_sha256"] in (self._follows or ())
            if not fits:
                self._tell("", "the chain of answers does not end where its head says")

    def _statement(self, row: Json, parts: list[Json]) -> None:
        """The documents against the hash of what was shown."""
        id_ = row["reconciliation_id"]
        texts = [part["documents"] for part in sorted(parts, key=lambda part: part["part"])]
        for number, documents, digest in json.loads(row["part_seals"] or "[]"):
            fits = [part for part in parts if part["part"] == number and part["document_count"] == documents]
            if len(fits) != 1 or sha256(fits[0]["documents"].encode()) != digest:
                self._tell(id_, f"what was shown: part {number} of the documents was changed")
        joined = ",".join(text[1:-1] for text in texts if text != "[]")
        shown = f'{{"company":{row["company"]},"documents":[{joined}],"head":{row["head"]}}}'
        if sha256(shown.encode()) != row["snapshot_sha256"]:
            self._tell(id_, "what was shown: company, head and documents do not give its hash")

    def _entry(self, row: Json) -> None:
        id_ = row["reconciliation_id"]
        self.entries.setdefault(id_, []).append(row)
        follows = {row["entry_sha256"]}
        if row["seal"] is None:
            values = {name: value for name, value in row.items() if name not in FIRST_FORM_LACKS}
            if values.get("own_balances") is None:
                values.pop("own_balances", None)
            follows.add(sha256(canonical(values).encode()))
            if len(follows) > 1:
                self._tell(id_, f"answer {row['version']}: one of its columns was changed")
        else:
            follows.add(sha256(row["seal"].encode()))
            if len(follows) > 1:
                self._tell(id_, f"answer {row['version']}: its seal does not have the hash of the entry")
            elif row["verification_code"] != code_of(row["entry_sha256"]):
                self._tell(id_, f"answer {row['version']}: its code does not belong to it")
            for wrong in self._opened(row, json.loads(row["seal"])["rows"]):
                self._tell(id_, f"answer {row['version']}: {wrong}")
        self._step(id_, row["position"], row["previous_sha256"], follows)

    def _opened(self, entry: Json, sealed: dict[str, dict[str, dict[str, str]]]) -> Iterator[str]:
        """Every sealed column against its value."""
        salts = json.loads(entry["salts"] or "{}")
        own = {name: value for name, value in entry.items() if name not in UNSEALED}
        for table, keyed in sealed.items():
            for key, leaves in keyed.items():
                row = own if table == "responses" else self.rows[table].get(key)
                if row is None:
                    yield f"the row {key} of {table} on which it rests is missing"
                    continue
                for column, expected in leaves.items():
                    group = PERSONAL.get(table, {}).get(column, "base")
                    salt = salts.get(f"{group}:{table}:{key}")
                    root = bytes.fromhex(salt) if salt else None
                    if root is None and group in salts:
                        root = derived(bytes.fromhex(salts[group]), f"{table}:{key}")
                    value = row.get(column)
                    if root is None:
                        # Forgotten on purpose: only what says something of a person ever is.
                        self.forgotten += 1
                        if group == "base" or not str(value).startswith("***"):
                            yield f"{table}.{column} can no longer be opened"
                    elif leaf(derived(root, column), table, column, value) != expected:
                        yield f"{table}.{column} was changed after it was sealed"
                for column in sorted(set(row) - set(leaves)):
                    if row[column] not in (None, "", 0, False, "[]", "link"):
                        yield f"{table}.{column} has a value although there was none when it was sealed"

    def _closed(self, record: Json) -> None:
        """An answer to somebody else, of which only the seal is told."""
        self.closed += 1
        follows = {record["entry_sha256"]}
        if record["seal"] is not None:
            follows.add(sha256(record["seal"].encode()))
            leaves = json.loads(record["seal"])["rows"]["responses"][record["response_id"]]
            for column, opened in record["opened"].items():
                value = record.get(column, opened["value"])
                if value != opened["value"] or leaf(
                    bytes.fromhex(opened["salt"]), "responses", column, value
                ) != leaves.get(column):
                    self._tell("", f"the closed answer at position {record['position']}: {column} was changed")
        self._step("", record["position"], record["previous_sha256"], follows)

    def _step(self, id_: str, position: int, previous: str, follows: set[str]) -> None:
        if self._position is not None and position != self._position + 1:
            self._tell(id_, f"the chain of answers has a gap before position {position}")
        elif self._follows is not None and previous not in self._follows:
            self._tell(id_, f"the answer at position {position} does not follow the one before it")
        elif self._position is None and position == 1 and previous != "0" * 64:
            self._tell(id_, "the first answer names one before it")
        self._position, self._follows = position, follows
