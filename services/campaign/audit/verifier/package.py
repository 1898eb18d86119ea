"""Check an auditor's package without the program that made it: Python 3.9 or newer, nothing else, no network.

    python3 verify.py                      the folder that this file lies in
    python3 verify.py package.zip          the archive as it was downloaded
    python3 verify.py --key KEYS.pem …     with public keys that you got from elsewhere, not from the package itself

It checks that every file is as it was listed and that the list was signed; that every answer is what was sealed when it was
given, follows the one before it, and rests on what was shown; that every receipt is genuine; and that the tables say of each
counterparty what the evidence says. What is wrong is named. Ends with 0 when nothing is, with 1 when something is, with 2 when
nothing could be checked.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

from services.campaign.audit.verifier.evidence import EVIDENCE, Evidence
from services.campaign.audit.verifier.signatures import Json, Keys, canonical, code_of, leaf, sha256

LIST, SEAL, KEYS = "SHA256SUMS", "SHA256SUMS.seal.json", "keys.pem"
RECEIPTS, TABLE = "evidence/receipts/", "data/counterparties.jsonl"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


class Package:
    """A folder, or the archive as it was downloaded."""

    def __init__(self, place: Path) -> None:
        self._zip = None if place.is_dir() else zipfile.ZipFile(place)
        self._folder = place
        if self._zip is not None:
            self.names = sorted(name for name in self._zip.namelist() if not name.endswith("/"))
        else:
            found = (file.relative_to(place) for file in place.rglob("*") if file.is_file())
            self.names = sorted(file.as_posix() for file in found if "__pycache__" not in file.parts)

    def read(self, name: str) -> bytes:
        return self._zip.read(name) if self._zip is not None else (self._folder / name).read_bytes()


class Check:
    def __init__(self, package: Package, keys: Keys | None) -> None:
        self._package = package
        self._keys = keys
        self.findings: dict[str, list[str]] = {}

    def tell(self, whom: str, what: str) -> None:
        known = self.findings.setdefault(whom, [])
        if what not in known:
            known.append(what)

    def run(self) -> int:
        """How many findings there are."""
        listed = self._list()
        self._keys = self._keys or Keys(self._read(KEYS))
        say(f"files listed: {listed}; public keys: {', '.join(self._keys.by_id) or 'none'}")
        self._seal(listed)
        evidence = Evidence(self._keys, self.tell)
        if EVIDENCE in self._package.names:
            evidence.read(self._read(EVIDENCE))
        receipts = self._receipts(evidence)
        for line in self._read(TABLE).splitlines():
            try:
                self._counterparty(json.loads(line), evidence, receipts)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                self.tell("", f"{TABLE}: a line is damaged ({type(error).__name__}: {error})")
        answers = sum(map(len, evidence.entries.values()))
        say(f"answers: {answers}, receipts: {sum(receipts.values())}, answers to other requests: {evidence.closed}")
        if evidence.forgotten:
            say(f"personal values that were forgotten on purpose: {evidence.forgotten}")
        if evidence.stamps:
            say(f"time stamps: {evidence.stamps} (check them with: openssl ts, or mutabakat evidence verify)")
        for whom, found in sorted(self.findings.items()):
            for what in found:
                say(f"WRONG  {f'{whom}: ' if whom else ''}{what}")
        return sum(map(len, self.findings.values()))

    def _read(self, name: str) -> bytes:
        try:
            return self._package.read(name)
        except (OSError, KeyError, zipfile.BadZipFile, ValueError) as error:
            self.tell("", f"{name}: it cannot be read ({error})")
            return b""

    def _list(self) -> int:
        """Every file against the list, and nothing beside it."""
        listed = {}
        for line in self._read(LIST).decode("utf-8", "replace").splitlines():
            digest, mark, name = line[:64], line[64:66], line[66:]
            if mark != "  " or not re.fullmatch("[0-9a-f]{64}", digest) or name in listed:
                self.tell("", f"{LIST}: a line is damaged")
            listed[name] = digest
        for name in sorted({*listed, *self._package.names} - {LIST, SEAL}):
            if name not in listed:
                self.tell("", f"{name}: it is not in the list; somebody put it there")
            elif name not in self._package.names:
                self.tell("", f"{name}: it is missing")
            elif sha256(self._read(name)) != listed[name]:
                self.tell("", f"{name}: it was changed")
        return len(listed)

    def _seal(self, listed: int) -> None:
        try:
            text = self._read(SEAL).decode()
            seal = json.loads(text)
        except ValueError:
            self.tell("", f"{SEAL}: it is damaged")
            return
        wrong = self._keys.wrong(seal) if self._keys else "there are no keys"
        if canonical(seal) != text or wrong:
            self.tell("", f"{SEAL}: {wrong or 'it was written anew'}")
        elif seal["format"] != "mutabakat.package/1" or seal["files"] != listed:
            self.tell("", f"{SEAL}: it is not about this list")
        if seal.get("sha256") != sha256(self._read(LIST)):
            self.tell("", f"{LIST}: it is not the list that was signed")
        say(f"put together {seal.get('made_at')} for {seal.get('made_by')}")

    def _receipts(self, evidence: Evidence) -> dict[str, int]:
        """Genuine receipts per reconciliation."""
        owner = {row["response_id"]: (id_, row) for id_, rows in evidence.entries.items() for row in rows}
        found: dict[str, int] = {}
        for name in self._package.names:
            if not name.startswith(RECEIPTS):
                continue
            try:
                document = json.loads(self._read(name))
                receipt = document["receipt"]
                id_, row = owner[receipt["response_id"]]
                leaves = json.loads(receipt["seal"])["rows"]["responses"][receipt["response_id"]]
                fits = receipt["seal"] == row["seal"] and receipt["entry_sha256"] == row["entry_sha256"]
                opened = all(
                    leaf(bytes.fromhex(one["salt"]), "responses", column, one["value"]) == leaves[column]
                    for column, one in receipt["opened"].items()
                )
                wrong = self._keys.wrong(document) if self._keys else ""
                if wrong or not fits or not opened or receipt["code"] != code_of(receipt["entry_sha256"]):
                    self.tell(id_, f"{name}: {wrong or 'it is not about the answer in the evidence'}")
                else:
                    found[id_] = found.get(id_, 0) + 1
            except (ValueError, KeyError, TypeError) as error:
                self.tell("", f"{name}: it is damaged or about no answer of the evidence ({type(error).__name__})")
        return found

    def _counterparty(self, row: Json, evidence: Evidence, receipts: dict[str, int]) -> None:
        """What the tables say of one counterparty against the evidence; one line about what holds."""
        id_, said = row["id"], []
        statement = evidence.rows["statements"].get(id_)
        if statement is not None:
            head = json.loads(statement["head"])
            shown = {name: row["asked"][name] for name in ("purchases", "sales")}
            told = {name: [head[name]["total"]["amount"], head[name]["documents"]] for name in shown}
            balances = [[one["balance"]["amount"], one["balance"]["currency"]] for one in head["balances"]]
            if told != shown or balances not in ([], row["asked"]["balances"]) or head["reference"] != row["reference"]:
                self.tell(id_, "the tables do not say what was shown")
            said.append("what was shown holds")
        else:
            said.append("nothing was shown")
        entries = sorted(evidence.entries.get(id_, []), key=lambda entry: entry["version"])
        in_table = [[one["version"], one["answer"], one["entry_sha256"]] for one in row["answers"]]
        if in_table != [[one["version"], one["answer"], one["entry_sha256"]] for one in entries]:
            self.tell(id_, "the tables do not say what was answered")
        if entries:
            last = entries[-1]
            said.append(f"{last['answer']}, {len(entries)} answer(s) sealed, {receipts.get(id_, 0)} receipt(s) genuine")
            if row["state"] in ("agreed", "disagreed") and row["state"] != last["answer"]:
                said.append(f"but the company counts it as {row['state']}")
        elif row["state"] in ("agreed", "disagreed"):
            said.append(f"{row['state']} BY THE COMPANY'S WORD ALONE: no answer came through a link")
        said.append(f"{len(row['mails'])} mail record(s), by the company's server alone")
        say(f"{'WRONG' if id_ in self.findings else 'ok   '}  {row['reference']}  {row['title']}: {'; '.join(said)}")


def main(arguments: Iterable[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("package", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--key", type=Path, help="file of public keys that you trust; else the one in the package")
    chosen = parser.parse_args(list(arguments))
    try:
        package = Package(chosen.package)
        keys = Keys(chosen.key.read_bytes()) if chosen.key else None
    except (OSError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if SEAL not in package.names and LIST not in package.names:
        sys.stderr.write(f"{chosen.package}: this is no auditor's package\n")
        return 2
    found = Check(package, keys).run()
    if keys is None:
        say("The keys are those of the package itself: compare them with the company's (README).")
    say(f"NOT VALID / GEÇERSİZ: {found}" if found else "VALID / GEÇERLİ")
    return 1 if found else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))
