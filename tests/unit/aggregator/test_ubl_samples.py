"""The revenue administration's sample documents, where they are at hand: domain.md §5.2 names what each must give."""

from decimal import Decimal
from pathlib import Path

import pytest

from services.aggregator.domain.sides import DocumentKind
from tests.unit.aggregator.ubl.builders import Read, read

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "ubl-tr-gib"
SALE, PURCHASE = DocumentKind.SALE, DocumentKind.PURCHASE

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not part of the project")

# file → the seller's number, the buyer's, KDV-exclusive amount, warnings when the seller reads it
INVOICES = {
    "HASTANE": ("8450309570", "1234567890", "141.07", {"tax_number_placeholder"}),
    "HKS-Ornek1": ("1111111157", "1111111157", "1000.00", {"tax_number_checksum", "own_number_on_both_sides"}),
    "HKS-Ornek2": (
        "1111111157", "1111111157", "1000000.00", {"tax_number_checksum", "own_number_on_both_sides", "base_disputed"},
    ),
    "IHRACAT": ("1111111111", "1752692355", "1000.00", set()),
    "IadeFaturasiOrnegi": ("9205121120", "1288331521", "688.50", {"tax_number_checksum"}),
    "OTV": ("7620006073", "333063526", "8236.31", {"tax_number_checksum", "base_disputed"}),
    "OZELMATRAH": ("1888888888", "39586528950", "20.93", {"special_base", "base_disputed"}),
    "TEVKIFAT": ("0890890895", "1870200192", "20000.00", set()),
    "TemelFaturaOrnegi": ("1288331521", "1234567890", "15.15", {"tax_number_placeholder"}),
    "TicariFaturaOrnegi": ("1288331521", "9205121120", "25216.50", set()),
    "YOLCUBERABER": ("77777777703", None, "100.00", set()),
}  # fmt: skip
WITHOUT_RATE = {"ISTISNA-1": ("870612534", "26475.00"), "ISTISNA-2": ("7570308311", "295864.00")}


def read_sample(name: str, own: str | None) -> Read:
    path = SAMPLES / f"{name}.xml"
    return read(path.read_bytes(), own, path.name)


@pytest.mark.parametrize("name", INVOICES)
def test_the_seller_sees_a_sale(name: str) -> None:
    seller, buyer, amount, warnings = INVOICES[name]
    found = read_sample(name, seller)
    movement = found.movement
    assert movement.kind is (DocumentKind.PURCHASE_RETURN if name.startswith("Iade") else SALE)
    assert (movement.amount, movement.amount_kurus) == (Decimal(amount), int(Decimal(amount) * 100))
    assert movement.party is not None
    assert (str(movement.party.tax_number) if movement.party.tax_number else None) == buyer
    assert (set(found.codes), found.errors) == (warnings, [])
    assert bool(movement.alternatives) == ("base_disputed" in warnings)


@pytest.mark.parametrize(
    "name", [name for name in INVOICES if name not in ("HKS-Ornek1", "HKS-Ornek2", "IHRACAT", "YOLCUBERABER")]
)
def test_the_buyer_sees_a_purchase(name: str) -> None:
    seller, buyer, amount, _ = INVOICES[name]
    movement = read_sample(name, buyer).movement
    assert movement.kind is (DocumentKind.SALES_RETURN if name.startswith("Iade") else PURCHASE)
    assert movement.amount == Decimal(amount)
    assert movement.party is not None
    assert str(movement.party.tax_number) == seller


@pytest.mark.parametrize("name", WITHOUT_RATE)
def test_without_a_rate_there_is_no_row(name: str) -> None:
    seller, amount = WITHOUT_RATE[name]
    found = read_sample(name, seller)
    assert not found.movements
    assert found.errors == ["rate_missing"]
    (refused,) = found.refused
    assert (refused.amount, refused.currency, refused.kind) == (Decimal(amount), "USD", SALE)


def test_exports_name_the_true_buyer() -> None:
    export, tax_free = (read_sample(name, INVOICES[name][0]).movement.party for name in ("IHRACAT", "YOLCUBERABER"))
    assert export is not None
    assert tax_free is not None
    assert (export.title, export.country) == ("Farthing Purchasing Consortium", "GB")
    assert (tax_free.title, tax_free.country, tax_free.tax_number) == ("John Doe", "GB", None)


def test_a_patient_is_not_the_counterparty() -> None:
    movement = read_sample("HASTANE", "8450309570").movement
    assert "Berkan" not in repr(movement)
    assert "31465484364" not in repr(movement)


def test_answers_and_despatch_advices_are_no_movements() -> None:
    rejection = read_sample("RedUygulamaYanitiOrnegi", "1288331521").rejections[0].invoice
    assert rejection.refers_to(read_sample("TicariFaturaOrnegi", "1288331521").movement)
    assert rejection.refers_to(read_sample("TicariFaturaOrnegi", "9205121120").movement)
    assert not rejection.refers_to(read_sample("IadeFaturasiOrnegi", "1288331521").movement)
    assert [skipped.code for skipped in read_sample("KabulUygulamaYanitiOrnegi", "1288331521").skipped] == [
        "skipped_response"
    ]
    assert [skipped.code for skipped in read_sample("Irsaliye-Ornek1", "1288331521").skipped] == [
        "skipped_despatch_advice"
    ]
