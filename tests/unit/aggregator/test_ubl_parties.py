"""Which side of the books an invoice is on, and who the counterparty is (domain.md §2.5 point 2, §5.1, §5.3)."""

import pytest

from services.aggregator.domain.invoices import kind_of, series_of
from services.aggregator.domain.ledger import Party
from services.aggregator.domain.sides import DocumentKind
from shared.files.ubl.totals import type_code_of
from tests.unit.aggregator.ubl.builders import (
    MINISTRY,
    OUR_VKN,
    THEIR_TCKN,
    THEIR_VKN,
    THEY,
    WE,
    Invoice,
    Read,
    Side,
    archive,
    read,
    tag,
)

SALE, PURCHASE = DocumentKind.SALE, DocumentKind.PURCHASE
SALES_RETURN, PURCHASE_RETURN = DocumentKind.SALES_RETURN, DocumentKind.PURCHASE_RETURN


def party_of(found: Read) -> Party:
    assert found.movement.party is not None
    return found.movement.party


# -- the side


@pytest.mark.parametrize(
    ("type_code", "issued", "received"),
    [
        ("SATIS", SALE, PURCHASE),
        ("TEVKIFAT", SALE, PURCHASE),
        ("ISTISNA", SALE, PURCHASE),
        ("IHRACKAYITLI", SALE, PURCHASE),
        ("SGK", SALE, PURCHASE),
        ("KOMISYONCU", SALE, PURCHASE),
        ("YTBTEVKIFAT", SALE, PURCHASE),
        ("IADE", PURCHASE_RETURN, SALES_RETURN),
        ("İade ", PURCHASE_RETURN, SALES_RETURN),
        ("TEVKIFATIADE", PURCHASE_RETURN, SALES_RETURN),
        ("YTBIADE", PURCHASE_RETURN, SALES_RETURN),
        ("YTBTEVKIFATIADE", PURCHASE_RETURN, SALES_RETURN),
    ],
)
def test_side_by_direction_and_type(type_code: str, issued: DocumentKind, received: DocumentKind) -> None:
    ours, theirs = Invoice(type_code=type_code), Invoice(type_code=type_code, supplier=THEY, customer=WE)
    assert (read(ours).movement.kind, read(theirs).movement.kind) == (issued, received)
    assert read(ours).codes == []
    for found in (read(ours), read(theirs)):
        assert (party_of(found).title, str(party_of(found).tax_number)) == ("Karşı Ticaret Ltd. Şti.", THEIR_VKN)


def test_an_unknown_type_is_read_and_named() -> None:
    found = read(Invoice(type_code="GELECEK"))
    assert (found.movement.kind, found.codes) == (SALE, ["unknown_invoice_type"])


def test_an_invoice_between_others_is_an_error() -> None:
    found = read(Invoice(), own="8450309570")
    assert (found.movements, found.errors) == ([], ["not_ours"])
    assert found.refused[0].document_no == "ABC2026000000001"


def test_a_number_on_both_sides() -> None:
    found = read(Invoice(customer=WE))
    assert (found.movement.kind, found.codes) == (SALE, ["own_number_on_both_sides"])


@pytest.mark.parametrize("written", ["0188001965", "188001965", " 0188001965 "])
def test_zeros_that_were_lost_do_not_make_us_a_stranger(written: str) -> None:
    ours = Side([("VKN", written)], "Sıfırlı A.Ş.")
    for own in ("0188001965", "188001965"):
        assert read(Invoice(supplier=ours), own=own).movement.kind is SALE


def test_we_may_be_a_person() -> None:
    ours = Side([("TCKN", THEIR_TCKN)], person=("Ad", "Soyad"))
    assert read(Invoice(supplier=ours), own=THEIR_TCKN).movement.kind is SALE


# -- who we are, when nobody says


def test_who_stands_on_every_invoice_is_us() -> None:
    other = Side([("VKN", "8450309570")], "Üçüncü A.Ş.")
    files = archive(
        a_xml=Invoice(no="A").xml(),
        b_xml=Invoice(no="B", uuid="", supplier=other, customer=WE).xml(),
    )
    assert [movement.kind for movement in read(files, own=None).movements] == [SALE, PURCHASE]


