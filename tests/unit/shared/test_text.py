"""The Turkish fold and the check for characters that deceive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.text import fold, fold_heading, forbidden_character


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("IŞIK", "isik"),
        ("ışık", "isik"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "istanbul"),
        ("I\u0307stanbul", "istanbul"),  # I and a combining dot
        ("IBAN", "iban"),
        ("ID", "id"),
        ("ŞĞÜÖÇÂÎÛ şğüöçâîû", "sguocaiu sguocaiu"),
        ("  Çınarlı\u00a0 Gıda\tLtd.  Şti. ", "cinarli gida ltd. sti."),
        ("Café", "cafe"),
        ("Straße", "strasse"),
        ("ＭＩＫＲＯ", "mikro"),
        ("Mik\u200bro\ufeff", "mikro"),
        ("الوحة", "الوحة"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="İIıiŞşĞğÜüÖöÇçÂâÎîÛûabcXYZ 0"))
def test_turkish_text_folds_to_ascii_letters(text: str) -> None:
    assert fold(text).isascii()
    assert fold(text) == fold(text).lower()


@pytest.mark.parametrize("heading", ["E-Posta", "EPOSTA", "e_posta", " e posta: "])
def test_headings_are_compared_without_punctuation(heading: str) -> None:
    assert fold_heading(heading) == "eposta"


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("Çınarlı Gıda A.Ş.", None),
        ("Al Waha الواحة", None),
        ("a\x00b", "U+0000"),
        ("Konu\r\nBcc: x", "U+000D"),
        ("fatura\u202egpj.exe", "U+202E"),
        ("a\u2066b", "U+2066"),
        ("a\u200fb", "U+200F"),
        ("a\u2028b", "U+2028"),
        ("a\x85b", "U+0085"),
    ],
)
def test_forbidden_character(text: str, character: str | None) -> None:
    assert forbidden_character(text) == character


def test_an_allowed_newline_is_welcome_and_the_next_character_still_checked() -> None:
    assert forbidden_character("bir\niki", allow="\n") is None
    assert forbidden_character("bir\niki\x07", allow="\n") == "U+0007"
