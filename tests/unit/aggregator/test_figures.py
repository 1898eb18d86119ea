"""The checklist of domain.md §2.5: one named test (or more) for each point that figures have to get right."""

from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.aggregator.domain.figures import CounterpartyFigure, Figures, SideFigure, compute_figures
from services.aggregator.domain.ledger import AccountRow, MovementRow
from services.aggregator.domain.rules import DateBasis, RunRules
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.domain.sides import DocumentKind, Side, side_of
from tests.unit.aggregator.ledger_builders import OCTOBER, VKN, card, movement, read_text
from tests.unit.aggregator.points import POINTS, PURCHASE, PURCHASE_RETURN, SALE, SALES_RETURN


def figures(accounts: list[AccountRow], movements: list[MovementRow], **rules: object) -> Figures:
    return compute_figures(accounts, movements, RunRules(OCTOBER, **rules))  # type: ignore[arg-type]  # any field


def only(result: Figures) -> CounterpartyFigure:
    (counterparty,) = result.counterparties
    return counterparty


def test_point_01_the_period_is_the_calendar_month_of_the_document_date() -> None:
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1), date(2025, 10, 5)]
    result = figures([card("1")], [movement("1", 10**n, no=str(n), day=day) for n, day in enumerate(days)])
    assert only(result).sales.total_kurus == 10 + 100


@pytest.mark.parametrize(
    ("kind", "side"),
    [(SALE, Side.SALES), (PURCHASE_RETURN, Side.SALES), (PURCHASE, Side.PURCHASES), (SALES_RETURN, Side.PURCHASES)],
)
def test_point_02_side_by_direction_and_type(kind: DocumentKind, side: Side) -> None:
    figure = only(figures([card("1")], [movement("1", 700_000, kind)]))
    other = Side.SALES if side is Side.PURCHASES else Side.PURCHASES
    assert figure.side(side).total_kurus == 700_000
    assert figure.side(other) == SideFigure()


def test_point_02_returns_are_never_netted_and_are_their_own_sub_total() -> None:
    movements = [
        movement("1", 1_000_000, SALE, no="S1"),
        movement("1", 300_000, SALES_RETURN, no="R1"),
        movement("1", 800_000, PURCHASE, no="P1"),
        movement("1", 50_000, PURCHASE_RETURN, no="R2"),
    ]
    figure = only(figures([card("1")], movements))
    assert (figure.sales.total_kurus, figure.sales.documents) == (1_050_000, 2)
    assert (figure.sales.returns_kurus, figure.sales.returns_documents) == (50_000, 1)
    assert (figure.purchases.total_kurus, figure.purchases.documents) == (1_100_000, 2)
    assert (figure.purchases.returns_kurus, figure.purchases.returns_documents) == (300_000, 1)


def test_point_02_the_limit_is_tested_on_the_side_with_its_returns() -> None:
    movements = [movement("1", 300_000, SALE, no="S1"), movement("1", 200_000, PURCHASE_RETURN, no="R1")]
    assert only(figures([card("1")], movements)).sales.reaches_limit


def test_point_03_the_key_is_the_valid_tax_number_else_the_account_code() -> None:
    accounts = [card("1", VKN), card("2", "4540536921"), card("3", "11111111111"), card("4", "11111111111"), card("5")]
    result = figures(accounts, [movement(account.code, 100) for account in accounts])
    assert [c.key.text for c in result.counterparties] == ["a:2", "a:3", "a:4", "a:5", f"t:{VKN}"]


def test_point_03_accounts_are_merged_only_when_the_option_is_on() -> None:
    accounts, movements = [card("1", VKN), card("2", VKN)], [movement("1", 100), movement("2", 200)]
    merged = only(figures(accounts, movements))
    assert (merged.account_codes, merged.sales.total_kurus) == (("1", "2"), 300)
    apart = figures(accounts, movements, merge_by_tax_number=False)
    assert [(c.key.text, c.sales.total_kurus) for c in apart.counterparties] == [("a:1", 100), ("a:2", 200)]


