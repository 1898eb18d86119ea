"""A company's own texts: placeholders of a fixed list, few tags, and whatever else is typed stays text or is named as wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mailer.letters.own_text import PLACEHOLDERS, OwnText, known_placeholder, make, sanitised
from services.mailer.letters.own_text_check import problems

VALUES = dict.fromkeys(PLACEHOLDERS, "") | {"counterparty": "Öz-Er <b>&</b> {{ company }}", "company": "Firma"}


def made(source: str) -> OwnText:
    return make(source, str)


def said(text: str, name: str = "introduction") -> list[str]:
    return [words % values for words, values in problems(name, text)]


def test_both_names_of_a_placeholder_are_filled_in_and_escaped() -> None:
    text = made("Sayın {{ cari }} / {{counterparty}}")
    assert text.html(VALUES) == (
        "<p>Sayın <bdi>Öz-Er &lt;b&gt;&amp;&lt;/b&gt; {{ company }}</bdi> / "
        "<bdi>Öz-Er &lt;b&gt;&amp;&lt;/b&gt; {{ company }}</bdi></p>"
    )
    # What stands in a value is not looked at again.
    assert text.text(VALUES) == "Sayın Öz-Er <b>&</b> {{ company }} / Öz-Er <b>&</b> {{ company }}"


@pytest.mark.parametrize(
    ("source", "html", "text"),
    [
        ("Merhaba\nDünya", "<p>Merhaba<br>Dünya</p>", "Merhaba\nDünya"),
        ("<p>Bir</p>\n<p>İki</p>", "<p>Bir</p><p>İki</p>", "Bir\n\nİki"),
        ("<ul>\n<li>bir</li>\n<li>iki</li>\n</ul>", "<ul><li>bir</li><li>iki</li></ul>", "- bir\n- iki"),
        ('<a href="https://firma.test/kvkk">Metin</a>', '<p><a href="https://firma.test/kvkk">Metin</a></p>',
         "Metin (https://firma.test/kvkk)"),
        ("3 < 4 & <b>kalın</b>", "<p>3 &lt; 4 &amp; <b>kalın</b></p>", "3 < 4 & kalın"),
        ("   \n ", "", ""),
        # What was kept before a rule was made, or past it, is harmless all the same.
        ("<script>alert(1)</script><img src=x onerror=y>a", "<p>a</p>", "a"),
        ('<a href="javascript:x">a</a>', "<p><a>a</a></p>", "a"),
        ("{% for x in y %}{{ x }}{{ 7*7 }}", "<p>{% for x in y %}{{ x }}{{ 7*7 }}</p>", "{% for x in y %}{{ x }}{{ 7*7 }}"),
    ],
)  # fmt: skip
def test_what_a_text_becomes(source: str, html: str, text: str) -> None:
    own = made(source)
    assert (str(own.html(VALUES)), own.text(VALUES)) == (html, text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ tutar }}", "There is no placeholder {{ tutar }}."),
        ("{{ cari | upper }}", "{{ stands alone."),
        ("{{ ''.__class__ }}", "{{ stands alone."),
        ("{% include 'x' %}", "{% stands alone."),
        ("{# x #}", "{# stands alone."),
        ("a }} b", "}} stands alone."),
        ("<script>x</script>", "The tag <script> is not possible here"),
        ("<img src='https://x.test/a.png'>", "The tag <img> is not possible here"),
        ("<b onclick=x>a</b>", "The tag <b> may not have “onclick”."),
        ("<a href='http://x.test'>a</a>", "A link has to begin with https://."),
        ("<a href='https://x.test/{{ cari }}'>a</a>", "A placeholder may not stand inside of a link's address."),
        ("<!-- x -->", "Comments"),
        ("a\u202eb", "It holds the invisible character U+202E."),
        ("&#8238;a", "It holds the invisible character U+202E."),
        ("<a href='https://x.test/&#x202e;'>a</a>", "It holds the invisible character U+202E."),
        ("a\x00b", "It holds the invisible character U+0000."),
        ("x" * 2001, "It has 2001 characters; at most 2000 are possible."),
        ("Hesabımız: TR33 0006 1005 1978 6457 8413 26", "It holds a bank account number (IBAN)."),
        ("TR33\u00a00006&nbsp;1005 1978  6457 8413 26", "It holds a bank account number (IBAN)."),
        ("<b>TR33</b> 0006 1005 1978 6457 8413 26", "It holds a bank account number (IBAN)."),
        ("AB12 TR33 0006 1005 1978 6457 8413 26", "It holds a bank account number (IBAN)."),
        ("TR330006100519786457841326 numaralı hesap", "It holds a bank account number (IBAN)."),
    ],
)
def test_what_is_wrong_is_named_before_it_is_kept(text: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in said(text)), said(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sayın {{ alici }},\n<b>{{ firma }}</b> · {{ donem }} · {{ bakiye_tarihi }} · {{ son_gun }} · {{ referans }}",
        "3 < 4, a & b, 100 % ve {tek} ayraç",
        "Siparişiniz TR12 3456 7890 1234 için",
        "",
    ],
)
def test_what_is_right_is_let_through(text: str) -> None:
    assert said(text) == []


HOSTILE = st.text(alphabet=st.sampled_from("<>/ab=\"'{}%#&;: \n\u202e\x00pulbri{{}}cari"), max_size=60) | st.text(
    max_size=60
)


ALLOWED = re.compile(r'</?(?:b|i|p|br|ul|li|a)>|<a href="https://[^"<>]*">')


@given(HOSTILE)
def test_nothing_but_the_allowed_tags_ever_comes_out(source: str) -> None:
    own = made(source)
    for part in own.html_parts[::2]:
        assert not ALLOWED.sub("", part).count("<"), part
    assert all(known_placeholder(name) for name in own.html_parts[1::2])
    # Cleaning what is clean changes nothing: what was looked at is what is sent.
    assert sanitised(sanitised(source)) == sanitised(source)
