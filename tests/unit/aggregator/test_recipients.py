"""Who is written to, and what the operator is warned of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.aggregator.domain.recipients import Card, CardContact, recipients_of, warnings_of
from tests.unit.aggregator.ledger_builders import VKN

CARD = Card("120.01", "Çınar", VKN, "TR", "tr", "muhasebe@cinar.test", address_is_valid=True)
FINANCE = CardContact("Finans", "finans@cinar.test", address_is_valid=True, receives_reconciliations=True)


def addresses(*cards: Card) -> list[str]:
    return [one.address for one in recipients_of(cards)]


def test_accounts_come_before_contacts_whatever_the_cards_order() -> None:
    other = replace(CARD, code="120.02", address="ikinci@cinar.test", language="de")
    found = recipients_of([replace(CARD, contacts=(FINANCE,)), other])
    assert [(one.address, one.role, one.language) for one in found] == [
        ("muhasebe@cinar.test", "account", "tr"),
        ("ikinci@cinar.test", "account", "de"),
        ("finans@cinar.test", "contact", "tr"),
    ]


def test_a_domain_is_one_in_any_case_a_local_part_is_not() -> None:
    same = replace(CARD, address="muhasebe@CINAR.Test")
    different = replace(CARD, address="Muhasebe@cinar.test")
    assert addresses(CARD, same, different) == ["muhasebe@cinar.test", "Muhasebe@cinar.test"]


def test_a_contact_with_the_card_s_own_address_gets_one_mail() -> None:
    twice = replace(FINANCE, address="muhasebe@cinar.test")
    assert [one.role for one in recipients_of([replace(CARD, contacts=(twice,))])] == ["account"]


def test_a_contact_that_is_not_ticked_gets_nothing() -> None:
    """S-28: without the tick nothing is sent."""
    assert addresses(replace(CARD, contacts=(replace(FINANCE, receives_reconciliations=False),))) == [CARD.address]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (CARD, []),
        (replace(CARD, address="", address_is_valid=False), ["no_address"]),
        (replace(CARD, address="bozuk", address_is_valid=False), ["no_address", "bad_address"]),
        (replace(CARD, contacts=(replace(FINANCE, address_is_valid=False),)), ["bad_address"]),
        (replace(CARD, tax_number="11111111111"), ["placeholder_tax_number"]),
        (replace(CARD, tax_number="4540536921"), ["tax_number_checksum"]),
        (replace(CARD, tax_number="DE811907980", country="DE"), []),
        (replace(CARD, tax_number=""), []),
    ],
)
def test_warnings(card: Card, expected: list[str]) -> None:
    assert warnings_of([card], recipients_of([card]), negative_documents=0) == expected


def test_documents_below_zero_are_warned_of() -> None:
    assert warnings_of([CARD], recipients_of([CARD]), negative_documents=2) == ["negative_documents"]
