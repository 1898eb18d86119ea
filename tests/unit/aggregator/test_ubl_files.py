"""Files of documents: archives, envelopes, encodings, what is left out and why, and documents that stand in them twice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.domain.invoices import InvoiceReference
from services.aggregator.domain.ledger import MovementRow
from shared.tax_number import TaxNumber
from tests.unit.aggregator.ubl.builders import (
    ETTN,
    OUR_VKN,
    THEIR_VKN,
    THEY,
    UBL,
    WE,
    Invoice,
    Side,
    answer,
    archive,
    envelope,
    read,
    response,
    tag,
)

TURKISH = Invoice(customer=Side([("VKN", THEIR_VKN)], "Şükrü Çağ İnşaat Iğdır Ltd. Şti."))


def title_of(movement: MovementRow) -> str:
    assert movement.party is not None
    return movement.party.title


# -- how XML may be written


@pytest.mark.parametrize("encoding", ["UTF-8", "windows-1254", "ISO-8859-9", "UTF-16"])
def test_every_declared_encoding(encoding: str) -> None:
    assert title_of(read(TURKISH.xml(encoding)).movement) == "Şükrü Çağ İnşaat Iğdır Ltd. Şti."


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n \t", b""])
def test_what_may_stand_before_it(before: bytes) -> None:
    assert title_of(read(before + TURKISH.xml()).movement) == "Şükrü Çağ İnşaat Iğdır Ltd. Şti."


def test_prefixes_are_only_names() -> None:
    written = Invoice().xml().decode()
    other = (
        written.replace("cbc:", "a:").replace("xmlns:cbc", "xmlns:a").replace("cac:", "").replace("xmlns:cac", "xmlns")
    )
    other = other.replace(f'xmlns="{UBL}:Invoice-2" ', f'xmlns:u="{UBL}:Invoice-2" ')
    other = other.replace("<Invoice", "<u:Invoice").replace("</Invoice", "</u:Invoice")
    found = read(other.encode())
    assert (found.movement.amount, found.codes) == (Decimal(1000), [])


def test_whitespace_and_comments_inside_values() -> None:
    written = Invoice().xml().decode()
    written = written.replace("ABC2026000000001", "\n   ABC2026<!-- no -->000000001\t").replace(
        "2026-10-15", " 2026-10-15 "
    )
    written = written.replace("SATIS", " SATIS\n").replace(">1200<", "> 1200.00 \n<").replace('"VKN"', '" VKN "')
    found = read(written.encode())
    assert (found.movement.document_no, found.movement.amount, found.codes) == ("ABC2026000000001", Decimal(1000), [])


@pytest.mark.parametrize("day", ["2026-10-15Z", "2026-10-15+03:00", "2026-10-15T00:00:00"])
def test_a_date_may_have_a_zone(day: str) -> None:
    assert str(read(Invoice(day=day)).movement.document_date) == "2026-10-15"


@pytest.mark.parametrize(
    ("invoice", "code"),
    [
        (Invoice(day="15.10.2026"), "bad_document_date"),
        (Invoice(day=""), "bad_document_date"),
        (Invoice(day="0001-01-01"), "bad_document_date"),
        (Invoice(no=""), "element_missing"),
        (Invoice(no="X" * 61), "too_long"),
    ],
)
def test_what_a_document_must_have(invoice: Invoice, code: str) -> None:
    assert read(invoice).errors == [code]


def test_what_a_document_need_not_have() -> None:
    found = read(Invoice(profile="", uuid=""))
    assert (found.movement.uuid, found.codes) == (None, [])


def test_an_ettn_in_capitals_is_the_same() -> None:
    assert read(Invoice(uuid=ETTN.format(1).upper())).movement.uuid == ETTN.format(1)


@pytest.mark.parametrize("uuid", ["yok", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_ettn_identifies_nothing(uuid: str) -> None:
    found = read(Invoice(uuid=uuid))
    assert (found.movement.uuid, found.codes) == (None, ["bad_uuid"])


@pytest.mark.parametrize("content", [b"<Invoice", b"<a><b></a>", TURKISH.xml()[:-20], b"\x00\x01", b"", b"%PDF-1.4"])
def test_broken_files_have_one_problem(content: bytes) -> None:
    found = read(content)
    assert (found.movements, len(found.errors)) == ([], 1)


def test_external_entities_are_refused() -> None:
    evil = f'<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/hostname">]>{Invoice().element()}'.replace(
        "ABC2026", "&x;"
    )
    assert read(evil.encode()).errors == ["unsafe_xml"]


# -- archives and envelopes


def test_documents_are_numbered_through_the_archive() -> None:
    files = archive(
        x1_xml=Invoice(no="A", uuid=ETTN.format(1)).xml(),
        gorsel_pdf=b"%PDF-1.4",
        bozuk_xml=b"<Invoice>",
        zarf_xml=envelope(*(Invoice(no=no, uuid=ETTN.format(key)).element() for key, no in enumerate("BC", 2))),
    )
    found = read(files, name="ekim.zip")
    assert [(movement.row, movement.document_no) for movement in found.movements] == [(1, "A"), (4, "B"), (5, "C")]
    assert [(skipped.row, skipped.file, skipped.code) for skipped in found.skipped] == [
        (2, "gorsel.pdf", "skipped_no_xml")
    ]
    (broken,) = found.problems
    assert (broken.row, broken.params["file"]) == (3, "bozuk.xml")


def test_one_bad_document_does_not_keep_the_others_out() -> None:
    found = read(archive(a_xml=Invoice(no="A", day="").xml(), b_xml=Invoice(no="B", uuid="").xml()))
    assert [movement.document_no for movement in found.movements] == ["B"]
    (problem,) = found.problems
    assert (problem.row, problem.params["file"], problem.params["document_no"]) == (1, "a.xml", "A")


def test_an_empty_archive() -> None:
    assert read(archive()).errors == ["no_documents"]
    assert read(archive(okuma_txt=b"merhaba")).errors == ["no_documents"]


def other(root: str) -> bytes:
    return f'<{root} xmlns="{UBL}:{root}-2"/>'.encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (other("DespatchAdvice"), "skipped_despatch_advice"),
        (other("ReceiptAdvice"), "skipped_receipt_advice"),
        (other("CreditNote"), "skipped_credit_note"),
        (envelope(other("DespatchAdvice").decode()), "skipped_despatch_advice"),
        (response("KABUL", ETTN.format(1)), "skipped_response"),
        (response("IADE", ETTN.format(1)), "skipped_response"),
        (response("S_APR", ETTN.format(1)), "skipped_response"),
    ],
)
def test_documents_without_amounts_are_left_out_with_a_reason(content: bytes, code: str) -> None:
    found = read(content)
    assert [skipped.code for skipped in found.skipped] == [code]
    assert (found.movements, found.errors, found.rejections) == ([], [], [])


def test_some_other_xml() -> None:
    found = read(b"<html><body/></html>")
    assert [str(skipped) for skipped in found.skipped] == ["An XML file that is no document (“html”)."]
    assert found.errors == ["no_documents"]


# -- rejections


@pytest.mark.parametrize("named", [ETTN.format(1), ETTN.format(1).upper(), "ABC2026000000001"])
@pytest.mark.parametrize("code", ["RED", " Red", "REDDEDİLDİ"])
def test_a_rejection_takes_its_invoice_out_in_whatever_order(named: str, code: str) -> None:
    invoice, rejection = Invoice().xml(), response(code, named)
    for files in (archive(a_xml=invoice, b_xml=rejection), archive(a_xml=rejection, b_xml=invoice)):
        found = read(files)
        assert found.rejections[0].invoice.refers_to(found.movement)


def test_a_rejection_is_about_one_invoice_only() -> None:
    rejected = read(response("RED", "ABC2026000000001")).rejections[0].invoice
    assert rejected == InvoiceReference(
        None, "ABC2026000000001", read(Invoice()).movement.document_date, TaxNumber(OUR_VKN), TaxNumber(THEIR_VKN)
    )
    stranger = Side([("VKN", "8450309570")], "Üçüncü A.Ş.")
    for another in (Invoice(no="ABC2026000000002"), Invoice(day="2026-10-16"), Invoice(customer=stranger)):
        assert not rejected.refers_to(read(another).movement)
    assert not read(response("RED", ETTN.format(2))).rejections[0].invoice.refers_to(read(Invoice()).movement)


def test_the_uuid_may_have_an_element_of_its_own() -> None:
    rejected = read(response("RED", "ABC2026000000001", extra=tag("UUID", ETTN.format(1)))).rejections[0].invoice
    assert rejected.uuid == ETTN.format(1)


def test_several_answers_in_one() -> None:
    found = read(response("", "", answers=answer("RED", "A") + answer("KABUL", "B") + answer("RED", "C")))
    assert [rejection.invoice.document_no for rejection in found.rejections] == ["A", "C"]


def test_answers_between_others_are_left_out() -> None:
    found = read(response("RED", "A"), own="8450309570")
    assert (found.rejections, [skipped.code for skipped in found.skipped]) == ([], ["skipped_response_of_others"])


def test_customs_tell_when_the_goods_left() -> None:
    left = f"<cac:IssuerParty><cac:PartyIdentification>{tag('ID', '2026-11-03', schemeID='GTB_FIILI_IHRACAT_TARIHI')}"
    found = read(response("KABUL", ETTN.format(1), extra=left + "</cac:PartyIdentification></cac:IssuerParty>"))
    (exported,) = found.export_dates
    assert (exported.invoice.uuid, str(exported.customs_on)) == (ETTN.format(1), "2026-11-03")


# -- the same document twice


def test_a_repetition_is_taken_once() -> None:
    found = read(archive(a_xml=Invoice().xml(), b_xml=envelope(Invoice().element())))
    assert [movement.row for movement in found.movements] == [1]
    assert [(skipped.row, skipped.code) for skipped in found.skipped] == [(2, "skipped_repetition")]


def test_a_repetition_that_says_something_else_is_an_error() -> None:
    found = read(archive(a_xml=Invoice().xml(), b_xml=Invoice(day="2026-10-16").xml()))
    assert [movement.row for movement in found.movements] == [1]
    assert found.errors == ["document_differs"]
    assert found.refused[0].row == 2


def test_one_ettn_on_two_invoices() -> None:
    found = read(archive(a_xml=Invoice().xml(), b_xml=Invoice(no="ABC2026000000002").xml()))
    assert [movement.uuid for movement in found.movements] == [ETTN.format(1), None]
    assert found.codes == ["uuid_repeated"]


def test_two_firms_may_use_one_number() -> None:
    another = Side([("VKN", "8450309570")], "Üçüncü A.Ş.")
    files = archive(
        a_xml=Invoice(supplier=THEY, customer=WE).xml(),
        b_xml=Invoice(uuid=ETTN.format(2), supplier=another, customer=WE).xml(),
    )
    assert len(read(files).movements) == 2


@given(st.permutations(range(6)), st.integers(0, 5))
def test_order_and_repetition_change_nothing(order: list[int], repeated: int) -> None:
    invoices = [Invoice(no=f"ABC202600000000{key}", uuid=ETTN.format(key)).xml() for key in range(6)]
    files = archive(**{f"d{place}_xml": invoices[key] for place, key in enumerate([*order, repeated])})
    found = read(files)
    assert sorted(movement.document_no for movement in found.movements) == [f"ABC202600000000{key}" for key in range(6)]
    assert len(found.skipped) == 1
