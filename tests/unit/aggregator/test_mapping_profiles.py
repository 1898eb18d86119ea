"""Files of known programs are recognised by their headings, and their codes mean what they mean there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from services.aggregator.domain.ledger import EntryRow, MovementRow
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.columns import FileKind
from tests.unit.aggregator.source_builders import items, opened, problems

DAY = date(2026, 10, 31)
MIKRO = (
    "cha_Guid;cha_kod;cha_tip;cha_evrak_tip;cha_normal_Iade;cha_evrakno_seri;cha_evrakno_sira;cha_tarihi;cha_belge_tarih;"
    "cha_meblag;cha_vergi1;cha_vergi4;cha_iptal;cha_d_cins;cha_d_kur\n"
)
MIKRO_CARDS = (
    "cari_kod;cari_unvan1;cari_unvan2;cari_vdaire_adi;cari_vdaire_no;cari_EMail\n"
    "120.01;Çınarlı Gıda;A.Ş.;Ulus;4540536920;a@cinarli.test\n"
)
LOGO_CARDS = (
    "LOGICALREF;CODE;DEFINITION_;TAXNR;TCKNO;TAXOFFICE;EMAILADDR;ACTIVE\n"
    "1;120.01;Çınarlı Gıda A.Ş.;4540536920;;Ulus;a@cinarli.test;0\n"
)
NETSIS_CARDS = (
    "CARI_KOD;CARI_ISIM;VERGI_DAIRESI;VERGI_NUMARASI;TCKIMLIKNO;EMAIL\n"
    "120.01;Çınarlı Gıda A.Ş.;Ulus;4540536920;;a@cinarli.test\n"
)
PARASUT_CONTACTS = (
    "id;account_type;name;email;tax_number;tax_office\n"
    "120.01;customer;Çınarlı Gıda A.Ş.;a@cinarli.test;4540536920;Ulus\n"
)
LOGO = "LOGICALREF,TRCODE,FICHENO,DATE_,CODE,DEFINITION_,TAXNR,NETTOTAL,TOTALVAT,CANCELLED\n"


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ("63;0", DocumentKind.SALE),
        ("63;1", DocumentKind.PURCHASE_RETURN),
        ("0;0", DocumentKind.PURCHASE),
        ("0;1", DocumentKind.SALES_RETURN),
    ],
)
def test_mikro_invoices(codes: str, kind: DocumentKind) -> None:
    source = opened(
        MIKRO + f"x;120.01;0;{codes};A;17;2026-11-02 00:00:00;2026-10-31 00:00:00.000;120.00;0.00;20.00;0;0;1\n"
        "x;120.01;1;1;0;;3;2026-10-31;2026-10-30;50.00;0;0;0;0;1\n"
    )
    (movement,) = items(source)
    assert (source.kind, source.profile) == (FileKind.MOVEMENTS, "mikro")
    assert (movement.document_no, movement.series, movement.kind) == ("A17", "A", kind)
    assert (movement.amount, movement.vat) == (Decimal(100), Decimal(20))
    assert (movement.document_date, movement.recorded_on) == (DAY, date(2026, 11, 2))
    assert source.skipped == {"other_transaction": 1}
    assert problems(source) == [(1, "", "columns_left_out")]


def test_several_rates_of_kdv_are_added_up_and_riddles_are_not() -> None:
    head = "cha_kod;cha_evrak_tip;cha_tarihi;cha_belge_tarih;cha_evrakno_sira;cha_meblag;cha_vergi1;cha_vergi2\n"
    source = opened(
        head + "1;63;1.10.2026;1.10.2026;1;1.000,00;10,50;20,25\n1;63;1.10.2026;1.10.2026;2;1.000,00;1.050;2.025\n"
    )
    (movement,) = items(source)
    assert movement.vat == Decimal("30.75")
    assert problems(source) == [(3, "vat", "not_a_number")]


def test_mikro_entries_with_currencies_and_without_cancelled_lines() -> None:
    head = (
        "cha_kod;cha_tip;cha_cari_cins;cha_evrakno_seri;cha_evrakno_sira;cha_tarihi;cha_meblag;cha_iptal;"
        "cha_d_cins;cha_d_kur\n"
    )
    source = opened(
        head + "120.01;0;0;A;17;2026-10-31;120.00;0;0;1\n120.01;1;0;;3;2026-10-31;50.00;0;1;41.25\n"
        "120.01;1;0;;3;2026-10-31;50.00;1;1;41.25\n102.01;1;2;;3;2026-10-31;50.00;0;0;1\n"
    )
    first, second = items(source)
    assert (first.amount, first.currency, first.document_no) == (Decimal(120), "TRY", "A17")
    assert (second.amount, second.currency, second.amount_kurus) == (Decimal(-50), "USD", -206_250)
    assert source.skipped == {"cancelled": 1, "other_account": 1}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1, DocumentKind.PURCHASE),
        (2, DocumentKind.SALES_RETURN),
        (3, DocumentKind.SALES_RETURN),
        (6, DocumentKind.PURCHASE_RETURN),
        (8, DocumentKind.SALE),
    ],
)
def test_logo_invoices(code: int, kind: DocumentKind) -> None:
    row = f"1,{code},GIB2026000000001,2026-10-31,120.01,Çınarlı,4540536920,120.00,20.00,1\n"
    source = opened(LOGO + row + row.replace(f"1,{code},", "1,10,", 1))
    (movement,) = items(source)
    assert source.profile == "logo"
    assert (movement.kind, movement.amount, movement.cancelled, movement.electronic) == (kind, Decimal(100), True, True)
    assert (movement.party.title, movement.party.tax_number.text) == ("Çınarlı", "4540536920")
    assert source.skipped == {"other_transaction": 1}


def test_logo_entries_keep_both_amounts() -> None:
    source = opened(
        "CODE,DATE_,TRCODE,DOCODE,SIGN,AMOUNT,TRCURR,TRNET,TRRATE,CANCELLED\n"
        "120.01,2026-10-31,38,A1,0,4120.00,1,100.00,41.2,0\n120.01,2026-10-31,38,A2,1,120.00,160,120.00,0,0\n"
        "120.01,2026-10-31,38,A3,1,120.00,160,120.00,0,1\n"
    )
    dollars, lira = items(source)
    assert (dollars.currency, dollars.amount, dollars.amount_kurus, dollars.rate) == (
        "USD",
        Decimal(100),
        412_000,
        Decimal("41.2"),
    )
    assert (lira.currency, lira.amount, lira.amount_kurus) == ("TRY", Decimal(-120), -12_000)
    assert source.skipped == {"cancelled": 1}


def test_netsis_entries() -> None:
    source = opened(
        "CARI_KOD;TARIH;VADE_TARIHI;BELGE_NO;ACIKLAMA;HAREKET_TURU;BORC;ALACAK;DOVIZ_TURU;DOVIZ_TUTAR\n"
        "120.01;31.10.2026;30.11.2026;A1;fatura;B;120,50;0,00;0;0\n120.01;31.10.2026;;A2;fatura;B;0,00;4.100,00;1;100,00\n"
    )
    first, second = items(source)
    assert (source.profile, first.amount, first.due_date) == ("netsis", Decimal("120.50"), date(2026, 11, 30))
    assert (second.currency, second.amount, second.amount_kurus) == ("USD", Decimal(-100), -410_000)


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ("1;2", DocumentKind.SALE), ("2;1", DocumentKind.PURCHASE), ("1;4", DocumentKind.PURCHASE_RETURN),
        ("2;4", DocumentKind.SALES_RETURN),
    ],
)  # fmt: skip
def test_netsis_invoices(codes: str, kind: DocumentKind) -> None:
    source = opened(
        f"FTIRSIP;TIPI;FATIRS_NO;CARI_KODU;TARIH;KDV;GENELTOPLAM\n{codes};A1;120.01;31.10.2026;20,00;120,00\n"
        "3;1;I1;120.01;31.10.2026;20,00;120,00\n"
    )
    (movement,) = items(source)
    assert (movement.kind, movement.amount) == (kind, Decimal(100))


def test_luca_accounts_stand_above_their_rows() -> None:
    source = opened(
        "Firma: ÖRNEK A.Ş.;;;;;\nTARİH;FİŞ NO;AÇIKLAMA;BORÇ;ALACAK;BAKİYE\n120.01.001 ÇINARLI GIDA A.Ş.;;;;;\n"
        "01.10.2026;1;Devir;1.000,00;400,00;600,00\n05.10.2026;12;Satış faturası;250,50;;850,50\nTOPLAM;;;1.250,50;400,00;\n"
        "320.01.002 - TEDARİK LTD;;;;;\n06.10.2026;13;Alış faturası;;99,90;-99,90\n"
        "600.01 Satışlar;;;;;\n06.10.2026;13;Satış;;1,00;\n"
    )
    assert source.profile == "luca"
    assert [(entry.account_code, entry.party.title, entry.amount) for entry in items(source)] == [
        ("120.01.001", "ÇINARLI GIDA A.Ş.", Decimal(600)),
        ("120.01.001", "ÇINARLI GIDA A.Ş.", Decimal("250.50")),
        ("320.01.002", "TEDARİK LTD", Decimal("-99.90")),
    ]
    assert source.skipped == {"total_row": 1, "other_account": 1}
    assert problems(source) == []


def test_luca_rows_above_the_first_account_are_nobody_s() -> None:
    source = opened("TARİH;FİŞ NO;AÇIKLAMA;BORÇ;ALACAK\n05.10.2026;12;x;250,50;\n")
    assert problems(source) == [(2, "account_code", "required")]


def test_flat_e_ledger_takes_customers_and_suppliers() -> None:
    source = opened(
        "detailref;accmainid;accsubid;accsubdesc;amount;debitcreditcode;postingdate;documentnumber\n"
        "1;120;120.01.001;Çınarlı;1250.50;D;2026-10-31;A1\n2;320;;Tedarik;10.00;C;2026-10-31;A2\n3;600;600.01;Satış;1250.50;C;2026-10-31;A1\n"
    )
    assert [(entry.account_code, entry.amount) for entry in items(source)] == [
        ("120.01.001", Decimal("1250.50")),
        ("320", Decimal(-10)),
    ]
    assert (source.profile, source.skipped) == ("e-defter", {"other_account": 1})


def test_parasut_sales_know_their_side() -> None:
    source = opened(
        "Fatura No;Müşteri;Vergi No;Düzenleme Tarihi;Ara Toplam;KDV;Genel Toplam;Döviz;Etiketler\n"
        "ABC2026000000001;Çınarlı;4540536920;31.10.2026;100,00;20,00;120,00;TRY;x\n"
    )
    (movement,) = items(source)
    assert (source.profile, movement.kind, movement.amount) == ("parasut", DocumentKind.SALE, Decimal(100))


def test_zirve_asks_whether_it_is_of_sales() -> None:
    text = "EVRAK NO;EVRAK TARİHİ;EVRAK UNVAN;TUTAR\nA1;31.10.2026;Çınarlı;1.000,00\n"
    assert problems(opened(text)) == [(1, "kind", "kind_missing")]
    (movement,) = items(opened(text, mapping={"constants": {"kind": "alış"}}))
    assert (movement.kind, movement.account_code, movement.party.title) == (DocumentKind.PURCHASE, "", "Çınarlı")


@pytest.mark.parametrize(
    ("text", "profile", "amount", "kurus"),
    [
        (
            (
                "sira_no;cari_hesap_kodu;cari_hesap_adi;sube;cari_hesap_turu;tutar;birim;borc_alacak;vergi_no;ilgili_kisi_eposta\n"
                "1;120.01;Çınarlı;;müşteri;1.000,00;TL;A;4540536920;a@b.test\n"
            ),
            "iletigo", Decimal(-1000), -100_000,
        ),
        (
            (
                "Hesap Tipi;Referans;Cari Kodu;Ünvan;E-Posta;B/A;Bakiye;PB;Karşılığı;Karşılığı PB\n"
                "Müşteri;1;120.01;Çınarlı;a@b.test;B;100,00;USD;4.120,00;TRY\n"
            ),
            "balance-list", Decimal(100), 412_000,
        ),
        (
            "HESAP KODU;HESAP ADI;BORÇ;ALACAK;BORÇ BAKİYE;ALACAK BAKİYE\n320.01;Tedarik;1.000,00;1.400,00;;400,00\n",
            "canonical", Decimal(-400), -40_000,
        ),
    ],
)  # fmt: skip
def test_lists_of_balances_need_a_day(text: str, profile: str, amount: Decimal, kurus: int) -> None:
    assert (1, "", "as_of_missing") in problems(opened(text))
    source = opened(text, as_of=DAY)
    (entry,) = items(source)
    assert isinstance(entry, EntryRow)
    assert (source.kind, source.profile) == (FileKind.TRIAL_BALANCE, profile)
    assert (entry.entry_date, entry.amount, entry.amount_kurus) == (DAY, amount, kurus)


def test_a_file_without_codes_names_its_counterparties() -> None:
    source = opened(
        "ünvan;vkn;belge no;fatura tarihi;tür;kdv dahil tutar;kdv;ettn\n"
        "Çınarlı;4540536920;A1;31.10.2026;satış;120,00;20,00;4870be0b-0bd1-4c86-abac-ac0379f2b430\n"
        "Çınarlı;4540536920;A2;31.10.2026;satış;120,00;;\n;;A3;31.10.2026;satış;1,00;0;\n"
    )
    (movement,) = items(source)
    assert isinstance(movement, MovementRow)
    assert (movement.account_code, movement.amount, movement.electronic) == ("", Decimal(100), True)
    assert problems(source) == [(3, "vat", "vat_missing"), (4, "account_code", "required")]


def test_a_wrong_tax_number_is_told_once_and_not_in_every_row() -> None:
    head = "cari kodu;ünvan;vergi no;belge no;belge tarihi;tür;tutar\n"
    rows = "".join(f"1;Çınarlı;4540536921;A{n};31.10.2026;satış;1,00\n" for n in range(3))
    assert problems(opened(head + rows)) == [(2, "tax_number", "tax_number_checksum")]


@pytest.mark.parametrize("cells", ["5,00;7,00", ";"])
def test_movements_in_debit_or_credit(cells: str) -> None:
    head = "cari kodu;belge no;belge tarihi;tür;borç;alacak\n"
    source = opened(
        head + "1;A;1.10.2026;satış;12,50;0,00\n1;B;1.10.2026;satıştan iade;;3,00\n" + f"1;C;1.10.2026;satış;{cells}\n"
    )
    assert [movement.amount for movement in items(source)] == [Decimal("12.50"), Decimal(3)]
    assert [(row, code) for row, _, code in problems(source)] == [(4, "both_sides" if cells[0] == "5" else "required")]


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        (MIKRO_CARDS, "mikro"),
        (LOGO_CARDS, "logo"),
        (NETSIS_CARDS, "netsis"),
        (PARASUT_CONTACTS, "parasut"),
    ],
)
def test_cards_of_known_programs(text: str, profile: str) -> None:
    source = opened(text)
    (card,) = items(source)
    assert (source.kind, source.profile) == (FileKind.ACCOUNTS, profile)
    assert (card.code, card.title, card.tax_office) == ("120.01", "Çınarlı Gıda A.Ş.", "Ulus")
    assert (card.tax_number.text, card.reconciliation_email) == ("4540536920", "a@cinarli.test")
    assert not [one for one in source.problems if one.is_error]
