"""Amounts in words: known ones as people write them, random ones read back by a reader that works the other way round."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.amounts_in_words import amount_in_words, in_english, in_german, in_turkish
from shared.money import Money

Write = Callable[[int], str]
ONES: Mapping[Write, str] = {
    in_turkish: "sıfır bir iki üç dört beş altı yedi sekiz dokuz",
    in_english: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    in_german: "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
}
TENS: Mapping[Write, str] = {
    in_turkish: "on yirmi otuz kırk elli altmış yetmiş seksen doksan",
    in_english: "ten twenty thirty forty fifty sixty seventy eighty ninety",
    in_german: "zehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
}
HUNDRED: Mapping[Write, str] = {in_turkish: "yüz", in_english: "hundred", in_german: "hundert"}
LARGE: Mapping[Write, Mapping[str, int]] = {
    in_turkish: {"bin": 3, "milyon": 6, "milyar": 9, "trilyon": 12},
    in_english: {"thousand": 3, "million": 6, "billion": 9, "trillion": 12},
    in_german: {
        "tausend": 3, "million": 6, "millionen": 6, "milliarde": 9, "milliarden": 9, "billion": 12, "billionen": 12
    },
}  # fmt: skip


def read(words: str, write: Write) -> int:
    """Longest known word first, added up as it is read."""
    values = {word: number for number, word in enumerate(ONES[write].split())}
    values |= {word: 10 * number for number, word in enumerate(TENS[write].split(), start=1)}
    values |= {"eins": 1, "eine": 1} if write is in_german else {}
    known = sorted({*values, *LARGE[write], HUNDRED[write], "und"}, key=len, reverse=True)
    # `ein` may be followed by `und`, which begins like no other word; `eine` only by a gap or the end.
    total, group = 0, 0
    for word in re.findall("|".join(known), words.lower().replace("-", " ")):
        if word in LARGE[write]:
            total += (group or 1) * 10 ** LARGE[write][word]
            group = 0
        elif word == HUNDRED[write]:
            group = (group or 1) * 100
        elif word != "und":
            group += values[word]
    return total + group


@given(number=st.integers(0, 10**13) | st.integers(0, 2_000_000), write=st.sampled_from(list(ONES)))
def test_every_number_is_read_as_it_was_written(number: int, write: Write) -> None:
    assert read(write(number), write) == number


@pytest.mark.parametrize(
    ("minor", "language", "words"),
    [
        (123_456_789, "tr", "birmilyonikiyüzotuzdörtbinbeşyüzaltmışyedi Türk Lirası seksendokuz kuruş"),
        (100_000, "tr", "bin Türk Lirası"),
        (30_166_100, "tr", "üçyüzbirbinaltıyüzaltmışbir Türk Lirası"),
        (10_100_100, "tr", "yüzbirbinbir Türk Lirası"),
        (100_100_000, "tr", "birmilyonbin Türk Lirası"),
        (1_007, "tr", "on Türk Lirası yedi kuruş"),
        (29, "tr", "sıfır Türk Lirası yirmidokuz kuruş"),
        (-5_000, "tr", "elli Türk Lirası"),
        (
            123_456_789,
            "en",
            "one million two hundred thirty-four thousand five hundred sixty-seven Turkish liras and eighty-nine kuruş",
        ),
        (101, "en", "one Turkish lira and one kuruş"),
        (
            123_456_789,
            "de",
            "eine Million zweihundertvierunddreißigtausendfünfhundertsiebenundsechzig Türkische Lira und neunundachtzig Kuruş",
        ),
        (10_100, "de", "einhunderteine Türkische Lira"),
        (2_100_000, "de", "einundzwanzigtausend Türkische Lira"),
        (100, "de", "eine Türkische Lira"),
        (123, "ar", ""),
    ],
)
def test_known_amounts(minor: int, language: str, words: str) -> None:
    assert amount_in_words(Money.of_minor(minor), language) == words


@pytest.mark.parametrize(
    ("currency", "language", "words"),
    [
        ("USD", "tr", "bir ABD Doları bir sent"),
        ("EUR", "de", "ein Euro und ein Cent"),
        ("GBP", "en", "one pound sterling and one penny"),
        ("CHF", "en", "one CHF and 01/100"),
        ("CHF", "tr", "bir CHF 01/100"),
    ],
)
def test_other_currencies(currency: str, language: str, words: str) -> None:
    assert amount_in_words(Money.of_minor(101, currency), language) == words
