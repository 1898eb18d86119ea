"""Many rows at once give exactly what the rows give one by one: same movements, same problems, same order."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.problems import RowProblem
from services.aggregator.readers import movement_columns, plain_cells
from services.aggregator.readers.movement_chunk import MovementChunk
from services.aggregator.readers.movement_rows import MovementReader
from services.aggregator.readers.opening import open_source
from services.aggregator.readers.readings import Readings
from shared.files.cells import ExactDate, ExactNumber
from shared.files.numbers import NumberReading
from shared.files.tables import Block

FIELDS = (
    "account_code", "document_no", "document_date", "kind", "amount", "vat", "currency", "rate", "series", "branch",
    "recorded_on", "customs_on", "other_taxes", "electronic", "cancelled", "uuid", "note", "title", "tax_number",
)  # fmt: skip
ETTN = "4870BE0B-0BD1-4C86-ABAC-AC0379F2B430"
CELLS = {
    "account_code": ("120.01", "120.01", " 120.02 ", "", "1" * 51, ExactNumber("120")),
    "document_no": ("A-1", "GIB2026000000001", "gib2026000000001", "", "A" * 61, "A\u202e", "B\xa01", ExactNumber("77")),
    "document_date": ("31.10.2026", "1.10.2026", "2026-10-05", "31.9.2026", "", "yarın", ExactDate("2026-10-07")),
    "kind": ("satış", "ALIŞ", "satıştan iade", "iade", ""),
    "amount": (
        "1.234,56", "5,00", "-5,00", "5", "5,5", "0,005", "(5,00)", "5,00-", "1.000,00 TL", "5 USD", "", "beş", "9" * 14,
        "0123,45", "0.123,45", "99.999.999.999.999,00", "5,", ExactNumber("1234.5"), ExactNumber("1.005"), ExactNumber("1.234"),
        ExactDate("2026-10-07"),
    ),
    "vat": ("", "1,00", "0,001", "x", ExactNumber("0.2")),
    "currency": ("", "TL", "TRY", "₺", "YTL", "USD", "EUR", "XYZ"),
    "rate": ("", "0", "1", "41,25", "1,0", "-2", "kur", ExactNumber("41.125")),
    "series": ("", "GIB", "S" * 21),
    "branch": ("", " Merkez"),
    "recorded_on": ("", "2.11.2026", "x"),
    "customs_on": ("", "15.11.2026"),
    "other_taxes": ("", "0,50", "1,005"),
    "electronic": ("", "evet", "kağıt", "belki"),
    "cancelled": ("", "hayır", "evet", "belki", ExactNumber("1")),
    "uuid": ("", ETTN, ETTN.lower(), "4870be0b", "{" + ETTN[:-2] + "}", ETTN.replace("-", "") + "----"),
    "note": ("", "not", "iki\nsatır", "sat\x9cır", "N" * 501),
    "title": ("", "Çınarlı Gıda A.Ş."),
    "tax_number": ("", "4540536920", "4540536921", "188001965", "11111111111"),
}  # fmt: skip
"""The first of each is plain; the others have something to say, or look as if they had."""
PLAIN = {field: cells[0] for field, cells in CELLS.items()}

# A row that differs in one or two cells shows what a single cell does; one that differs in all of them would always be odd.
nearly_plain = st.lists(st.sampled_from(FIELDS), max_size=2).flatmap(
    lambda odd: st.fixed_dictionaries(
        {field: st.sampled_from(CELLS[field]) if field in odd else st.just(PLAIN[field]) for field in FIELDS}
    )
)
anything = st.fixed_dictionaries({field: st.sampled_from(cells) for field, cells in CELLS.items()})
rows = st.lists(st.one_of(nearly_plain, nearly_plain, anything), min_size=1, max_size=12)
some_columns = st.lists(st.sampled_from(FIELDS), unique=True, min_size=5).map(
    lambda more: list(dict.fromkeys([*more, "account_code", "document_no", "document_date", "kind", "amount"]))
)


def both(
    given_rows: list[dict[str, str]], fields: list[str], size: int
) -> tuple[tuple[list[MovementRow], list[RowProblem]], tuple[list[MovementRow], list[RowProblem]]]:
    columns = {field: position for position, field in enumerate(fields)}
    cells = [[row[field] for field in fields] for row in given_rows]
    readings = Readings(dict.fromkeys(("amount", "vat", "rate", "other_taxes"), NumberReading.COMMA_DECIMAL))
    slow, slow_problems = [], list[RowProblem]()
    reader = MovementReader(columns, readings)
    for line, row in enumerate(cells, start=2):
        movement = reader.read(line, row[:], slow_problems)
        if movement is not None:
            slow.append(movement)
    fast, fast_problems = list[MovementRow](), list[RowProblem]()
    many = movement_columns.MovementColumns(columns, readings, MovementReader(columns, readings))
    for start in range(0, len(cells), size):
        lines = list(range(2 + start, 2 + start + len(cells[start : start + size])))
        fast += many.read(Block(lines, cells[start : start + size]), fast_problems).rows()
    return (slow, slow_problems), (fast, fast_problems)


@given(rows, some_columns, st.integers(1, 12))
@settings(max_examples=400, deadline=None)
@example([PLAIN, {**PLAIN, "currency": "USD", "rate": "41,25", "amount": "0,10"}] * 3, list(FIELDS), 2)
@example([PLAIN, {**PLAIN, "customs_on": "15.11.2026", "recorded_on": "2.11.2026"}], list(FIELDS), 12)
def test_many_rows_at_once_are_what_they_are_one_by_one(
    given_rows: list[dict[str, str]], fields: list[str], size: int
) -> None:
    slow, fast = both(given_rows, fields, size)
    assert fast == slow


def test_a_plain_row_does_not_go_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("row by row")

    columns = {field: position for position, field in enumerate(FIELDS)}
    reader = MovementReader(columns, Readings())
    monkeypatch.setattr(MovementReader, "read", refuse)
    exact = {
        **PLAIN,
        "amount": ExactNumber("1234.5"),
        "document_date": ExactDate("2026-10-07"),
        "account_code": ExactNumber("120"),
    }
    block = Block([2, 3], [[row[field] for field in FIELDS] for row in (PLAIN, exact)])
    chunk = movement_columns.MovementColumns(columns, Readings(), reader).read(block, [])
    assert chunk.amount_minor == [123_456, 123_450]
    assert chunk.period == [202_610, 202_610]


def test_what_is_remembered_of_cells_is_bounded() -> None:
    remembered = plain_cells.Remembered(lambda cell: cell)
    remembered.column(range(3 * plain_cells.MOST_REMEMBERED + 5))
    assert len(remembered) <= plain_cells.MOST_REMEMBERED


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=50), st.sampled_from(list(NumberReading)))
def test_printing_and_reading_any_amount_is_the_identity(kurus: list[int], reading: NumberReading) -> None:
    grouping, sign = (".", ",") if reading is NumberReading.COMMA_DECIMAL else (",", ".")
    cells = [
        ("-" if one < 0 else "") + f"{abs(one) // 100:,}".replace(",", grouping) + f"{sign}{abs(one) % 100:02d}"
        for one in kurus
    ]
    assert plain_cells.Kurus(reading, needed=True).column(cells) == kurus


def test_a_file_gives_the_same_by_rows_and_by_chunks() -> None:
    lines = ["cari kodu;belge no;belge tarihi;tür;tutar;para birimi;kur;açıklama"]
    for i in range(14_000):
        foreign = "USD;41" if i % 50 == 0 and i < 9000 else "TL;"
        lines.append(f"120.{i % 7};A-{i};{i % 28 + 1}.10.2026;satış;{i},25;{foreign};")
    lines[77] = '1;A;1.10.2026;satış;5,00;;;"iki\nsatır"'
    lines[5000], lines[6000], lines[7000] = "1;A;x;satış;5;;;", "1;A", ";;;;;;;"
    # Alone among thousands of good rows, in blocks of their own.
    lines[9500], lines[13_500] = "Toplam;;;;5,00;;;", "1;A"
    text = "\r\n".join(lines).encode("cp1254")
    source = open_source(lambda: io.BytesIO(text), "defter.csv")
    slow = list(source.rows())
    assert source.skipped == {"total_row": 1}
    chunks = list(source.movement_chunks())
    assert source.skipped == {"total_row": 1}
    assert [item for item in slow if isinstance(item, MovementRow)] == [
        row for chunk in chunks if isinstance(chunk, MovementChunk) for row in chunk.rows()
    ]
    found = [item for item in chunks if isinstance(item, RowProblem)]
    assert [item for item in slow if isinstance(item, RowProblem)] == found
    # One row has a line end inside, so every row below it lies one line further down.
    assert [(problem.row, problem.code) for problem in found] == [
        (5002, "not_a_date"), (6002, "too_few_cells"), (13_502, "too_few_cells"),
    ]  # fmt: skip
    assert sum(len(chunk) for chunk in chunks if isinstance(chunk, MovementChunk)) == 14_000 - 5
    assert len([chunk for chunk in chunks if isinstance(chunk, MovementChunk)]) < 12


def test_contradicting_cells_are_named_with_their_rows_however_far_apart() -> None:
    head = "cari kodu;belge no;belge tarihi;tür;tutar"
    lines = [head, *[f"1;A;{i % 28 + 1}/{i % 12 + 1}/2026;satış;5" for i in range(12_000)]]
    lines[5001], lines[11_001] = "1;A;1.10.2026;satış;1,50", "1;A;1.10.2026;satış;2.50"
    text = "\n".join(lines).encode()
    (mixed,) = open_source(lambda: io.BytesIO(text), "defter.csv").problems
    assert (mixed.code, mixed.params["comma_row"], mixed.params["point_row"]) == ("mixed_number_column", 5002, 11_002)
