"""What a person says about a file counts before what is recognised, and is remembered with care."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest

from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.mapping import signature
from services.aggregator.readers.opening import Source, mapping_of, open_source
from shared.errors import Invalid
from tests.unit.aggregator.source_builders import items, opened, problems

HEAD = "Kod;Belge;Gün;Renk;Para\n"
ROW = "120.01;A-1;5/6/2026;mavi;1.234\n"
MAPPING = {
    "kind": "movements",
    "columns": {"account_code": "KOD", "document_no": 1, "document_date": "Gün", "amount": "para"},
    "ignore": ["renk"],
    "readings": {"amount": "1,234.56"},
    "date_order": "month first",
    "constants": {"kind": "satış", "currency": "USD", "rate": "41,25"},
}


def again(text: str, first: Source) -> Source:
    return open_source(lambda: io.BytesIO(text.encode()), "defter", remembered={first.signature: mapping_of(first)})


def test_everything_can_be_said() -> None:
    source = opened(HEAD + ROW, mapping=MAPPING)
    (movement,) = items(source)
    assert [code for _, _, code in problems(source)] == ["amount_rounded"]
    assert (movement.amount, movement.currency, movement.kind) == (Decimal("1.23"), "USD", DocumentKind.SALE)
    assert movement.document_date.isoformat() == "2026-05-06"


def test_readings_may_name_headings() -> None:
    mapping = {**MAPPING, "readings": {"PARA": "1.234,56"}, "date_order": {"gün": "day first"}}
    (movement,) = items(opened(HEAD + ROW, mapping=mapping))
    assert (movement.amount, movement.document_date.isoformat()) == (Decimal(1234), "2026-06-05")


def test_a_heading_that_is_not_ignored_is_still_an_error() -> None:
    mapping = {**MAPPING, "ignore": []}
    assert (1, "", "unknown_heading") in problems(opened(HEAD + ROW, mapping=mapping))
    assert not [one for one in opened(HEAD + ROW, mapping={**mapping, "ignore": ["*"]}).problems if one.is_error]


@pytest.mark.parametrize(
    "mapping",
    [
        {"kind": "nonsense"},
        {"readings": {"amount": "1234"}},
        {"colums": {}},
        {"columns": {"amout": "Para"}},
        {"constants": {"colour": "blue"}},
        {"date_order": "year first"},
        {"as_of": "gestern"},
    ],
)
def test_a_mapping_that_is_not_understood_is_refused(mapping: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        opened(HEAD + ROW, mapping=mapping)
    assert refusal.value.code == "bad_mapping"
    assert "{" not in str(refusal.value)


def test_what_was_used_is_json_and_reads_the_file_the_same() -> None:
    text = "cari kodu;belge no;belge tarihi;tür;tutar\n1;A;31.10.2026;satış;1.234,50\n"
    source = opened(text)
    mapping = json.loads(json.dumps(mapping_of(source)))
    assert mapping["readings"] == {"amount": "1.234,56"}
    assert items(opened(text, mapping=mapping)) == items(source)


def test_headings_of_one_source_have_one_signature() -> None:
    assert (
        signature(["Cari Kodu", "BELGE NO"])
        == signature(["cari_kodu", "Belge No"])
        != signature(["Belge No", "Cari Kodu"])
    )


def test_what_is_remembered_helps_columns_that_leave_it_open() -> None:
    first = opened(
        HEAD + "120.01;A-1;13/6/2026;mavi;1.234,50\n", mapping={**MAPPING, "readings": {}, "date_order": None}
    )
    source = again(HEAD + "120.01;A-2;5/6/2026;mavi;1.234\n", first)
    # The kind of document is asked again: a list of purchases has the same headings.
    assert problems(source) == [(1, "kind", "kind_missing")]
    kept = {**mapping_of(first), "columns": {**mapping_of(first)["columns"], "kind": "Renk"}}
    source = open_source(
        lambda: io.BytesIO((HEAD + "120.01;A-2;5/6/2026;alış;1.234\n").encode()),
        "x",
        remembered={first.signature: kept},
    )
    (movement,) = items(source)
    assert (movement.amount, movement.document_date.isoformat()) == (Decimal(1234), "2026-06-05")


def test_what_is_remembered_never_overrules_cells_that_say_otherwise() -> None:
    head = "cari kodu;belge no;belge tarihi;tür;tutar\n"
    first = opened(head + "1;A;31.10.2026;satış;1.234,50\n")
    (movement,) = items(again(head + "1;A;31.10.2026;satış;1234.50\n", first))
    assert movement.amount == Decimal("1234.50")


def test_a_remembered_mapping_that_is_no_longer_understood_is_forgotten() -> None:
    text = "cari kodu;belge no;belge tarihi;tür;tutar\n1;A;31.10.2026;satış;1.234,50\n"
    source = open_source(
        lambda: io.BytesIO(text.encode()), "x", remembered={opened(text).signature: {"kind": "gone", "columns": 5}}
    )
    assert source.kind is FileKind.MOVEMENTS
    assert len(items(source)) == 1
