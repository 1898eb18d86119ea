"""`mutabakat import --dry-run --json`: what files would bring, one JSON object a document, without books and without a company.

Every file is read in the confined child, so a hostile one ends with an error and not with the machine's memory.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer

from services.aggregator.readers.dry_run import DryRun
from services.aggregator.readers.dry_run_lines import refused_file
from services.aggregator.readers.mapping import ReadOptions
from services.commands.edge import err
from shared.files.confined import run_confined
from shared.files.problems import FileProblem

_READER = "services.aggregator.readers.dry_run"


def read_options(own_tax_number: str, as_of: str) -> ReadOptions:
    """From what was typed; a day that is none is explained."""
    try:
        day = date.fromisoformat(as_of) if as_of else None
        return ReadOptions(own_tax_number=own_tax_number, as_of=day, assume_seller=True)
    except ValueError:
        raise typer.BadParameter(f"{as_of} is no day; write it as 2026-10-31.") from None


async def print_documents(files: Sequence[Path], options: ReadOptions) -> bool:
    """Write the objects of all files to the standard output, and what a person should know to the standard error.

    Returns whether every file could be read, be it with error rows. Account cards count for all files, in whatever order.
    """
    all_read = True
    with tempfile.TemporaryDirectory(prefix="mutabakat-dry-run-") as folder:
        cards, out = Path(folder) / "cards", Path(folder) / "out"
        await _collect_cards(files, options, cards, out)
        for path in files:
            all_read &= await _print_file(DryRun(path.absolute(), options, cards, out))
    return all_read


async def _collect_cards(files: Sequence[Path], options: ReadOptions, cards: Path, out: Path) -> None:
    known: dict[str, tuple[str, str]] = {}
    if len(files) > 1:
        for path in files:
            try:
                if await run_confined(f"{_READER}:collect_cards", DryRun(path.absolute(), options, cards, out)):
                    known |= _cards(out)
            except FileProblem:
                continue  # it is told when the file's turn comes
    _keep_cards(cards, known)


async def _print_file(job: DryRun) -> bool:
    try:
        read = await run_confined(f"{_READER}:describe", job)
    except FileProblem as problem:
        _write(refused_file(problem))
        return False
    _copy(job.out)
    for note in read["notes"]:
        err.print(f"{job.path.name}: {note}", markup=False, highlight=False, soft_wrap=True)
    return bool(read["could_be_read"])


def _cards(path: Path) -> dict[str, tuple[str, str]]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _keep_cards(path: Path, cards: dict[str, tuple[str, str]]) -> None:
    path.write_text(json.dumps(cards), encoding="utf-8")


def _copy(path: Path) -> None:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            _write(line)


def _write(line: str) -> None:
    sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()
