"""Rules of campaigns, cards, passwords and resends, one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.campaign.domain.campaigns import CampaignState, check_size, check_valid_until, checked_description
from services.campaign.domain.company_card import CompanyCard, checked_address, checked_card
from services.campaign.domain.credentials import (
    PER_ACCOUNT,
    check_password,
    new_setup_code,
    setup_code_hash,
)
from services.campaign.domain.progress import ReconciliationState
from services.campaign.domain.reconciliations import check_resend
from services.campaign.domain.roles import Role
from shared.errors import Conflict, DomainError, Invalid
from shared.limits import network_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "description_missing"),
        ("   ", "description_missing"),
        ("x" * 151, "description_too_long"),
        ("Ekim\r\nBcc: biri@firma.test", "description_forbidden_character"),
        ("Ekim\u202e mutabakatı", "description_forbidden_character"),
        ("Ekim\tmutabakatı", "description_forbidden_character"),
    ],
)
def test_a_description_that_cannot_be_a_subject_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_description(text)
    assert refused.value.code == code


def test_a_description_of_150_letters_is_kept_as_typed() -> None:
    text = "Şğı" * 50
    assert checked_description(f" {text} ") == text


def test_the_last_day_is_judged_in_istanbul() -> None:
    late = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    check_valid_until(date(2026, 11, 24), late - timedelta(milliseconds=1))
    with pytest.raises(Invalid):
        check_valid_until(date(2026, 11, 24), late)
    with pytest.raises(Invalid):
        check_valid_until(date(2062, 11, 24), late)


def test_nobody_and_too_many_are_refused() -> None:
    check_size(1)
    for count in (0, 50_001):
        with pytest.raises(Invalid):
            check_size(count)


@pytest.mark.parametrize(
    ("state", "campaign", "still_valid", "invited", "code"),
    [
        (ReconciliationState.AGREED, CampaignState.RUNNING, True, True, "already_answered"),
        (ReconciliationState.DISAGREED, CampaignState.COMPLETED, True, True, "already_answered"),
        (ReconciliationState.EXPIRED, CampaignState.COMPLETED, False, True, "reconciliation_expired"),
        (ReconciliationState.SENT, CampaignState.RUNNING, False, True, "reconciliation_expired"),
        (ReconciliationState.CANCELLED, CampaignState.CANCELLED, True, True, "campaign_cancelled"),
        (ReconciliationState.NOT_SENT, CampaignState.RUNNING, True, False, "never_sent"),
        (ReconciliationState.PREPARING, CampaignState.RUNNING, True, False, "still_preparing"),
    ],
)
def test_what_cannot_be_sent_again(
    state: ReconciliationState, campaign: CampaignState, still_valid: bool, invited: bool, code: str
) -> None:
    with pytest.raises(Conflict) as refused:
        check_resend(state, campaign, still_valid=still_valid, invited=invited)
    assert refused.value.code == code


def test_what_can_be_sent_again() -> None:
    for state in (ReconciliationState.UNDELIVERED, ReconciliationState.OPENED, ReconciliationState.SENT):
        check_resend(state, CampaignState.RUNNING, still_valid=True, invited=True)


@pytest.mark.parametrize(
    "password", ["kısa parola", "aaaaaaaaaaaaaaa", "abababababab", "Muhasebe@Firma.test", "x" * 257]
)
def test_weak_passwords(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, not_like=("muhasebe@firma.test",))


def test_a_long_sentence_is_a_password() -> None:
    check_password("dört kelime bir arada")


def test_a_setup_code_may_be_typed_in_any_case_with_or_without_hyphens() -> None:
    code = new_setup_code()
    assert setup_code_hash(code) == setup_code_hash(code.lower().replace("-", " "))
    assert setup_code_hash(code) != setup_code_hash(new_setup_code())


def test_windows_begin_at_the_quarter() -> None:
    assert PER_ACCOUNT.window_at(datetime(2026, 11, 24, 12, 14, 59, tzinfo=UTC)) == NOW
    assert PER_ACCOUNT.window_at(datetime(2026, 11, 24, 12, 15, tzinfo=UTC)) == NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", "unknown"),
    ],
)
def test_the_network_of_a_client(client: str, network: str) -> None:
    assert network_of(client) == network


def test_what_each_role_may_do() -> None:
    assert {role.value: set(role.scopes) for role in Role} == {
        "administrator": {"read", "write", "approve", "audit", "admin"},
        "preparer": {"read", "write"},
        "approver": {"read", "approve"},
        "auditor": {"read", "audit"},
        "viewer": {"read"},
    }


@pytest.mark.parametrize(
    "card",
    [
        CompanyCard("", "4540536920"),
        CompanyCard("Firma", ""),
        CompanyCard("Firma", "11111111111"),
        CompanyCard("Firma\x00", "4540536920"),
        CompanyCard("F" * 301, "4540536920"),
        CompanyCard("Firma", "4540536920", email="firma.test"),
    ],
)
def test_cards_that_are_refused(card: CompanyCard) -> None:
    with pytest.raises(DomainError):
        checked_card(card)


def test_a_card_is_kept_tidy() -> None:
    card = checked_card(CompanyCard("  Firma   A.Ş. ", "454 053 6920", email=" mutabakat@firma.test "))
    assert (card.title, card.tax_number, card.email) == ("Firma A.Ş.", "4540536920", "mutabakat@firma.test")


def test_local_parts_stay_as_typed() -> None:
    assert checked_address("Muhasebe.BA@firma.test") == "Muhasebe.BA@firma.test"
