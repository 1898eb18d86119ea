"""Which number of an invoice is "KDV hariç", and what it is worth in lira (domain.md §5.2, §2.5 points 8, 9 and 12)."""

import json
from decimal import Decimal

import pytest

from services.aggregator.domain.sides import DocumentKind
from shared.files.ubl.totals import Totals, base_of
from tests.unit.aggregator.ubl.builders import Invoice, Side, Tax, read, tag, tax_total, totals

STOPAJ = Tax("50", "500", "0003", "Gelir Vergisi Stopajı")


def line(taxes: str = "") -> str:
    return f"<cac:InvoiceLine>{tag('ID', 1)}{tag('LineExtensionAmount', '1000', currencyID='TRY')}{taxes}</cac:InvoiceLine>"


@pytest.mark.parametrize(
    ("taxes", "sums", "candidates", "base"),
    [
        pytest.param(
            tax_total(Tax("90", "500"), STOPAJ),
            totals(LineExtension="500", TaxExclusive="450", TaxInclusive="590"),
            {"A": "450.00", "B": "500.00", "C": "500.00", "D": "500.00"},
            "500.00",
            id="income tax kept back",
        ),
        pytest.param(
            tax_total(Tax("18", "100"), Tax("100", "100", "0011", "KV Stopajı")),
            totals(LineExtension="100", TaxExclusive="0", TaxInclusive="118"),
            {"A": "0.00", "B": "100.00", "C": "100.00", "D": "100.00"},
            "100.00",
            id="corporate tax kept back in full",
        ),
        pytest.param(
            tax_total(Tax("120", "1500")),
            totals(
                LineExtension="1500", TaxExclusive="1500", TaxInclusive="1620", AllowanceTotal="0", ChargeTotal="240"
            ),
            {"A": "1500.00", "B": "1500.00", "C": "1740.00", "D": "1500.00"},
            "1500.00",
            id="charges of a commission agent",
        ),
        pytest.param(
            tax_total(Tax("20", "100"), Tax("10", "100", "4081", "ÖİV"), Tax("1.5", "0", "8006", "Telsiz")),
            totals(LineExtension="100", TaxExclusive="100", TaxInclusive="131.5"),
            {"A": "100.00", "B": "100.00", "C": "100.00", "D": "111.50"},
            "111.50",
            id="telephone bill",
        ),
    ],
)
def test_where_the_readings_differ_all_are_kept(taxes: str, sums: str, candidates: dict[str, str], base: str) -> None:
    found = read(Invoice(taxes=taxes, totals=sums))
    movement = found.movement
    assert movement.amount == Decimal(base)
    assert json.loads(movement.alternatives) == candidates
    assert found.codes == ["base_disputed"]


def test_where_they_agree_nothing_is_kept() -> None:
    movement = read(Invoice(totals=totals(LineExtension="1000.04", TaxExclusive="1000", TaxInclusive="1200"))).movement
    assert (movement.amount, movement.vat, movement.alternatives) == (Decimal(1000), Decimal(200), "")


def test_other_taxes_stay_inside_and_are_known() -> None:
    taxes = tax_total(Tax("20", "100"), Tax("10", "100", "4081", "ÖİV"), Tax("1.5", "0", "8006"), STOPAJ)
    movement = read(Invoice(taxes=taxes, totals=totals(TaxExclusive="100", TaxInclusive="131.5"))).movement
    assert (movement.amount_kurus, movement.other_taxes_kurus) == (111_50, 11_50)


def test_a_part_is_never_more_than_the_whole() -> None:
    taxes = tax_total(Tax("0", "0"), Tax("10", "100", "4081", "ÖİV"))
    movement = read(Invoice(taxes=taxes, totals=totals(TaxExclusive="0", TaxInclusive="0"))).movement
    assert (movement.amount_kurus, movement.other_taxes_kurus) == (0, 0)


def test_more_than_two_places_are_rounded_half_up() -> None:
    sums = totals(LineExtension="1000.0650", TaxExclusive="1000.0650", TaxInclusive="1200.005")
    movement = read(Invoice(totals=sums)).movement
    assert movement.amount == Decimal("1000.01")
    assert json.loads(movement.alternatives)["A"] == "1000.07"


