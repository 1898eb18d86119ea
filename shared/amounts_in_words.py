"""Amounts in words, as letters and cheques have them: Turkish, English and German.

Written here because what there is gets Turkish wrong (user-experience.md §11): `bin` without a one before it, tens and ones
without a gap, kuruş by exact integers. Other languages are left out rather than guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shared.money import Money

_TR_ONES = ("", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
_TR_TENS = ("", "on", "yirmi", "otuz", "kırk", "elli", "altmış", "yetmiş", "seksen", "doksan")
_TR_GROUPS = ("", "bin", "milyon", "milyar", "trilyon")

_EN_ONES = (
    "", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_GROUPS = ("", "thousand", "million", "billion", "trillion")

_DE_ONES = (
    "", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn",
    "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn",
)  # fmt: skip
_DE_TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_DE_GROUPS = (("Million", "Millionen"), ("Milliarde", "Milliarden"), ("Billion", "Billionen"))

_UNITS: Mapping[str, Mapping[str, tuple[str, str, str, str]]] = {
    "tr": {
        "TRY": ("Türk Lirası", "Türk Lirası", "kuruş", "kuruş"),
        "USD": ("ABD Doları", "ABD Doları", "sent", "sent"),
        "EUR": ("Avro", "Avro", "sent", "sent"),
        "GBP": ("İngiliz Sterlini", "İngiliz Sterlini", "peni", "peni"),
    },
    "en": {
        "TRY": ("Turkish lira", "Turkish liras", "kuruş", "kuruş"),
        "USD": ("US dollar", "US dollars", "cent", "cents"),
        "EUR": ("euro", "euros", "cent", "cents"),
        "GBP": ("pound sterling", "pounds sterling", "penny", "pence"),
    },
    "de": {
        "TRY": ("Türkische Lira", "Türkische Lira", "Kuruş", "Kuruş"),
        "USD": ("US-Dollar", "US-Dollar", "Cent", "Cent"),
        "EUR": ("Euro", "Euro", "Cent", "Cent"),
        "GBP": ("Pfund Sterling", "Pfund Sterling", "Penny", "Pence"),
    },
}
"""One and many of the currency, one and many of its hundredth part."""


def amount_in_words(money: Money, language: str) -> str:
    """`birmilyonikiyüzotuzdörtbin Türk Lirası seksendokuz kuruş`, without a sign; empty in a language that is not known here."""
    number = _NUMBERS.get(language)
    if number is None:
        return ""
    whole, part = divmod(abs(money.minor), 100)
    one, many, small, smalls = _UNITS[language].get(money.currency, (money.currency, money.currency, "", ""))
    words = f"{_counting(number(whole), many, language)} {one if whole == 1 else many}"
    if not part:
        return words
    joint = " " if language == "tr" else _AND[language]
    # Of a currency that is not known here, nobody can say what its hundredth part is called.
    return (
        f"{words}{joint}{_counting(number(part), smalls, language)} {small if part == 1 else smalls}"
        if small
        else f"{words}{joint}{part:02}/100"
    )


_AND = {"en": " and ", "de": " und "}


def _counting(words: str, unit: str, language: str) -> str:
    """German counts things otherwise than it counts: eine Lira, ein Euro, and not eins."""
    if language != "de" or not words.endswith("eins"):
        return words
    return f"{words[:-1]}e" if unit.endswith("Lira") else words[:-1]


def _groups(number: int) -> list[int]:
    """Thousands apart, the smallest first."""
    found = []
    while number:
        number, group = divmod(number, 1000)
        found.append(group)
    return found


def in_turkish(number: int) -> str:
    """One word, as cheques have it: nothing fits between."""
    parts: list[str] = []
    for index, group in enumerate(_groups(number)):
        hundreds, rest = divmod(group, 100)
        tens, ones = divmod(rest, 10)
        words = ("yüz" if hundreds == 1 else f"{_TR_ONES[hundreds]}yüz" if hundreds else "") + _TR_TENS[tens]
        words += _TR_ONES[ones]
        if index == 1 and group == 1:
            words = ""
        parts.append(words + _TR_GROUPS[index] if group else "")
    return "".join(reversed(parts)) or "sıfır"


def in_english(number: int) -> str:
    parts: list[str] = []
    for index, group in enumerate(_groups(number)):
        if group:
            hundreds, rest = divmod(group, 100)
            words = [f"{_EN_ONES[hundreds]} hundred"] if hundreds else []
            if rest:
                tens, ones = divmod(rest, 10)
                words.append(_EN_ONES[rest] if rest < 20 else "-".join(filter(None, (_EN_TENS[tens], _EN_ONES[ones]))))
            parts.append(" ".join([*words, *filter(None, (_EN_GROUPS[index],))]))
    return " ".join(reversed(parts)) or "zero"


def in_german(number: int) -> str:
    millions, small = divmod(number, 1_000_000)
    thousands, rest = divmod(small, 1000)
    last = (f"{_de_hundreds(thousands)}tausend" if thousands else "") + _de_hundreds(rest)
    if rest % 100 == 1:
        last += "s"
    parts = [last] if last else []
    for (one, many), group in zip(_DE_GROUPS, _groups(millions), strict=False):
        if group:
            parts.insert(0, f"eine {one}" if group == 1 else f"{_de_counted(group)} {many}")
    return " ".join(parts) or "null"


def _de_counted(group: int) -> str:
    """Before a feminine noun: hunderteine Millionen."""
    words = _de_hundreds(group)
    return f"{words}e" if group % 100 == 1 else words


def _de_hundreds(group: int) -> str:
    hundreds, rest = divmod(group, 100)
    words = f"{_DE_ONES[hundreds]}hundert" if hundreds else ""
    if rest < 20:
        return words + _DE_ONES[rest]
    tens, ones = divmod(rest, 10)
    return f"{words}{_DE_ONES[ones]}und{_DE_TENS[tens]}" if ones else words + _DE_TENS[tens]


_NUMBERS: Mapping[str, Callable[[int], str]] = {"tr": in_turkish, "en": in_english, "de": in_german}
