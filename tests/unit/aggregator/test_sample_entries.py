"""The sample's ledger accounts: readable without one error, in step with its documents, with something for every balance."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from services.aggregator.domain.ledger import EntryRow
from services.aggregator.domain.period import Period
from services.aggregator.domain.problems import RowProblem
from services.aggregator.readers.opening import ReadOptions, open_source
from services.aggregator.sample import SampleLedger, generate

LAST = Period(2026, 10)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleLedger:
    return generate(tmp_path_factory.mktemp("sample"), LAST)


def read(path: Path) -> tuple[list[EntryRow], list[RowProblem]]:
    source = open_source(path, path.name, ReadOptions())
    entries: list[EntryRow] = []
    problems: list[RowProblem] = list(source.problems)
    for item in source.rows():
        if isinstance(item, EntryRow):
            entries.append(item)
        else:
            assert isinstance(item, RowProblem)
            problems.append(item)
    return entries, problems


def test_every_entry_is_accepted(sample: SampleLedger) -> None:
    entries, problems = read(sample.entries_file)
    assert problems == []
    assert len(entries) == sample.entries > 30_000
    assert {entry.currency for entry in entries} == {"TRY", "USD", "EUR", "GBP"}
    assert all(entry.entry_date <= LAST.last_day for entry in entries)


def test_there_is_every_kind_of_balance(sample: SampleLedger) -> None:
    balances: defaultdict[tuple[str, str], int] = defaultdict(int)
    for entry in read(sample.entries_file)[0]:
        balances[entry.account_code, entry.currency] += int(entry.amount * 100)
    customers = [value for (code, _), value in balances.items() if code.startswith("120")]
    suppliers = [value for (code, _), value in balances.items() if code.startswith("320")]
    assert sum(value > 0 for value in customers) > 100
    assert sum(value < 0 for value in suppliers) > 80
    assert any(value == 0 for value in balances.values()), "an account that is even"
    assert any(value > 0 for (_, currency), value in balances.items() if currency == "USD")


def test_the_same_seed_gives_the_same_bytes(sample: SampleLedger, tmp_path: Path) -> None:
    assert generate(tmp_path, LAST).entries_file.read_bytes() == sample.entries_file.read_bytes()