@pytest.mark.parametrize("inclusive", ["23600", "20360"])
def test_withholding_leaves_the_base_alone(inclusive: str) -> None:
    """Some programs write the total after the withholding; the base is the same."""
    taxes = tax_total(Tax("3600", "20000")) + tax_total(Tax("3240", "3600", "606"), element="WithholdingTaxTotal")
    sums = totals(LineExtension="20000", TaxExclusive="20000", TaxInclusive=inclusive)
    found = read(Invoice(type_code="TEVKIFAT", taxes=taxes, totals=sums))
    assert (found.movement.amount, found.movement.vat) == (Decimal(20000), Decimal(3600))
    assert found.codes == []


def test_a_full_discount_is_a_document_of_nothing() -> None:
    sums = totals(LineExtension="100", TaxExclusive="0", TaxInclusive="0", AllowanceTotal="100")
    movement = read(Invoice(taxes=tax_total(Tax("0", "0")), totals=sums)).movement
    assert (movement.amount, movement.amount_kurus, movement.alternatives) == (Decimal(0), 0, "")


def test_rates_of_several_blocks_are_added() -> None:
    taxes = tax_total(Tax("10", "1000")) + tax_total(Tax("100", "500"), Tax("20", "100"))
    movement = read(Invoice(taxes=taxes, totals=totals(TaxExclusive="1600", TaxInclusive="1730"))).movement
    assert (movement.amount, movement.vat) == (Decimal(1600), Decimal(130))


def test_taxes_may_stand_on_the_lines_only() -> None:
    lines = line(tax_total(Tax("150", "750"))) + line(tax_total(Tax("50", "250")))
    movement = read(Invoice(taxes="", lines=lines)).movement
    assert (movement.amount, movement.vat) == (Decimal(1000), Decimal(200))


def test_taxes_of_the_lines_are_not_counted_twice() -> None:
    assert read(Invoice(lines=line(tax_total(Tax("200", "1000"))))).movement.amount == Decimal(1000)


def test_a_repetition_in_lira_is_not_added_to_a_foreign_invoice() -> None:
    taxes = tax_total(Tax("20", "100"), currency="USD") + tax_total(Tax("650", "3250"), currency="TRY")
    invoice = Invoice(
        currency="USD", before_totals=rate("32.5"), taxes=taxes,
        totals=totals("USD", LineExtension="100", TaxExclusive="100", TaxInclusive="120"),
    )  # fmt: skip
    assert read(invoice).movement.amount == Decimal(100)


def test_kdv_is_known_by_name_where_its_code_is_missing() -> None:
    taxes = tax_total(Tax("200", "1000", code="", name="KATMA DEĞER VERGİSİ"))
    assert read(Invoice(taxes=taxes)).movement.vat == Decimal(200)


def test_no_tax_at_all() -> None:
    found = read(Invoice(type_code="ISTISNA", taxes="", totals=totals(LineExtension="1000", TaxInclusive="1000")))
    assert (found.movement.amount, found.codes) == (Decimal(1000), [])


def test_without_a_total_the_base_of_the_kdv_counts() -> None:
    found = read(Invoice(totals=totals(LineExtension="1000")))
    assert (found.movement.amount, found.codes) == (Decimal(1000), ["total_missing"])


def test_a_special_base_is_for_a_person() -> None:
    sums = totals(LineExtension="24.94", TaxExclusive="24.94", TaxInclusive="24.94")
    found = read(Invoice(type_code="OZELMATRAH", taxes=tax_total(Tax("4.01", "22.28")), totals=sums))
    assert found.codes == ["special_base", "base_disputed"]


def test_a_negative_return_is_a_return() -> None:
    minus = Invoice(
        type_code="IADE", taxes=tax_total(Tax("-200", "-1000")),
        totals=totals(LineExtension="-1000", TaxExclusive="-1000", TaxInclusive="-1200"),
    )  # fmt: skip
    movement = read(minus).movement
    assert (movement.kind, movement.amount, movement.vat) == (DocumentKind.PURCHASE_RETURN, Decimal(1000), Decimal(200))


def test_a_negative_sale_is_an_error() -> None:
    found = read(
        Invoice(taxes=tax_total(Tax("-200", "-1000")), totals=totals(TaxExclusive="-1000", TaxInclusive="-1200"))
    )
    assert (found.movements, found.errors) == ([], ["negative_invoice"])
    assert found.refused[0].amount == Decimal(-1000)


# -- currencies and rates


def rate(value: str, source: str = "USD", target: str = "TRY") -> str:
    currencies = tag("SourceCurrencyCode", source) + tag("TargetCurrencyCode", target)
    return f"<cac:PricingExchangeRate>{currencies}{tag('CalculationRate', value)}</cac:PricingExchangeRate>"