@pytest.mark.parametrize("number", ["1234567890", "1460415308"])
def test_point_03_placeholders_are_never_merged_even_with_a_right_check_digit(number: str) -> None:
    result = figures([card("1", number), card("2", number)], [movement("1", 1), movement("2", 2)])
    assert [c.key.text for c in result.counterparties] == ["a:1", "a:2"]


def test_point_03_a_card_that_is_never_to_be_merged_stays_apart() -> None:
    accounts = [card("1", VKN, never_merge=True), card("2", VKN), card("3", VKN)]
    result = figures(accounts, [movement("1", 1), movement("2", 2), movement("3", 4, no="B")])
    assert [(c.key.text, c.sales.total_kurus) for c in result.counterparties] == [("a:1", 1), (f"t:{VKN}", 6)]


def test_point_03_a_foreign_counterparty_is_known_by_country_and_number_else_by_code() -> None:
    accounts = [
        card("1", "DE 123456789", country="DE"),
        card("2", "de123456789", country="DE"),
        card("3", "DE123456789", country="AT"),
        card("4", country="DE"),
    ]
    result = figures(accounts, [movement(account.code, 100) for account in accounts])
    assert [(c.key.text, c.account_codes) for c in result.counterparties] == [
        ("a:4", ("4",)),
        ("f:AT:de123456789", ("3",)),
        ("f:DE:de123456789", ("1", "2")),
    ]


@pytest.mark.parametrize(("kurus", "reaches"), [(499_999, False), (500_000, True), (500_001, True)])
@pytest.mark.parametrize("kind", list(DocumentKind))
def test_point_04_the_limit_to_the_kurus(kurus: int, reaches: bool, kind: DocumentKind) -> None:
    result = figures([card("1")], [movement("1", kurus - 1, kind, no="1"), movement("1", 1, kind, no="2")])
    assert only(result).side(side_of(kind)).reaches_limit is reaches
    assert len(result.listed) == int(reaches)


def test_point_04_amounts_are_whole_kurus() -> None:
    result = only(figures([card("1")], [movement("1", 10, no="1"), movement("1", 20, no="2")]))
    assert result.sales.total_kurus == 30
    assert type(result.sales.total_kurus) is int


def test_point_05_the_limit_is_tested_on_the_merged_sum() -> None:
    accounts = [card("1", VKN), card("2", VKN)]
    movements = [movement("1", 300_000), movement("2", 250_000, no="A-2")]
    assert figures(accounts, movements).listed[0].sales.total_kurus == 550_000
    assert not figures(accounts, movements, merge_by_tax_number=False).listed


def test_point_06_a_document_on_several_lines_counts_once() -> None:
    movements = [movement("1", 100), movement("1", 250), movement("1", -50)]
    assert only(figures([card("1")], movements)).sales == SideFigure(total_kurus=300, documents=1)


def test_point_06_the_ettn_makes_the_document_whatever_its_number() -> None:
    movements = [
        movement("1", 1, no="A 1", uuid="u1"),
        movement("1", 2, no="A1", uuid="u1"),
        movement("1", 4, uuid="u2"),
    ]
    assert only(figures([card("1")], movements)).sales.documents == 2


def test_point_06_number_and_date_make_the_document_for_one_counterparty_and_kind() -> None:
    movements = [
        movement("1", 1),
        movement("1", 1, day=date(2026, 10, 16)),
        movement("1", 1, no="A-2"),
        movement("1", 1, PURCHASE),
        movement("2", 1),
    ]
    result = figures([card("1"), card("2")], movements)
    assert [(c.sales.documents, c.purchases.documents) for c in result.counterparties] == [(3, 1), (1, 0)]


def test_point_06_one_document_on_two_merged_accounts_counts_once() -> None:
    movements = [movement("1", 1), movement("2", 2)]
    assert only(figures([card("1", VKN), card("2", VKN)], movements)).sales.documents == 1