def test_two_possible_companies_are_asked_about() -> None:
    found = read(Invoice(), own=None)
    assert (found.movements, found.errors) == ([], ["own_tax_number_needed"])
    assert OUR_VKN not in str(found.problems[0])


def test_the_final_consumer_is_never_us() -> None:
    files = archive(
        a_xml=Invoice(no="A", customer=Side([("TCKN", "11111111111")], person=("Nihai", "Tüketici"))).xml(),
        b_xml=Invoice(no="B", uuid="", customer=Side([("TCKN", "11111111111")], person=("Nihai", "Tüketici"))).xml(),
    )
    assert [movement.kind for movement in read(files, own=None).movements] == [SALE, SALE]


def test_nobody_on_every_invoice() -> None:
    files = archive(a_xml=Invoice().xml(), b_xml=Invoice(supplier=Side([("VKN", "1")]), customer=Side()).xml())
    assert read(files, own=None).errors == ["own_tax_number_needed"]


# -- the counterparty


def test_the_first_number_is_not_taken_but_the_right_one() -> None:
    ids = [("MUSTERINO", "4840847219"), (" vkn ", " 4840847211\n"), ("SUBENO", "1")]
    assert str(party_of(read(Invoice(customer=Side(ids, "Karşı")))).tax_number) == THEIR_VKN


def test_vkn_goes_before_tckn() -> None:
    ids = [("TCKN", THEIR_TCKN), ("VKN", THEIR_VKN)]
    assert str(party_of(read(Invoice(customer=Side(ids, "Karşı")))).tax_number) == THEIR_VKN


@pytest.mark.parametrize(("number", "taken"), [(THEIR_VKN, True), ("4840847212", False)])
def test_a_number_without_scheme_counts_when_it_is_a_true_one(number: str, taken: bool) -> None:
    party = party_of(read(Invoice(customer=Side([("", number)], "Karşı"))))
    assert (party.tax_number is not None) is taken


def test_lost_zeros_come_back() -> None:
    found = read(Invoice(customer=Side([("VKN", "188001965")], "Karşı")))
    assert (str(party_of(found).tax_number), found.codes) == ("0188001965", ["tax_number_completed"])


def test_a_person_has_a_name() -> None:
    customer = Side([("TCKN", THEIR_TCKN)], "Bakkaliye", person=("Ad", "Soyad"))
    assert party_of(read(Invoice(profile="EARSIVFATURA", customer=customer))).title == "Ad Soyad"


def test_a_firm_may_be_named_as_a_person() -> None:
    assert party_of(read(Invoice(customer=Side([("VKN", THEIR_VKN)], person=("Ad", "Soyad"))))).title == "Ad Soyad"


@pytest.mark.parametrize("number", ["11111111111", "99999999999", "2222222222"])
def test_anonymous_buyers_stay_anonymous(number: str) -> None:
    scheme = "VKN" if len(number) == 10 else "TCKN"
    found = read(Invoice(profile="EARSIVFATURA", customer=Side([(scheme, number)], person=("Nihai", "Tüketici"))))
    party = party_of(found)
    assert party.tax_number is not None
    assert (party.tax_number.is_placeholder, found.codes) == (True, ["tax_number_placeholder"])


def test_a_patient_stays_on_the_invoice() -> None:
    patient = Side([("TCKN", THEIR_TCKN), ("PROTOCOLNO", "1")], person=("Gizli", "Hasta"))
    movement = read(Invoice(type_code="SGK", customer=Side([("VKN", "7750409379")], "SGK"), buyer=patient)).movement
    assert "Hasta" not in repr(movement)
    assert movement.party is not None
    assert movement.party.title == "SGK"


def foreign(number: str = "DE 811 907 980", country: str = "Almanya", name: str = "Kunde GmbH") -> Side:
    entity = f"<cac:PartyLegalEntity>{tag('CompanyID', number)}</cac:PartyLegalEntity>"
    return Side([("PARTYTYPE", "EXPORT")], name, country=country, inside=entity if number else "")


CUSTOMS = Side([("VKN", MINISTRY)], "Gümrük ve Ticaret Bakanlığı")


@pytest.mark.parametrize("profile", ["IHRACAT", "TEMELFATURA"])
def test_the_ministry_is_no_customer(profile: str) -> None:
    party = party_of(read(Invoice(profile=profile, type_code="ISTISNA", customer=CUSTOMS, buyer=foreign())))
    assert (party.title, party.country, str(party.tax_number)) == ("Kunde GmbH", "DE", "DE 811 907 980")


