"""Tax numbers: normalised, completed, never refused (domain.md §4.1, §4.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.tr import tckimlik, vkn

from shared.tax_number import TaxNumber, TaxNumberKind


def parsed(raw: str) -> TaxNumber:
    number = TaxNumber.parse(raw)
    assert number is not None
    return number


@pytest.mark.parametrize(
    "raw", ["4540536920", " 4540536920 ", "454 053 69 20", "'4540536920", "TR4540536920", "4540536920.0"]
)
def test_a_vkn_is_normalised(raw: str) -> None:
    number = parsed(raw)
    assert number.text == "4540536920"
    assert number.kind is TaxNumberKind.VKN
    assert number.is_valid
    assert number.identifies


@pytest.mark.parametrize("text", ["4540536920", "4840847211", "1460415308", "0188001965", "17291716060", "10000000146"])
def test_valid_numbers(text: str) -> None:
    assert parsed(text).is_valid


@pytest.mark.parametrize(
    "text", ["1288331521", "8720013735", "1111111157", "17291716061", "07291716092", "12", "DE811907980"]
)
def test_a_wrong_checksum_is_kept_and_not_valid(text: str) -> None:
    assert parsed(text).text == text
    assert not parsed(text).is_valid
    assert not parsed(text).identifies


@pytest.mark.parametrize(
    "text",
    ["11111111111", "22222222222", "1111111111", "2222222222", "9999999999", "99999999999", "0000000000", "1234567890",
     "12345678901", "1460415308"],
)  # fmt: skip
def test_placeholders_identify_nobody(text: str) -> None:
    assert parsed(text).is_placeholder
    assert not parsed(text).identifies


def test_a_placeholder_may_have_a_right_checksum() -> None:
    assert parsed("1234567890").is_valid


@pytest.mark.parametrize(("raw", "restored"), [("188001965", "0188001965"), ("188001965.0", "0188001965")])
def test_lost_zeros_come_back_when_the_checksum_then_fits(raw: str, restored: str) -> None:
    assert parsed(raw).text == restored


def test_nine_digits_that_do_not_fit_stay_as_they_are() -> None:
    assert parsed("188001966").text == "188001966"


def test_short_cells_are_not_blown_up_to_tax_numbers() -> None:
    assert parsed("120").text == "120"


@pytest.mark.parametrize("raw", ["", "  ", "\u00a0", "'"])
def test_an_empty_cell_is_no_number(raw: str) -> None:
    assert TaxNumber.parse(raw) is None


@pytest.mark.parametrize(
    ("text", "masked"),
    [("1230000001", "123*****01"), ("17291716060", "172******60"), ("1234", "****"), ("GB 980780684", "GB *******84")],
)
def test_masked(text: str, masked: str) -> None:
    assert TaxNumber(text).masked == masked


@given(st.integers(0, 10**9 - 1))
def test_every_generated_vkn_survives_a_spreadsheet(number: int) -> None:
    digits = f"{number:09d}"
    whole = digits + vkn.calc_check_digit(digits)
    assert parsed(whole).is_valid
    if len(whole.lstrip("0")) >= 7:
        assert parsed(whole.lstrip("0")).text == whole


@given(st.integers(10**8, 10**9 - 1))
def test_every_generated_tckn_is_valid(number: int) -> None:
    whole = str(number) + tckimlik.calc_check_digits(str(number))
    assert parsed(whole).kind is TaxNumberKind.TCKN
    assert parsed(whole).is_valid


@given(st.text())
def test_parsing_never_fails_and_is_stable(raw: str) -> None:
    number = TaxNumber.parse(raw)
    assert number is None or TaxNumber.parse(number.text) == number
