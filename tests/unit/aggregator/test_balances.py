"""Balances speak of who owes whom, and their open items add up to them to the kuruş, whatever the ledger looks like."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.aggregator.domain.balances import CardBalance, balances_of
from services.aggregator.domain.open_items import Bucket, LedgerEntry, bucket_of, open_items
from shared.contracts.values import Owing

AS_OF = date(2026, 10, 31)


def card(
    key: str = "t:1", code: str = "120.01", original: int = 0, amount: int | None = None, currency: str = "TRY",
    last: int = 202610,
) -> CardBalance:  # fmt: skip
    return CardBalance(key, code, f"Cari {code}", currency, original, original if amount is None else amount, last)


def test_customer_and_supplier_card_are_lines_and_one_net_balance() -> None:
    figure = balances_of([card(code="320.01", original=-30_000), card(code="120.01", original=123_456)], AS_OF)["t:1"]
    (balance,) = figure.balances
    assert (balance.balance.minor, balance.owing, figure.balance_minor) == (93_456, Owing.THEY_OWE_US, 93_456)
    assert [(line.account_code, line.balance.minor) for line in balance.lines] == [
        ("120.01", 123_456),
        ("320.01", -30_000),
    ]


def test_cards_that_cancel_each_other_out_are_asked_about() -> None:
    figures = balances_of(
        [card(original=50_000, last=202501), card(code="320.01", original=-50_000, last=202501)],
        AS_OF,
        include_zero=False,
    )
    (balance,) = figures["t:1"].balances
    assert balance.owing is Owing.EVEN
    assert [line.balance.minor for line in balance.lines] == [50_000, -50_000]


def test_each_currency_keeps_its_own_balance_beside_its_value_in_lira() -> None:
    figure = balances_of(
        [card(original=-100), card(code="120.02", currency="USD", original=10_000, amount=412_350)], AS_OF
    )["t:1"]
    assert [(one.currency, one.balance.minor, one.balance_try.minor) for one in figure.balances] == [
        ("TRY", -100, -100),
        ("USD", 10_000, 412_350),
    ]
    assert (figure.balance_minor, figure.owing) == (412_250, Owing.THEY_OWE_US)
    assert [one.owing for one in figure.balances] == [Owing.WE_OWE_THEM, Owing.THEY_OWE_US]


@pytest.mark.parametrize(
    ("last", "include", "asked"),
    [(202610, True, True), (202511, True, True), (202510, True, False), (202610, False, False)],
)
def test_zero_is_asked_about_where_the_card_moved_within_twelve_months(last: int, include: bool, asked: bool) -> None:
    assert bool(balances_of([card(last=last)], AS_OF, include_zero=include)) is asked


def test_a_remainder_in_lira_of_a_settled_currency_is_not_nothing() -> None:
    figure = balances_of([card(currency="USD", amount=250, last=202401)], AS_OF, include_zero=False)["t:1"]
    assert (figure.balances[0].owing, figure.balance_minor) == (Owing.EVEN, 250)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["120", "320"]), st.sampled_from(["TRY", "USD", "EUR"]),
                          st.integers(-10**12, 10**12), st.integers(-10**12, 10**12)), max_size=12,
                unique_by=lambda one: one[:3]))  # fmt: skip
def test_lines_add_up_to_their_currency_and_lira_to_the_net(rows: list[tuple[str, str, str, int, int]]) -> None:
    cards = [card(key, code, original, amount, currency) for key, code, currency, original, amount in rows]
    for order in (cards, cards[::-1]):
        figures = balances_of(order, AS_OF)
        assert figures == balances_of(cards, AS_OF)
        for key, figure in figures.items():
            mine = [one for one in cards if one.key == key]
            assert figure.balance_minor == sum(one.amount_minor for one in mine)
            for balance in figure.balances:
                exact = sum(
                    (Decimal(one.original_minor) / 100 for one in mine if one.currency == balance.currency), Decimal(0)
                )
                assert balance.balance.amount == exact
                assert sum(line.balance.minor for line in balance.lines) == balance.balance.minor
                assert balance.balance_try.minor == sum(
                    one.amount_minor for one in mine if one.currency == balance.currency
                )


def entry(days: int, minor: int, due: int | None = None) -> LedgerEntry:
    """Issued so many days before the date; due so many days before it."""
    return LedgerEntry(
        f"B{days}", AS_OF - timedelta(days=days), None if due is None else AS_OF - timedelta(days=due), minor
    )


def test_payments_close_the_oldest_first() -> None:
    entries = [entry(1, -40_000), entry(10, 30_000), entry(40, 20_000), entry(100, 50_000), entry(200, 10_000)]
    found = open_items(70_000, entries, AS_OF)
    assert [(one.number, one.open_minor, one.bucket) for one in found.items] == [
        ("B10", 30_000, Bucket.DAYS_1_30),
        ("B40", 20_000, Bucket.DAYS_31_60),
        ("B100", 20_000, Bucket.DAYS_OVER_90),
    ]
    assert found.unexplained_minor == 0


def test_what_we_owe_is_made_of_their_invoices() -> None:
    found = open_items(-25_000, [entry(5, 1_000), entry(6, -20_000), entry(70, -20_000)], AS_OF)
    assert [(one.number, one.open_minor) for one in found.items] == [("B6", -20_000), ("B70", -5_000)]


def test_a_due_date_decides_the_age_and_else_the_date_of_the_document() -> None:
    found = open_items(300, [entry(95, 100, due=-5), entry(96, 100, due=61), entry(97, 100)], AS_OF)
    assert [one.bucket for one in found.items] == [Bucket.NOT_DUE, Bucket.DAYS_61_90, Bucket.DAYS_OVER_90]


@pytest.mark.parametrize(
    ("late", "bucket"),
    [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)],
)
def test_the_borders_of_the_buckets(late: int, bucket: int) -> None:
    assert bucket_of(AS_OF - timedelta(days=late), AS_OF) == bucket


_ENTRIES = st.lists(
    st.builds(
        entry,
        st.integers(0, 400),
        st.integers(-(10**11), 10**11),
        st.none() | st.integers(-60, 400),
    ),
    max_size=30,
)


@given(st.integers(-(10**12), 10**12), _ENTRIES)
def test_open_items_and_the_unexplained_rest_are_the_balance(balance: int, entries: list[LedgerEntry]) -> None:
    found = open_items(balance, entries, AS_OF)
    assert sum(one.open_minor for one in found.items) + found.unexplained_minor == balance
    assert sum(found.ageing.values()) == sum(one.open_minor for one in found.items)
    assert all(one.open_minor * balance > 0 for one in found.items)
    assert found.unexplained_minor * balance >= 0


@given(_ENTRIES)
def test_a_whole_ledger_explains_its_balance_and_no_item_is_larger_than_its_document(
    entries: list[LedgerEntry],
) -> None:
    balance = sum(one.amount_minor for one in entries)
    found = open_items(balance, entries, AS_OF)
    assert found.unexplained_minor == 0
    documents = [one for one in entries if one.amount_minor * balance > 0]
    for item, document in zip(found.items, documents, strict=False):
        assert (item.number, item.due_on) == (document.number, document.due_on)
        assert abs(item.open_minor) <= abs(document.amount_minor)
    # Only the oldest one may be open in part.
    assert [one.open_minor for one in found.items[:-1]] == [
        one.amount_minor for one in documents[: len(found.items) - 1]
    ]
