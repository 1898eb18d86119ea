"""A letter about balances says who owes whom in words, in both bodies and languages, and nothing where the reader is asked."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape

import pytest

from services.mailer.letters.letter import Letter, Written
from shared.contracts.values import Confirmation, CurrencyBalance, Kind, Purpose
from shared.money import Money
from tests.unit.mailer.test_letters import COMPANY, COMPOSER, LETTER, SENDER, check_structure


def money(amount: str, currency: str = "TRY") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


BALANCES = (
    CurrencyBalance(currency="TRY", balance=money("1234.56"), balance_try=money("1234.56")),
    CurrencyBalance(currency="USD", balance=money("-300.00", "USD"), balance_try=money("-12450.00")),
    CurrencyBalance(currency="EUR", balance=money("0.00", "EUR"), balance_try=money("0.00")),
)
BALANCE = replace(LETTER, kind=Kind.BALANCE, as_of=date(2026, 10, 31), balances=BALANCES)
COMBINED = replace(BALANCE, kind=Kind.COMBINED)


def bodies(letter: Letter) -> tuple[str, str]:
    content = COMPOSER.compose(letter, COMPANY, SENDER).content
    check_structure(content, letter.description, SENDER.name)
    parts = [part.get_payload(decode=True) for part in email.message_from_bytes(content).walk()]
    plain, html = (part.decode() for part in parts if isinstance(part, bytes))
    return plain, html


def read(letter: Letter) -> tuple[str, str]:
    """Both bodies as a person reads them: in single spaces, without markup."""
    plain, html = bodies(letter)
    shown = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(plain.split()), " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


@pytest.mark.parametrize("body", [0, 1])
def test_who_owes_whom_is_said_in_words_and_never_by_a_sign(body: int) -> None:
    shown = read(BALANCE)[body]
    for words in (
        "Cari bakiye mutabakatı, 31.10.2026",
        "Kayıtlarımıza göre 31.10.2026 itibarıyla şirketinizin bize borcu 1.234,56 TL",
        "Kayıtlarımıza göre 31.10.2026 itibarıyla şirketimizin size borcu 300,00 USD",
        "defterimizdeki TL karşılığı: 12.450,00 TL",
        "aramızda borç veya alacak yok 0,00 EUR",
    ):
        assert words in shown, words
    assert not re.search(r"-\d", shown.replace("M-2026-10-0042", ""))
    assert "KDV" not in shown
    english = read(replace(BALANCE, language="en"))[body]
    assert "as of 31.10.2026 your company owes us 1,234.56 TRY" in english
    assert "as of 31.10.2026 our company owes you 300.00 USD" in english


def test_both_kinds_stand_in_one_letter() -> None:
    for shown in read(COMBINED):
        assert "1.200 belge · KDV hariç" in shown
        assert "şirketinizin bize borcu 1.234,56 TL" in shown
    for letter in (COMBINED, replace(COMBINED, confirmation=Confirmation.BLANK, balances=()), LETTER):
        paragraphs = bodies(letter)[0].split("\r\n\r\n")
        assert sum(one.startswith("Kayıtlarımıza göre") for one in paragraphs) == len(letter.balances)
        assert not any(one.endswith("KDV hariç\r\n") for one in paragraphs), "one empty line, not two"


@pytest.mark.parametrize("letter", [BALANCE, COMBINED])
def test_who_is_asked_for_its_own_balance_reads_none_of_ours(letter: Letter) -> None:
    for shown in read(replace(letter, confirmation=Confirmation.BLANK, balances=())):
        assert "31.10.2026 tarihinde kayıtlarınıza göre aramızdaki bakiye neydi?" in shown
        assert "borcu" not in shown
        assert ("Bakiyenizi yazın" in shown) is (letter.kind is Kind.BALANCE)
        assert ("faturaları detaylı görmek" in shown) is letter.kind.has_sides


def test_silence_is_named_for_what_it_is_where_only_objections_are_awaited() -> None:
    for shown in read(replace(BALANCE, confirmation=Confirmation.NEGATIVE)):
        assert "Yanıt vermemeniz mutabakat sayılmaz." in shown
    assert "mutabakat sayılmaz" not in read(BALANCE)[0]


def test_a_currency_that_looks_like_markup_stays_text() -> None:
    odd = CurrencyBalance(currency="<b>", balance=money("1.00", "<b>"), balance_try=money("1.00"))
    _, html = bodies(replace(BALANCE, balances=(odd,)))
    assert "1,00 &lt;b&gt;" in html


def test_numbers_between_arabic_words_keep_their_order_without_markup_too() -> None:
    letter = replace(BALANCE, language="ar", contact="+90 (312) 555 12 34")
    plain, _ = bodies(letter)
    assert "\u2068+90 (312) 555 12 34\u2069" in plain, "else its groups are read from the right"
    assert "\u206612,450.00 TRY\u2069" in plain
    assert f"\u2068{COMPANY.title}\u2069" in plain
    # What is copied, or stands alone, holds nothing that nobody sees.
    lines = plain.splitlines()
    assert letter.url in lines
    assert "    1,234.56 TRY" in lines
    assert any(line.endswith(letter.reference) for line in lines)
    for language in ("tr", "en", "de"):
        assert not re.search("[\u2066-\u2069]", bodies(replace(letter, language=language))[0])


def test_what_a_person_wrote_is_read_in_the_direction_of_its_own_language() -> None:
    said = Written(text="Merhaba,\n\nA-12 (Ekim) doğru mu?", who="Muhasebe")
    _, html = bodies(replace(LETTER, language="ar", purpose=Purpose.PLAIN, written=said))
    paragraphs = re.findall(r"<p([^>]*)>(?:Merhaba|A-12)", html)
    assert len(paragraphs) == 2
    assert all('dir="auto"' in attributes for attributes in paragraphs)