def test_a_buyer_in_an_unknown_country_is_still_abroad() -> None:
    found = read(Invoice(profile="IHRACAT", customer=CUSTOMS, buyer=foreign(THEIR_VKN, "Atlantis")))
    assert (party_of(found).country, found.codes) == ("ZZ", ["buyer_country_unknown"])


def test_a_traveller_is_known_by_name_and_country() -> None:
    person = (
        f"<cac:Person>{tag('FirstName', 'Jane')}{tag('FamilyName', 'Roe')}{tag('NationalityID', 'GB')}"
        f"<cac:IdentityDocumentReference>{tag('ID', 'P1234567')}</cac:IdentityDocumentReference></cac:Person>"
    )
    buyer = Side([("PARTYTYPE", "TAXFREE")], country="İkametgâh", inside=person)
    movement = read(Invoice(profile="YOLCUBERABERFATURA", customer=CUSTOMS, buyer=buyer)).movement
    assert movement.party is not None
    assert (movement.party.title, movement.party.country, movement.party.tax_number) == ("Jane Roe", "GB", None)
    assert "P1234567" not in repr(movement)


def test_an_export_without_its_buyer_is_an_error() -> None:
    assert read(Invoice(profile="IHRACAT", customer=CUSTOMS)).errors == ["buyer_missing"]


def test_a_sale_to_the_ministry_itself() -> None:
    found = read(Invoice(customer=CUSTOMS))
    assert (party_of(found).title, found.codes) == ("Gümrük ve Ticaret Bakanlığı", ["tax_number_placeholder"])


def test_the_buyer_may_stand_where_the_ministry_belongs() -> None:
    party = party_of(read(Invoice(profile="IHRACAT", customer=foreign())))
    assert (party.title, party.country) == ("Kunde GmbH", "DE")


def test_exports_count_when_the_goods_left() -> None:
    delivery = f"<cac:Delivery>{tag('ActualDeliveryDate', '2026-11-02')}</cac:Delivery>"
    export = Invoice(profile="IHRACAT", customer=CUSTOMS, buyer=foreign(), before_totals=delivery)
    assert str(read(export).movement.customs_on) == "2026-11-02"
    assert read(Invoice(before_totals=delivery)).movement.customs_on is None


def test_a_foreigner_with_a_turkish_number_is_known_by_it() -> None:
    party = party_of(read(Invoice(customer=Side([("VKN", THEIR_VKN)], "Filiale", country="Almanya"))))
    assert party.country == "TR"


def test_nobody_at_all() -> None:
    assert read(Invoice(customer=None)).errors == ["party_missing"]
    assert read(Invoice(customer=Side())).errors == ["party_missing"]


def test_a_number_without_a_name() -> None:
    found = read(Invoice(customer=Side([("VKN", THEIR_VKN)])))
    assert (party_of(found).title, found.codes) == ("484*****11", ["party_name_missing"])


def test_characters_that_deceive_are_left_out() -> None:
    party = party_of(read(Invoice(customer=Side([("VKN", THEIR_VKN)], "Ka\u202ers\u0131   \n Şti.\u200f"))))
    assert party.title == "Karsı Şti."


def test_an_endless_name_is_cut() -> None:
    assert len(party_of(read(Invoice(customer=Side([("VKN", THEIR_VKN)], "Ş" * 1000)))).title) == 250


# -- small rules


@pytest.mark.parametrize(
    ("number", "series"),
    [
        ("ABC2026000000001", "ABC"),
        ("0012020000000010", "001"),
        ("GIB20090000000001", ""),
        ("A-17", ""),
        ("ABC3026000000001", ""),
    ],
)
def test_the_series_stands_before_the_year(number: str, series: str) -> None:
    assert series_of(number) == series
    assert read(Invoice(no=number)).movement.series == series


def test_type_codes_are_read_as_people_write_them() -> None:
    assert [type_code_of(text) for text in ("İADE", "ozel_matrah", "Satış")] == ["IADE", "OZELMATRAH", "SATIS"]
    assert kind_of("IADE", is_ours=True) is PURCHASE_RETURN