def test_point_07_deferred_series_are_taken_out_before_the_limit_and_reported() -> None:
    movements = [
        movement("1", 400_000, no="1", series="A"),
        movement("1", 200_000, no="2", series="SMS", branch="Merkez"),
        movement("1", 30_000, no="3", series="sms", branch="MERKEZ"),
        movement("1", 7_000, no="4", series="SMS", branch="Ankara"),
    ]
    result = only(figures([card("1")], movements, deferred_series=(DeferredSeries("SMS", "Merkez"),)))
    assert result.sales == SideFigure(
        total_kurus=407_000, documents=2, deferred_kurus=230_000, deferred_documents=2, reaches_limit=False
    )


def test_point_07_a_series_may_be_deferred_in_every_branch() -> None:
    movements = [movement("1", 1, no="1", series="X", branch="A"), movement("1", 2, no="2", series="X")]
    result = only(figures([card("1")], movements, deferred_series=(DeferredSeries("X"),)))
    assert (result.sales.total_kurus, result.sales.deferred_kurus) == (0, 3)


HEAD = "cari kodu;belge no;belge tarihi;tür;tutar;para birimi;kur\n"


def test_point_08_foreign_amounts_are_rounded_half_up_once_per_document_then_summed() -> None:
    # 0,05 × 1,10 = 0,055 → 0,06 for the document; its two lines alone would be 0,03 + 0,03 or 0,02 + 0,03.
    lines = "1;A;1.10.2026;satış;0,02;USD;1,10\n1;A;1.10.2026;satış;0,03;USD;1,10\n1;B;1.10.2026;satış;0,05;USD;1,10\n"
    content = read_text(HEAD + lines)
    assert not content.problems
    assert only(figures([card("1")], content.movements)).sales == SideFigure(total_kurus=12, documents=2)


def test_point_08_a_foreign_document_without_a_rate_is_an_error_row_never_rate_1() -> None:
    content = read_text(HEAD + "1;A;1.10.2026;satış;100,00;USD;\n")
    assert [problem.code for problem in content.errors] == ["rate_missing"]
    assert not content.movements


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(-(10**8), 10**8), st.sampled_from(["41,2345", "0,3571"])),
        min_size=1,
    ),
    st.randoms(use_true_random=False),
)
def test_point_08_lines_in_any_order_add_up_to_the_rounded_document(
    lines: list[tuple[str, int, str]], random: object
) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    text = "".join(
        f"1;{no}{rate[0]};1.10.2026;satış;{'-' if c < 0 else ''}{abs(c) // 100},{abs(c) % 100:02d};USD;{rate}\n"
        for no, c, rate in shuffled
    )
    totals: dict[str, int] = {}
    for row in read_text(HEAD + text).movements:
        totals[row.document_no] = totals.get(row.document_no, 0) + row.amount_kurus
    for no in totals:
        exact = sum(
            (Fraction(c) * Fraction(Decimal(rate.replace(",", "."))) for n, c, rate in lines if n + rate[0] == no),
            Fraction(),
        )
        magnitude = int(abs(exact) + Fraction(1, 2))
        assert totals[no] == (magnitude if exact >= 0 else -magnitude)


@pytest.mark.parametrize(("count_zero", "documents"), [(True, 2), (False, 1)])
def test_point_09_a_zero_total_document_counts_unless_switched_off(count_zero: bool, documents: int) -> None:
    movements = [movement("1", 0, no="1"), movement("1", 500, no="2")]
    result = only(figures([card("1")], movements, count_zero_documents=count_zero))
    assert (result.sales.documents, result.sales.total_kurus) == (documents, 500)


def test_point_10_figures_are_immutable() -> None:
    result = figures([card("1")], [movement("1", 1)])
    with pytest.raises(FrozenInstanceError):
        result.counterparties[0].sales.total_kurus = 2  # type: ignore[misc]  # what must not work
    assert isinstance(result.counterparties, tuple)


def test_point_11_the_other_side_is_zero_not_missing_and_shown_below_the_limit() -> None:
    result = only(figures([card("1")], [movement("1", 600_000), movement("1", 100, PURCHASE)]))
    assert result.is_listed
    assert result.sales.reaches_limit
    assert result.purchases == SideFigure(total_kurus=100, documents=1, reaches_limit=False)
    assert only(figures([card("1")], [movement("1", 600_000)])).purchases == SideFigure()


