"""The checklist of domain.md §2.5 as small ledgers: what the rules are asked in plain code, the database is asked too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.aggregator.domain.ledger import AccountRow, MovementRow
from services.aggregator.domain.rules import DateBasis, RunRules
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.domain.sides import DocumentKind
from tests.unit.aggregator.ledger_builders import OCTOBER, VKN, card, movement

SALE, PURCHASE = DocumentKind.SALE, DocumentKind.PURCHASE
SALES_RETURN, PURCHASE_RETURN = DocumentKind.SALES_RETURN, DocumentKind.PURCHASE_RETURN
SEPTEMBER_30, OCTOBER_1, NOVEMBER_1 = date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class Point:
    """A ledger and the rules it is summed with."""

    accounts: tuple[AccountRow, ...]
    movements: tuple[MovementRow, ...]
    rules: RunRules = RunRules(OCTOBER)  # noqa: RUF009  # frozen


BOTH_DATES = (
    movement("1", 1, no="A", day=SEPTEMBER_30, recorded_on=OCTOBER_1),
    movement("1", 20, no="B", day=OCTOBER_1, recorded_on=NOVEMBER_1),
    movement("1", 300, no="C", day=SEPTEMBER_30, customs_on=OCTOBER_1),
    movement("1", 4_000, no="D", day=OCTOBER_1, customs_on=NOVEMBER_1, recorded_on=OCTOBER_1),
    movement("1", 50_000, no="E", day=OCTOBER_1),
)
MIXED = (
    movement("1", 1_000_000, SALE, no="S1"),
    movement("1", 300_000, SALES_RETURN, no="R1"),
    movement("1", 800_000, PURCHASE, no="P1"),
    movement("1", 50_000, PURCHASE_RETURN, no="R2"),
)
ONE, TWO = (card("1"),), (card("1", VKN), card("2", VKN))
DEFERRED = (
    movement("1", 400_000, no="1", series="A"),
    movement("1", 200_000, no="2", series="SMS", branch="Merkez"),
    movement("1", 30_000, no="3", series="sms", branch="MERKEZ"),
    movement("1", 7_000, no="4", series="SMS", branch="Ankara"),
    movement("1", 100, no="5", series="SMS", branch="Merkez"),
    movement("1", 900, no="5"),  # another line of the same document, without a series
)

POINTS: Mapping[str, Point] = {
    "01_period_by_document_or_customs_date": Point(ONE, BOTH_DATES),
    "01_period_by_recording_date": Point(ONE, BOTH_DATES, RunRules(OCTOBER, date_basis=DateBasis.RECORDING)),
    "02_sides_never_netted_returns_apart": Point(ONE, MIXED),
    "02_limit_on_returns_alone": Point(ONE, MIXED, RunRules(OCTOBER, limit_kurus=1_050_000, limit_on_returns=True)),
    "03_key_and_merging": Point(
        (
            card("1", VKN),
            card("2", VKN),
            card("3", "11111111111"),
            card("4", "4540536921"),
            card("5", VKN, never_merge=True),
        ),
        tuple(movement(str(n), 10**n, no=str(n)) for n in range(1, 6)),
    ),
    "03_merging_off": Point(
        TWO, (movement("1", 100), movement("2", 200)), RunRules(OCTOBER, merge_by_tax_number=False)
    ),
    "03_foreign_counterparties": Point(
        (
            card("1", "DE 123456789", country="DE"),
            card("2", "de123456789", country="DE"),
            card("3", "DE123456789", country="AT"),
            card("4", country="DE"),
        ),
        tuple(movement(str(n), 10**n, no=str(n)) for n in range(1, 5)),
    ),
    "04_limit_to_the_kurus": Point(
        (card("1"), card("2"), card("3")),
        (movement("1", 499_999), movement("2", 500_000), movement("3", 500_001)),
    ),
    "05_limit_on_the_merged_sum": Point(TWO, (movement("1", 300_000), movement("2", 250_000, no="A-2"))),
    "06_lines_cards_and_ettn_are_one_document": Point(
        TWO,
        (
            movement("1", 100),
            movement("1", 250),
            movement("2", -50),
            movement("1", 1_000, no="X 1", uuid="0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a11"),
            movement("1", 2_000, no="X1", uuid="0f9c3c1e-7a55-4a3e-9d3e-6c0f2b8f1a11"),
            movement("1", 1, PURCHASE),
        ),
    ),
    "07_deferred_series_per_branch": Point(
        ONE, DEFERRED, RunRules(OCTOBER, deferred_series=(DeferredSeries("SMS", "Merkez"),))
    ),
    "07_deferred_series_everywhere": Point(ONE, DEFERRED, RunRules(OCTOBER, deferred_series=(DeferredSeries("sms"),))),
    "08_foreign_amounts_as_rounded_per_document": Point(
        ONE,
        (movement("1", 3, currency="USD"), movement("1", 3, currency="USD"), movement("1", 6, no="B", currency="EUR")),
    ),
    "09_zero_documents_count": Point(ONE, (movement("1", 0, no="1"), movement("1", 500, no="2"))),
    "09_zero_documents_do_not_count": Point(
        ONE,
        (movement("1", 0, no="1"), movement("1", 500, no="2"), movement("1", 7, no="3"), movement("1", -7, no="3")),
        RunRules(OCTOBER, count_zero_documents=False),
    ),
    "10_other_taxes_out": Point(
        ONE,
        (movement("1", 1_000, other_taxes_kurus=150), movement("1", -400, SALES_RETURN, other_taxes_kurus=-50)),
        RunRules(OCTOBER, include_other_taxes=False),
    ),
    "11_the_other_side_is_zero": Point(ONE, (movement("1", 600_000),)),
    "12_negative_totals": Point(
        TWO,
        (
            movement("1", -600_000, SALES_RETURN, no="R"),
            movement("1", -500, SALE, no="X"),
            movement("2", 1_000, SALE, no="Y"),
            movement("2", -70, PURCHASE, no="Z", series="SMS"),
        ),
        RunRules(OCTOBER, deferred_series=(DeferredSeries("SMS"),)),
    ),
    "cancelled_documents": Point(ONE, (movement("1", 1, no="1"), movement("1", 2, no="2", cancelled=True))),
    "paper_and_electronic": Point(
        ONE,
        (
            movement("1", 400_000, no="E1", electronic=True),
            movement("1", 250_000, no="P1"),
            movement("1", 30, no="M", electronic=True),
            movement("1", 40, no="M"),  # one line on paper: the document is no e-document
            movement("1", 5, PURCHASE_RETURN, no="E2", electronic=True),
        ),
    ),
}
