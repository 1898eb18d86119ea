"""Entries keep the hash that they were written with, whatever was added to them since."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.responses.domain.conflicts import in_conflict
from services.responses.domain.details import (
    Details,
    DocumentTick,
    SideWords,
    read_details,
    write_details,
)
from services.responses.domain.entries import Entry
from shared.contracts.kinds import Side
from shared.contracts.responses import Reason, Remark

FIRST_FORM = Entry(
    response_id=UUID(int=1),
    company_id=UUID(int=2),
    reconciliation_id=UUID(int=3),
    campaign_id=UUID(int=4),
    version=1,
    answer="disagreed",
    explanation="S1 bizde yok.\nİkinci satır",
    own_for_purchases_minor=None,
    own_for_sales_minor=123456,
    responder_name="Muhasebe Servisi",
    responder_title="Uzman",
    link_id="a" * 22,
    address="muhasebe@celik.test",
    ip="192.0.2.7",
    user_agent="Mozilla/5.0",
    language="tr",
    text_version="2026-11b",
    answered_at=datetime(2026, 11, 5, 9, 0, 0, 123456, tzinfo=UTC),
    form_id=UUID(int=5),
    snapshot_sha256="a" * 64,
    position=1,
    previous_sha256="0" * 64,
)
BALANCES = '[{"currency":"USD","minor":-30000}]'
EVERYTHING = Details(
    purchases=SideWords(3, "İade bizde satışta."),
    sales=SideWords(0, ""),
    reasons=(Reason.OTHER_MONTH, Reason.ROUNDING),
    documents=(
        DocumentTick(1, 3, Side.SALES, "MHS1", Remark.MISSING),
        DocumentTick(2, 1, Side.PURCHASES, "A1", Remark.OTHER_AMOUNT),
    ),
)


@pytest.mark.parametrize(
    ("entry", "sha256"),
    [
        (FIRST_FORM, "95102ce72824919e1234aea9ffa6b9d1503476ba9e7e4ab58e9cdc9a83a3170f"),
        (
            replace(FIRST_FORM, own_balances=BALANCES),
            "041f56566e6f367c576b8bbfa75f8c7c932ef355aa6f5bfc21b7515223becb8e",
        ),
    ],
    ids=["before balances", "balances"],
)
def test_an_entry_of_every_form_keeps_its_hash(entry: Entry, sha256: str) -> None:
    """Written down when the form was current; a difference means that stored evidence could no longer be verified."""
    assert entry.hashed() == sha256


def test_details_come_back_as_they_were_said() -> None:
    assert read_details(write_details(EVERYTHING)) == EVERYTHING
    assert write_details(Details()) is None
    assert read_details(None) == Details()
    assert '"documents":0' in str(write_details(EVERYTHING)), "none at all is said, and not the same as nothing said"


def _by(link: str, version: int, answer: str, **more: object) -> Entry:
    values = {"own_for_sales_minor": None, **more}
    return replace(FIRST_FORM, link_id=link, version=version, answer=answer, **values)  # type: ignore[arg-type]  # named fields


@pytest.mark.parametrize(
    ("versions", "conflict"),
    [
        ([], False),
        ([_by("a", 1, "agreed")], False),
        ([_by("a", 1, "agreed"), _by("a", 2, "disagreed")], False),
        ([_by("a", 1, "agreed"), _by("b", 2, "agreed")], False),
        ([_by("a", 1, "agreed"), _by("b", 2, "disagreed")], True),
        ([_by("a", 1, "agreed"), _by("b", 2, "disagreed"), _by("a", 3, "disagreed")], False),
        ([_by("a", 1, "disagreed", own_for_sales_minor=5), _by("b", 2, "disagreed")], False),
        (
            [_by("a", 1, "disagreed", own_for_sales_minor=5), _by("b", 2, "disagreed", own_for_sales_minor=6)],
            True,
        ),
        (
            [
                _by("a", 1, "disagreed", own_balances=BALANCES),
                _by("b", 2, "disagreed", own_balances='[{"currency":"USD","minor":1}]'),
            ],
            True,
        ),
        ([_by("b", 2, "disagreed"), _by("a", 1, "agreed")], True),
    ],
)
def test_a_conflict_is_between_people_and_not_with_oneself(versions: list[Entry], conflict: bool) -> None:
    assert in_conflict(versions) is conflict