@pytest.mark.parametrize(("kind", "side"), [(SALES_RETURN, Side.PURCHASES), (PURCHASE_RETURN, Side.SALES)])
def test_point_12_a_return_booked_below_zero_is_positive_on_the_other_side(kind: DocumentKind, side: Side) -> None:
    result = figures([card("1")], [movement("1", -600_000, kind)])
    assert only(result).side(side).total_kurus == 600_000
    assert only(result).side(side).returns_kurus == 600_000
    assert not result.negative_documents


@pytest.mark.parametrize("kind", [SALE, PURCHASE])
def test_point_12_any_other_document_below_zero_is_a_data_error_and_in_no_total(kind: DocumentKind) -> None:
    result = figures([card("1")], [movement("1", -600_000, kind, no="X"), movement("1", 1_000, kind, no="Y")])
    assert only(result).side(side_of(kind)) == SideFigure(total_kurus=1_000, documents=1)
    (negative,) = result.negative_documents
    assert (negative.document_no, negative.amount_kurus, negative.key.text) == ("X", -600_000, "a:1")


def test_cancelled_documents_are_left_out() -> None:
    result = only(figures([card("1")], [movement("1", 1, no="1"), movement("1", 2, no="2", cancelled=True)]))
    assert result.sales == SideFigure(total_kurus=1, documents=1)


def test_a_limit_of_zero_lists_everyone_with_a_document() -> None:
    result = figures([card("1"), card("2")], [movement("1", 0)], limit_kurus=0)
    assert [c.key.text for c in result.listed] == ["a:1"]
    assert not result.listed[0].purchases.reaches_limit


lines = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]), st.integers(1, 5), st.sampled_from(list(DocumentKind)), st.integers(0, 10**9)
    ),
    max_size=30,
)


@given(lines, st.data())
def test_any_order_and_any_split_into_lines_gives_the_same_figures(
    documents: list[tuple[str, int, DocumentKind, int]], data: st.DataObject
) -> None:
    accounts = [card("1", VKN), card("2", VKN), card("3")]
    whole = [movement(code, kurus, kind, no=str(no)) for code, no, kind, kurus in documents]
    split: list[MovementRow] = []
    for code, no, kind, kurus in documents:
        part = data.draw(st.integers(0, kurus))
        split += [movement(code, part, kind, no=str(no)), movement(code, kurus - part, kind, no=str(no))]
    shuffled = data.draw(st.permutations(split))
    assert figures(accounts, shuffled) == figures(accounts, whole)
    total = sum(c.sales.total_kurus + c.purchases.total_kurus for c in figures(accounts, whole).counterparties)
    assert total == sum(kurus for *_, kurus in documents)


def told(point: str) -> CounterpartyFigure:
    case = POINTS[point]
    return only(compute_figures(case.accounts, case.movements, case.rules))


def test_point_01_imports_and_exports_go_by_their_customs_date() -> None:
    assert told("01_period_by_document_or_customs_date").sales.total_kurus == 20 + 300 + 50_000


def test_point_01_the_recording_date_may_decide_instead() -> None:
    assert told("01_period_by_recording_date").sales.total_kurus == 1 + 300 + 4_000 + 50_000


@pytest.mark.parametrize(
    ("returned", "on_returns", "reaches"),
    [(200_000, False, True), (200_000, True, False), (500_000, True, True), (499_999, True, False)],
)
def test_point_02_returns_may_have_to_reach_the_limit_on_their_own(
    returned: int, on_returns: bool, reaches: bool
) -> None:
    movements = [movement("1", 300_000, SALE, no="S1"), movement("1", returned, PURCHASE_RETURN, no="R1")]
    figure = only(figures([card("1")], movements, limit_on_returns=on_returns)).sales
    assert figure.total_kurus == 300_000 + returned
    assert figure.reaches_limit is reaches