def dollars(before_totals: str, amount: str = "100") -> Invoice:
    return Invoice(
        currency="USD", before_totals=before_totals, taxes=tax_total(Tax("0", amount), currency="USD"),
        totals=totals("USD", LineExtension=amount, TaxExclusive=amount, TaxInclusive=amount),
    )  # fmt: skip


def test_lira_are_rounded_half_up_once_per_document() -> None:
    movement = read(dollars(rate("4.6688"), "0.15")).movement
    assert (movement.currency, movement.rate) == ("USD", Decimal("4.6688"))
    assert (movement.amount, movement.amount_kurus) == (Decimal("0.15"), 70)  # 0.70032
    assert read(dollars(rate("0.1"), "0.05")).movement.amount_kurus == 1  # 0.005


@pytest.mark.parametrize(
    ("before_totals", "code"),
    [
        ("", "rate_missing"),
        (rate("0"), "rate_missing"),
        (rate("32.5", target="EUR"), "rate_missing"),
        (rate("32.5", source="EUR"), "rate_missing"),
        (rate("-32.5"), "rate_not_positive"),
        (rate("32500"), "rate_too_high"),
        (rate("32,5"), "bad_amount"),
        (rate("0.0307", source="TRY", target="USD"), "rate_unclear"),
    ],
)
def test_without_a_good_rate_there_is_no_row(before_totals: str, code: str) -> None:
    found = read(dollars(before_totals))
    assert (found.movements, found.errors) == ([], [code])
    assert (found.refused[0].amount, found.refused[0].currency) == (Decimal(100), "USD")


@pytest.mark.parametrize(
    ("before_totals", "code"), [(rate("1"), "rate_is_one"), (rate("32.5", "TRY", "USD"), "rate_swapped")]
)
def test_an_odd_rate_is_warned_of(before_totals: str, code: str) -> None:
    found = read(dollars(before_totals))
    assert (len(found.movements), found.codes) == (1, [code])


def test_the_rate_of_an_invoice_in_lira_says_nothing() -> None:
    found = read(Invoice(before_totals=rate("32.5")))
    assert (found.movement.rate, found.codes) == (None, [])


@pytest.mark.parametrize(
    ("written", "codes"), [("TL", []), ("TRL", ["old_currency"]), ("YTL", ["old_currency"]), ("", [])]
)
def test_the_lira_has_many_names(written: str, codes: list[str]) -> None:
    found = read(Invoice(currency=written))
    assert (found.movement.currency, found.movement.rate, found.codes) == ("TRY", None, codes)


@pytest.mark.parametrize(("currency", "code"), [("USD", "totals_in_other_currency"), ("XXQ", "unknown_currency")])
def test_a_currency_that_cannot_be_true(currency: str, code: str) -> None:
    assert read(Invoice(currency=currency)).errors == [code]


def test_taxes_in_another_currency_only() -> None:
    assert read(Invoice(taxes=tax_total(Tax("20", "100"), currency="USD"))).errors == ["taxes_in_other_currency"]


@pytest.mark.parametrize(
    ("amount", "code"),
    [("1.234,56", "bad_amount"), ("NaN", "bad_amount"), ("1_000", "bad_amount"), ("1e400", "amount_too_large")],
)
def test_no_amount(amount: str, code: str) -> None:
    assert read(Invoice(totals=totals(TaxInclusive=amount))).errors == [code]


def test_no_totals() -> None:
    found = read(Invoice(taxes="", totals=""))
    assert found.errors == ["element_missing"]


# -- the rule alone


def test_candidates_that_the_invoice_does_not_state_are_no_zeros() -> None:
    base = base_of(Totals(inclusive=Decimal(100), exclusive=Decimal(100)))
    assert base is not None
    assert (base.candidates, base.is_disputed) == ({"A": Decimal(100), "D": Decimal(100)}, False)


@pytest.mark.parametrize(("other", "disputed"), [("100.05", False), ("100.06", True), ("99.94", True)])
def test_five_kurus_are_rounding(other: str, disputed: bool) -> None:
    base = base_of(Totals(inclusive=Decimal(100), exclusive=Decimal(other)))
    assert base is not None
    assert base.is_disputed is disputed


def test_nothing_stated() -> None:
    assert base_of(Totals()) is None


def test_a_foreign_seller_without_number() -> None:
    found = read(Invoice(supplier=Side(name="Fremde GmbH", country="Almanya"), customer=Side([("VKN", "4540536920")])))
    assert found.movement.kind is DocumentKind.PURCHASE
