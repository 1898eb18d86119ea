"""Evidence that left the house: checked in a fresh process, without a database and without a network; what is wrong is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from services.commands.evidence import app
from services.responses.domain.export_check import ExportCheck, ExportReport
from services.responses.use_cases.export import Scope, export
from shared.errors import NotFound
from shared.evidence.signing import Signer
from shared.keys import EVIDENCE_SIGN, EVIDENCE_VERIFY, read_key_file
from tests.component.responses.test_evidence import answered
from tests.component.responses.test_receipts import receipts
from tests.component.responses.world import COMPANY, World

ROOT = Path(__file__).parents[3]


async def exported(world: World, **scope: Any) -> list[bytes]:
    signer = Signer(read_key_file(world.keys, EVIDENCE_SIGN))
    async with world.database.reading() as reading:
        return [line async for line in export(reading, Scope(COMPANY, **scope), signer)]


def checked(world: World, lines: list[bytes]) -> ExportReport:
    return ExportCheck(world.verifier, lambda _token, _hash: "").run(lines)


def offline() -> list[str]:
    """No network for the process, where the system lets us take it away."""
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    can = subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    return alone if can else []


def verify(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from services.cli import app; sys.argv[0] = 'mutabakat'; app()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MUTABAKAT_")}
    return subprocess.run(
        [*offline(), sys.executable, "-c", code, "evidence", "verify", *map(str, arguments)],
        cwd=ROOT,
        env=environment | {"MUTABAKAT_DATA_DIR": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


async def test_an_export_is_whole(world: World) -> None:
    await answered(world)
    report = checked(world, await exported(world))
    assert report.findings == []
    assert (report.entries, report.statements, report.closed) == (3, 2, 0)


async def test_a_part_of_the_chain_keeps_it_whole_and_tells_nothing_of_the_others(world: World) -> None:
    await answered(world)
    rows = [json.loads(line) for line in await exported(world)]
    first = next(row["row"] for row in rows if row["record"] == "entry")
    lines = await exported(world, campaign_id=UUID(first["campaign_id"]))
    report = checked(world, lines)
    assert report.findings == []
    assert (report.entries, report.statements, report.closed) == (2, 1, 1)
    closed = next(line for line in lines if b'"record":"closed"' in line)
    assert not {"answer", "address", "salts"} & json.loads(closed).keys()
    with pytest.raises(NotFound):
        await exported(world, reconciliation_id=UUID(first["campaign_id"]))


async def test_every_change_of_an_export_is_found_and_named(page_world: World) -> None:
    await answered(page_world)
    lines = await exported(page_world)
    unnamed: list[tuple[int, str, object]] = []
    tried = 0
    for number, line in enumerate(lines[:-1]):
        for column, changed in changes(json.loads(line)):
            report = checked(page_world, [*lines[:number], changed, *lines[number + 1 :]])
            tried += 1
            if "the file was changed after it was signed" not in report.findings:
                unnamed.append((number, column, "unsigned"))
            if column and not any(f"column {column}: " in finding for finding in report.findings):
                unnamed.append((number, column, report.findings))
    assert unnamed == []
    assert tried > 150


def changes(record: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Each with the column that was changed; empty where the record has none."""
    for column, value in record.get("row", {}).items():
        record["row"][column] = "x" if value is None else not value if isinstance(value, bool) else _other(value)
        yield column, json.dumps(record).encode() + b"\n"
        record["row"][column] = value
    for part in record.get("parts", []):
        for column, value in part.items():
            part[column] = _other(value)
            yield column, json.dumps(record).encode() + b"\n"
            part[column] = value
    for name in record.keys() - {"row", "parts", "record", "format"}:
        value, record[name] = record[name], "anders"
        yield "", json.dumps(record).encode() + b"\n"
        record[name] = value


def _other(value: Any) -> Any:
    return value + 7 if isinstance(value, int) else f"{value[:-1]}{chr(ord(value[-1:] or 'a') ^ 1)}"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda lines: lines[:-1], "the signed end of the file is missing"),
        (lambda lines: [*lines[:3], *lines[4:]], "lines before its end"),
        (lambda lines: [*lines, lines[3]], "stands behind the signed end"),
        (lambda lines: [lines[0], *lines[1:-1][::-1], lines[-1]], "the file was changed after it was signed"),
    ],
    ids=["cut off", "a line less", "a line more", "another order"],
)
async def test_lines_that_are_gone_or_added_are_found(
    page_world: World, harm: Callable[[list[bytes]], list[bytes]], said: str
) -> None:
    await answered(page_world)
    report = checked(page_world, harm(await exported(page_world)))
    assert any(said in finding for finding in report.findings)


@pytest.mark.timeout(180)  # a process of its own takes its time on a busy machine
async def test_a_fresh_process_without_database_and_network_checks_them(page_world: World, tmp_path: Path) -> None:
    await answered(page_world)
    key, path = page_world.keys / EVIDENCE_VERIFY, await page_world.link("c@k.test")
    export_file, pdf, record = (tmp_path / name for name in ("evidence.jsonl", "makbuz.pdf", "makbuz.json"))
    harmed = tmp_path / "harmed.jsonl"
    export_file.write_bytes(b"".join(await exported(page_world)))
    harmed.write_bytes(export_file.read_bytes().replace(b"Bir fatura eksik.", b"Bir fatura fazla."))
    pdf.write_bytes((await page_world.visitor.get(f"{path}/receipt.pdf")).content)
    document = (await receipts(page_world))[0].receipt
    assert document is not None
    record.write_text(document.document.replace("Bir fatura eksik.", "Bir fatura fazla."))
    # What is good alone ends with 0; said by the same command in this process.
    good = CliRunner().invoke(app, ["verify", str(export_file), str(pdf), "--key", str(key)])
    assert good.exit_code == 0
    ran = verify(export_file, pdf, harmed, record, ROOT / "README.md", "--key", key)
    assert ran.returncode == 1
    said = dict(part.split("\n", 1) for part in ran.stdout.split("--- ")[1:])
    assert [name for name, text in said.items() if text.endswith("\nVALID\n")] == [export_file.name, pdf.name]
    assert "column explanation: was changed after it was sealed" in said[harmed.name]
    assert "explanation: it is not what was sealed" in said[record.name]
    assert "README.md: " in ran.stderr
