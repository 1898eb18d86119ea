"""The mail of a code: short, in the reader's language, with the code and nothing that opens or shows anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.mailer.letters.languages import LANGUAGES
from shared.contracts.values import Purpose
from shared.keys import KeyRing
from shared.links import LinkSigner, new_link_id
from tests.unit.mailer.test_letters import COMPANY, COMPOSER, LETTER

WORDS = {"tr": "Kodunuz: ", "en": "Your code: ", "de": "Ihr Code: ", "ar": "رمزكم: "}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_the_code_and_no_figure_and_no_link(language: str) -> None:
    letter = replace(LETTER, purpose=Purpose.CODE, language=language, code="048151", sales_minor=98_765_400)
    words = COMPOSER.words(letter, COMPANY)
    assert words.subject.startswith(WORDS[language])
    for body in (words.html, words.text):
        assert "048151" in body
        assert "/m/" not in body
        assert "987" not in body
        assert COMPANY.title.split()[0] in body


def test_code_and_link_are_derived_from_one_key_and_say_nothing_of_each_other() -> None:
    link, other = new_link_id(), new_link_id()
    old, new = LinkSigner(KeyRing({1: b"a" * 32})), LinkSigner(KeyRing({2: b"b" * 32, 1: b"a" * 32}))
    nonce = old.new_nonce()
    assert old.code(link, nonce) == new.code(link, nonce), "a new key does not change codes on their way"
    codes = {old.code(one, nonce) for one in (link, other)} | {
        old.code(link, old.new_nonce()),
        new.code(link, new.new_nonce()),
    }
    assert len(codes) >= 3
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    for unknown in ("9-abc", "", "x-abc", "-"):
        with pytest.raises(ValueError, match="key of this code"):
            old.code(link, unknown)


def test_codes_are_spread_evenly() -> None:
    signer, link = LinkSigner(KeyRing({1: b"k" * 32})), new_link_id()
    codes = [signer.code(link, signer.new_nonce()) for _ in range(5000)]
    counts = [sum(code[0] == str(digit) for code in codes) for digit in range(10)]
    assert 380 < min(counts) < max(counts) < 620
    assert len(set(codes)) > 4950
