"""An auditor's package holds everything, and checks itself where there is neither the product nor a network.

`MUTABAKAT_SOAK_PACKAGE=700` makes it a package of so many counterparties (`make soak`), and prints what it took.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from services.campaign.audit.verifier import assembled
from services.campaign.audit.verifier.package import Check, Package
from shared.evidence.embedded import record_in_pdf
from tests.e2e.package_road import Fetched, campaign_with_answers, ordered, verified_alone
from tests.product.operator import Operator, eventually
from tests.servers.smtp_sink import SmtpSink

COUNT = int(os.environ.get("MUTABAKAT_SOAK_PACKAGE", "12"))
MOST_ALIKE = 24
MOST_SECONDS = 60
"""For a package of 700 (user-experience.md §13 item 8)."""


@pytest.mark.crash
@pytest.mark.timeout(900 if COUNT > 12 else 180)
async def test_a_package_holds_everything_and_checks_itself(
    operator: Operator, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    campaign_id = await campaign_with_answers(operator, smtp_sink, COUNT)
    fetched = await ordered(operator, campaign_id, tmp_path)
    answered = sum(1 for number in range(COUNT) if number % 3)
    assert fetched.told["sha256"] == sha256(fetched.archive.read_bytes()).hexdigest()
    kinds = Counter(name.rpartition("/")[0] for name in fetched.names())
    assert kinds == {
        "": 6,
        "counterparties": COUNT,
        "data": 3,
        "evidence": 1,
        "evidence/receipts": answered,
    }
    _tables_agree(fetched, answered)
    folder = fetched.unpacked(tmp_path / "unpacked")
    _workbook_is_whole(folder / "summary.xlsx", answered)
    _pages_carry_their_proof(folder)
    ran = verified_alone(folder)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout[-2000:]
    assert ran.stdout.endswith("VALID / GEÇERLİ\n")
    holds = f"sealed, {1} receipt(s) genuine"
    assert ran.stdout.count(holds) == answered
    keys = next(operator.product.folder.rglob("evidence-verify.pem"))
    assert verified_alone(folder, str(fetched.archive), "--key", str(keys)).returncode == 0
    _tampering_is_found(folder, every_byte_of_the_seal=COUNT == 12)
    _say_what_it_took(fetched)


def _tables_agree(fetched: Fetched, answered: int) -> None:
    rows = fetched.lines("data/counterparties.jsonl")
    assert (
        Counter(row["state"] for row in rows)["agreed"] + Counter(row["state"] for row in rows)["disagreed"] == answered
    )
    assert all(row["mails"] and row["mails"][-1]["code"] == 250 for row in rows)
    events = Counter(line["event"] for line in fetched.lines("data/events.jsonl"))
    # Each mail is queued and handed over: the request to everybody, and the receipt to both sides of an answer.
    assert events["mail"] == 2 * (COUNT + 2 * answered)
    assert events["smtp_attempt"] == COUNT + 2 * answered
    assert events["status"] >= COUNT + answered


def _workbook_is_whole(path: Path, answered: int) -> None:
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Özet", "Cariler", "Yanıtlar", "İletiler", "Teslimler", "Durum geçmişi"]
    counterparties = book.get_sheet_by_name("Cariler").to_python()
    assert len(counterparties) == COUNT + 1
    headings = counterparties[0]
    assert all(row[headings.index("Satışlar (BS), TL")] == 12002.0 for row in counterparties[1:])
    assert len(book.get_sheet_by_name("Yanıtlar").to_python()) == answered + 1


def _pages_carry_their_proof(folder: Path) -> None:
    receipts = {path.read_text("utf-8") for path in (folder / "evidence" / "receipts").iterdir()}
    found = set()
    for page in (folder / "counterparties").iterdir():
        content = page.read_bytes()
        assert content.startswith(b"%PDF-1.7")
        assert b"pdfaid" in content
        try:
            found.add(record_in_pdf(content))
        except ValueError:
            continue  # nobody answered
    assert found == receipts


def _tampering_is_found(folder: Path, *, every_byte_of_the_seal: bool) -> None:
    """One byte of one file, and the package is not valid any more. Seeded: what fails once fails again."""
    chance = random.Random(1)
    unnoticed = []
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    # A check of 700 counterparties takes five seconds: of their pages and receipts some, of everything else all.
    alike = [file for file in files if file.parent.name in ("counterparties", "receipts")]
    left_out = set(alike) - set(chance.sample(alike, min(len(alike), MOST_ALIKE)))
    for path in (file for file in files if file not in left_out):
        content = path.read_bytes()
        all_of_it = every_byte_of_the_seal and path.name.endswith(".seal.json")
        places = range(0, len(content), 7) if all_of_it else chance.sample(range(len(content)), 1)
        for place in places:
            changed = bytearray(content)
            changed[place] ^= 1 << chance.randrange(8)
            path.write_bytes(bytes(changed))
            if not Check(Package(folder), None).run():
                unnoticed.append((path.name, place))
        path.write_bytes(content)
    assert unnoticed == []
    for path, harm in _harms(folder):
        kept = path.read_bytes() if path.exists() else None
        harm()
        assert Check(Package(folder), None).run(), path.name
        path.unlink(missing_ok=True)
        if kept is not None:
            path.write_bytes(kept)
    assert Check(Package(folder), None).run() == 0


def _harms(folder: Path) -> Iterator[tuple[Path, Callable[[], object]]]:
    """A file less, a file more, and a change that somebody has covered up in the list."""
    some = sorted((folder / "counterparties").iterdir())[0]
    yield some, some.unlink
    more = folder / "evidence" / "more.txt"
    yield more, lambda: more.write_text("more")
    listed = folder / "SHA256SUMS"
    events = folder / "data" / "events.jsonl"
    before = sha256(events.read_bytes()).hexdigest()
    after = sha256(b"").hexdigest()
    yield listed, lambda: listed.write_text(listed.read_text().replace(before, after))


def test_the_verifier_is_one_file_of_the_standard_library() -> None:
    program = assembled().decode()
    imported = {
        line.split()[1].partition(".")[0] for line in program.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported <= set(sys.stdlib_module_names) | {"__future__"}
    assert "services" not in program


def _say_what_it_took(fetched: Fetched) -> None:
    told = fetched.told
    took = datetime.fromisoformat(told["finished_at"]) - datetime.fromisoformat(told["created_at"])
    sys.stdout.write(f"\npackage of {COUNT}: {took.total_seconds():.1f} s, {told['size'] / 1e6:.1f} MB\n")
    assert took.total_seconds() <= MOST_SECONDS


async def test_a_package_of_a_sample_says_how_it_was_drawn(
    operator: Operator, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    campaign_id = await campaign_with_answers(operator, smtp_sink, 6)
    rule = {"method": "monetary_unit", "interval": "20000.00", "seed": "2026"}
    sample = await operator.post("campaign", f"/campaigns/{campaign_id}/samples", rule)
    drawn = [one["key"] for one in sample["written"]["drawn"]]
    fetched = await ordered(operator, campaign_id, tmp_path, sample_id=sample["id"])
    assert [row["reference"] for row in fetched.lines("data/counterparties.jsonl")] == drawn
    folder = fetched.unpacked(tmp_path / "unpacked")
    told = json.loads((folder / "data" / "campaign.json").read_text("utf-8"))["sample"]
    assert told == sample["written"]
    readme = (folder / "README.txt").read_text("utf-8-sig")
    assert f"{len(drawn)} of 6 counterparties" in readme
    ran = verified_alone(folder)
    assert ran.returncode == 0, ran.stdout[-2000:]
    # Copies of what was answered go out by themselves, to an address that the company never mails otherwise.
    answers = sum(1 for one in fetched.lines("data/counterparties.jsonl") if one["answers"])
    place = f"/campaigns/{campaign_id}/answer-copies"
    await operator.post("campaign", place, {"address": "denetci@denetim.test", "sample_id": sample["id"]})

    async def copies() -> list[str]:
        return [mail.recipients[0] for mail in smtp_sink.mails() if mail.recipients[0] == "denetci@denetim.test"]

    await eventually(copies, lambda found: len(found) == answers, within=60)