def test_point_07_a_document_is_deferred_when_all_its_lines_have_the_series() -> None:
    figure = told("07_deferred_series_per_branch").sales
    assert (figure.total_kurus, figure.documents) == (408_000, 3)
    assert (figure.deferred_kurus, figure.deferred_documents) == (230_000, 2)


def test_point_08_other_taxes_are_in_or_out() -> None:
    movements = [
        movement("1", 1_000, other_taxes_kurus=150),
        movement("1", -400, SALES_RETURN, other_taxes_kurus=-50),
    ]
    figure = only(figures([card("1")], movements))
    assert (figure.sales.total_kurus, figure.purchases.total_kurus) == (1_000, 400)
    figure = only(figures([card("1")], movements, include_other_taxes=False))
    assert (figure.sales.total_kurus, figure.purchases.total_kurus) == (850, 350)


def test_point_09_a_document_whose_lines_cancel_out_is_a_zero_document() -> None:
    assert told("09_zero_documents_do_not_count").sales == SideFigure(total_kurus=500, documents=1)


def test_paper_and_electronic_stand_side_by_side() -> None:
    figure = told("paper_and_electronic").sales
    assert (figure.total_kurus, figure.documents) == (650_075, 4)
    assert (figure.electronic_kurus, figure.electronic_documents) == (400_005, 2)


documents = st.builds(
    movement,
    st.sampled_from(["1", "2", "3"]),
    st.integers(-(10**9), 10**9),
    st.sampled_from(list(DocumentKind)),
    no=st.sampled_from("ABCDEF"),
    day=st.sampled_from([date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31)]),
    recorded_on=st.sampled_from([None, date(2026, 10, 2), date(2026, 11, 1)]),
    series=st.sampled_from(["", "A", "SMS"]),
    electronic=st.booleans(),
    cancelled=st.sampled_from([False, False, False, True]),
)


# Alike in all but the month they were recorded in and the amount.
@example([movement("1", -1), movement("1", -2, recorded_on=date(2026, 11, 1))], Random(1), DateBasis.DOCUMENT)
@given(st.lists(documents, max_size=25), st.randoms(use_true_random=False), st.sampled_from(list(DateBasis)))
def test_sums_are_those_of_an_independent_decimal_computation(
    movements: list[MovementRow], random: object, basis: DateBasis
) -> None:
    accounts = [card("1", VKN), card("2", VKN), card("3")]
    rules = {"deferred_series": (DeferredSeries("SMS"),), "date_basis": basis}
    result = figures(accounts, movements, **rules)
    shuffled = list(movements)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert figures(accounts, shuffled, **rules) == result

    groups: dict[tuple[object, ...], list[MovementRow]] = {}
    for line in movements:
        decides = line.document_date if basis is DateBasis.DOCUMENT else line.recorded_on or line.document_date
        if not line.cancelled and (decides.year, decides.month) == (2026, 10):
            who = "3" if line.account_code == "3" else "12"
            booked = line.recorded_on or line.document_date
            place = (who, line.kind, line.document_no, line.document_date, booked.month)
            groups.setdefault(place, []).append(line)
    expected: dict[tuple[object, Side], Decimal] = {}
    for (owner, kind, *_), lines_of_it in groups.items():
        amount = sum((Decimal(line.amount_kurus) / 100 for line in lines_of_it), Decimal(0))
        is_sale_or_purchase = kind in (SALE, PURCHASE)
        if all(line.series == "SMS" for line in lines_of_it) or (amount < 0 and is_sale_or_purchase):
            continue
        side = Side.SALES if kind in (SALE, PURCHASE_RETURN) else Side.PURCHASES
        expected[owner, side] = expected.get((owner, side), Decimal(0)) + abs(amount)
    found = {
        (figure.key.text.replace(f"t:{VKN}", "12").removeprefix("a:"), side): Decimal(figure.side(side).total_kurus)
        / 100
        for figure in result.counterparties
        for side in Side
    }
    assert {place: amount for place, amount in found.items() if amount} == {k: v for k, v in expected.items() if v}
