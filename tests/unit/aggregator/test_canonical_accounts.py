"""Account cards and their contacts from the canonical CSV."""

import pytest

from services.aggregator.domain.ledger import AccountRow, ContactRow
from services.aggregator.readers.columns import FileKind
from shared.tax_number import TaxNumber
from tests.unit.aggregator.ledger_builders import VKN, codes, read_text

FULL = (
    "cari kodu;ünvan;vergi no;vergi dairesi;ülke;mutabakat e-posta;telefon;adres;dil;şube;"
    "yetkili adı;yetkili e-posta;e-mutabakat yetkilisi\n"
)


def row(code: str = "120.01", **cells: str) -> str:
    names = (
        "title",
        "vkn",
        "office",
        "country",
        "email",
        "phone",
        "address",
        "language",
        "branch",
        "contact",
        "mail",
        "box",
    )
    values = {"title": "Çınarlı Gıda A.Ş.", **cells}
    return ";".join([code, *(values.get(name, "") for name in names)]) + "\n"


def test_a_full_card_with_two_contacts() -> None:
    card = {
        "vkn": VKN, "office": "Ulus V.D.", "country": "Türkiye", "email": "Mutabakat@cinarli.test", "phone": "0312 555 00 00",
        "address": '"Çarşı Sok.\nNo: 5"', "language": "Türkçe", "branch": "Merkez",
    }  # fmt: skip
    content = read_text(
        FULL
        + row(**card, contact="Muhasebe", mail="muhasebe@cinarli.test", box="evet")
        + row(contact="Finans", mail="finans@cinarli.test", box="hayır")
    )
    assert content.kind is FileKind.ACCOUNTS
    assert not content.problems
    assert content.accounts == [
        AccountRow(
            row=2,
            code="120.01",
            title="Çınarlı Gıda A.Ş.",
            tax_number=TaxNumber(VKN),
            tax_office="Ulus V.D.",
            country="TR",
            reconciliation_email="Mutabakat@cinarli.test",
            phone="0312 555 00 00",
            address="Çarşı Sok. No: 5",
            language="tr",
            branch="Merkez",
        )
    ]
    assert content.contacts == [
        ContactRow(2, "120.01", "Muhasebe", "muhasebe@cinarli.test", receives_reconciliations=True),
        ContactRow(4, "120.01", "Finans", "finans@cinarli.test", receives_reconciliations=False),
    ]


def test_a_contact_receives_nothing_unless_its_box_is_ticked() -> None:
    content = read_text(FULL + row(contact="Muhasebe", mail="muhasebe@cinarli.test"))
    assert not content.contacts[0].receives_reconciliations


def test_english_headings_and_a_foreign_company() -> None:
    content = read_text(
        "account_code,title,tax_number,country,reconciliation_email,language\n"
        "120.02,Nordlicht GmbH,DE 123 456 789,Germany,accounts@nordlicht.test,de\n"
    )
    (account,) = content.accounts
    assert not content.problems
    assert (account.country, account.language, account.tax_number) == ("DE", "de", TaxNumber("DE 123 456 789"))


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"vkn": "4540536921"}, "tax_number", "tax_number_checksum"),
        ({"vkn": "11111111111"}, "tax_number", "tax_number_placeholder"),
        ({"vkn": "188001965"}, "tax_number", "tax_number_completed"),
        ({"email": "muhasebe@"}, "reconciliation_email", "bad_email"),
        ({"email": '"a@x.test; b@x.test"'}, "reconciliation_email", "bad_email"),
        ({"email": "MİKRO@firma.test"}, "reconciliation_email", "bad_email"),
        ({"contact": "Finans", "mail": "finans.x.test"}, "contact_email", "bad_email"),
        ({"country": "Atlantis"}, "country", "unknown_country"),
        ({"language": "Klingonca"}, "language", "unknown_language"),
    ],
)
def test_warnings_keep_the_card(cells: dict[str, str], field: str, code: str) -> None:
    content = read_text(FULL + row(**cells))
    assert codes(content) == [(2, field, code)]
    assert not content.errors
    assert len(content.accounts) == 1


def test_a_broken_address_stays_on_the_card_as_typed() -> None:
    assert read_text(FULL + row(email="muhasebe@")).accounts[0].reconciliation_email == "muhasebe@"


def test_a_warning_about_a_tax_number_shows_it_masked_only() -> None:
    content = read_text(FULL + row(vkn="4540536921"))
    assert "454*****21" in str(content.problems[0])
    assert "4540536921" not in str(content.problems[0])


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (row(code=""), "account_code", "required"),
        (row(title=""), "title", "required"),
        (row(title="A" * 251), "title", "too_long"),
        (row(title="Gıda\u202eA.Ş."), "title", "control_character"),
        (row(contact="Finans", box="belki"), "receives_reconciliations", "not_yes_or_no"),
        ("120.01;yarım\n", "", "too_few_cells"),
    ],
)
def test_cards_that_are_refused(line: str, field: str, code: str) -> None:
    content = read_text(FULL + row(code="1") + line + row(code="2"))
    assert codes(content) == [(3, field, code)]
    assert content.errors
    assert [account.code for account in content.accounts] == ["1", "2"]


def test_a_second_row_that_contradicts_or_adds_nothing_is_named() -> None:
    content = read_text(FULL + row() + row(title="Başka Ünvan", contact="Finans") + row())
    assert codes(content) == [(3, "title", "account_differs"), (4, "account_code", "repeated_account")]
    assert [account.title for account in content.accounts] == ["Çınarlı Gıda A.Ş."]
    assert len(content.contacts) == 1


def test_after_a_refused_row_the_next_with_its_code_is_the_card() -> None:
    content = read_text(FULL + row(title="") + row())
    assert [account.row for account in content.accounts] == [3]
