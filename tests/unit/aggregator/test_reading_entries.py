"""Ledger entries: one signed amount each, from our view, with its currency; and lists of cancelled documents."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.aggregator.domain.cancellations import Cancellation
from services.aggregator.readers.columns import FileKind
from tests.unit.aggregator.source_builders import items, opened, problems

HEAD = "hesap kodu;tarih;fiş no;açıklama;borç;alacak\n"
ETTN = "4870be0b-0bd1-4c86-abac-ac0379f2b430"


@pytest.mark.parametrize(
    ("cells", "amount"),
    [("12,50;", "12.50"), (";12,50", "-12.50"), ("0,00;7,00", "-7"), ("-3,00;", "-3"), ("0,00;0,00", "0")],
)
def test_debit_is_theirs_to_pay(cells: str, amount: str) -> None:
    source = opened(HEAD + f"120.01;1.10.2026;;Fatura;{cells}\n120.01;1.10.2026;;x;1,25;\n")
    entry, _ = items(source)
    assert source.kind is FileKind.ENTRIES
    assert (entry.amount, entry.amount_kurus) == (Decimal(amount), int(Decimal(amount) * 100))
    assert (entry.document_no, entry.note) == ("", "Fatura")


@pytest.mark.parametrize("note", ["Devir", "AÇILIŞ FİŞİ", "2025'ten devir"])
def test_a_balance_carried_over_may_stand_on_both_sides(note: str) -> None:
    (entry,) = items(opened(HEAD + f"120.01;1.1.2026;1;{note};1.000,00;400,50\n"))
    assert entry.amount == Decimal("599.50")


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ("120.01;1.10.2026;1;Fatura;5,00;7,00", "debit", "both_sides"),
        ("120.01;1.10.2026;1;Fatura;;", "amount", "required"),
        (";1.10.2026;1;Fatura;5,00;", "account_code", "required"),
        ("120.01;;1;Fatura;5,00;", "entry_date", "required"),
        ("120.01;31.9.2026;1;Fatura;5,00;", "entry_date", "not_a_date"),
        ("120.01;1.10.2026;1;Fatura;beş;", "debit", "not_a_number"),
    ],
)
def test_entries_that_are_refused(cells: str, field: str, code: str) -> None:
    assert problems(opened(HEAD + cells + "\n")) == [(2, field, code)]


def test_one_amount_with_its_side_or_its_sign() -> None:
    sided = opened("cari kodu;tarih;tutar;b/a\n1;1.10.2026;5,25;B\n1;1.10.2026;5,25;alacak\n1;1.10.2026;5,25;x\n")
    assert [entry.amount for entry in items(sided)] == [Decimal("5.25"), Decimal("-5.25")]
    assert problems(sided) == [(4, "side", "unknown_side")]
    signed = opened("cari kodu;tarih;tutar\n1;1.10.2026;5,25\n1;1.10.2026;5,25-\n")
    assert [entry.amount for entry in items(signed)] == [Decimal("5.25"), Decimal("-5.25")]


def test_a_running_balance_is_no_amount() -> None:
    source = opened(HEAD.replace("\n", ";bakiye\n") + "1;1.10.2026;1;x;;;500,00\n1;1.10.2026;1;Devir;;;500,00\n")
    assert [entry.amount for entry in items(source)] == [Decimal(500)]
    assert problems(source) == [(2, "amount", "required")]


def test_foreign_entries_by_rate_by_equivalent_or_not_at_all() -> None:
    head = "cari kodu;tarih;tutar;b/a;para birimi;kur;tl karşılığı;vade tarihi\n"
    source = opened(
        head
        + "1;1.10.2026;100,00;A;USD;41,25;;\n1;1.10.2026;100,00;A;EUR;;4.700,10;1.12.2026\n1;1.10.2026;100,00;B;USD;;;\n"
    )
    by_rate, booked = items(source)
    assert (by_rate.amount, by_rate.amount_kurus, by_rate.rate) == (Decimal(-100), -412_500, Decimal("41.25"))
    assert (booked.amount, booked.amount_kurus, booked.rate) == (Decimal(-100), -470_010, None)
    assert problems(source) == [(4, "rate", "rate_missing")]


def test_a_balance_below_zero_with_a_side_is_a_riddle() -> None:
    source = opened("cari kodu;bakiye;b/a\n1;-5,00;A\n2;5,00;A\n", as_of="2026-10-31")
    assert source.kind is FileKind.TRIAL_BALANCE
    assert problems(source) == [(2, "amount", "sign_and_side")]
    assert [entry.amount for entry in items(source)] == [Decimal(-5)]


@pytest.mark.parametrize("head", ["ETTN;belge no", "ettn"])
def test_cancelled_documents(head: str) -> None:
    more = ";A-1" if ";" in head else ""
    source = opened(f"{head}\n{ETTN.upper()}{more}\n4870be0b{more}\n")
    assert source.kind is FileKind.CANCELLATIONS
    assert items(source) == [Cancellation(2, ETTN, more[1:])]
    assert problems(source) == [(3, "uuid", "bad_uuid_in_list")]


def test_a_list_of_invoices_is_never_taken_for_one_of_cancelled_invoices() -> None:
    source = opened("fatura no;fatura tarihi;tutar\nA;31.10.2026;5,00\n")
    assert source.kind is not FileKind.CANCELLATIONS
    assert items(source) == []


MIZAN = (
    "HESAP KODU;HESAP ADI;BORÇ;ALACAK;BORÇ BAKİYE;ALACAK BAKİYE\n100;KASA;5,00;;5,00;\n120;ALICILAR;9,00;;9,00;\n"
    "120.01;YURT İÇİ;9,00;;9,00;\n120.01.001;Çınarlı;4,00;;4,00;\n120.01.002;Tuna;5,00;;5,00;\n120.02;Tek;1,00;;1,00;\n"
    "340.01;Avans;;1,00;;1,00\n600;SATIŞLAR;;9,00;;9,00\n"
)


def test_of_a_trial_balance_only_the_accounts_of_counterparties_are_taken() -> None:
    source = opened(MIZAN, as_of="2026-10-31")
    assert [entry.account_code for entry in items(source)] == ["120.01.001", "120.01.002", "120.02"]
    assert source.skipped == {"other_account": 3, "group_account": 2}


@pytest.mark.parametrize(
    ("accounts", "codes"),
    [(["340"], ["340.01"]), (["*"], ["100", "120.01.001", "120.01.002", "120.02", "340.01", "600"])],
)
def test_which_accounts_are_counterparties_can_be_said(accounts: list[str], codes: list[str]) -> None:
    source = opened(MIZAN, as_of="2026-10-31", mapping={"accounts": accounts})
    assert [entry.account_code for entry in items(source)] == codes


def test_in_a_list_of_cari_accounts_everybody_is_somebody() -> None:
    text = "HESAP KODU;TARİH;BORÇ;ALACAK\n136.01;1.10.2026;5,00;\nC-7;1.10.2026;5,00;\n"
    assert [entry.account_code for entry in items(opened(text))] == ["C-7"]
    assert [entry.account_code for entry in items(opened(text.replace("HESAP", "CARİ")))] == ["136.01", "C-7"]
