"""Turkish text as the product compares it: one fold for every match, one check for characters that lie.

Protects against `str.lower()` on Turkish letters (`'İ'.lower()` has two code points, `'IŞIK'.lower()` is `'işik'`;
domain.md §4.6) and against control or bidirectional characters that make a title or subject read as something else.
"""

from __future__ import annotations

import gettext
import unicodedata
from dataclasses import dataclass

_TURKISH = str.maketrans(
    {
        **dict.fromkeys("İIıi", "i"),
        **dict.fromkeys("Şş", "s"),
        **dict.fromkeys("Ğğ", "g"),
        **dict.fromkeys("Üü", "u"),
        **dict.fromkeys("Öö", "o"),
        **dict.fromkeys("Çç", "c"),
        **dict.fromkeys("Ââ", "a"),
        **dict.fromkeys("Îî", "i"),
        **dict.fromkeys("Ûû", "u"),
    }
)
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_SEPARATORS = frozenset("\u2028\u2029")


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark now, translate later"
    """Mark an English msgid for extraction; it is translated where it is shown."""
    return message


@dataclass(frozen=True, slots=True)
class Counted:
    """A marked sentence that says how many, as English says it of one and of many; other languages have forms of their own."""

    one: str
    many: str

    def of(self, count: int, catalogue: gettext.NullTranslations) -> str:
        return catalogue.ngettext(self.one, self.many, count)


def NN_(one: str, many: str) -> Counted:  # noqa: N802 - beside `N_`
    """Mark an English msgid and its plural for extraction; the form is chosen where it is shown."""
    return Counted(one, many)


def fold(text: str) -> str:
    """Return the form in which two Turkish texts are compared: unaccented, lower case, single spaces.

    The Turkish table comes before ASCII letters are folded, so that `IBAN`, `ıban` and `İban` are one word.
    Idempotent: `fold(fold(x)) == fold(x)`. Only for matching, never for display.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    return _fold_beyond_ascii(text)


def _fold_beyond_ascii(text: str) -> str:
    # NFKC first: "I" + combining dot is "İ" to a reader and must meet the same row of the table.
    folded = unicodedata.normalize("NFKC", text).translate(_TURKISH).casefold()
    if not folded.isascii():  # Turkish is by now; what is not takes a look at each of its characters
        folded = _visible(unicodedata.normalize("NFKD", folded)).translate(_TURKISH).casefold()
    return " ".join(folded.split())


_INVISIBLE = frozenset({"Mn", "Cf"})


def _visible(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) not in _INVISIBLE)


_ALPHABET = str.maketrans({"ç": "c{", "ğ": "g{", "ı": "h{", "ö": "o{", "ş": "s{", "ü": "u{"})
_LOWERED = str.maketrans({"I": "ı", "İ": "i"})


def alphabetical(text: str) -> str:
    """A key that sorts byte by byte as the Turkish alphabet does: ç after c, ı before i, whatever a database's collation says.

    `{` follows `z`, so that every word with `c` comes before every word with `ç` in the same place.
    """
    lowered = unicodedata.normalize("NFC", text).translate(_LOWERED).lower()
    told = lowered.translate(_ALPHABET)
    if not told.isascii():
        told = _visible(unicodedata.normalize("NFKD", told))
    return " ".join(told.split())


def fold_heading(text: str) -> str:
    """Fold a column heading: like `fold`, and without anything but letters and digits (`E-Posta` = `eposta`)."""
    return "".join(c for c in fold(text) if c.isalnum())


def forbidden_character(text: str, *, allow: str = "") -> str | None:
    """Name (`U+202E`) the first control, bidirectional or line-separating character of `text`, or None.

    `allow` lists characters that are welcome in this place, such as a newline in a free text.
    """
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        if character in allow:
            continue
        if (
            unicodedata.category(character) in ("Cc", "Cs")
            or character in _BIDI_CONTROLS
            or character in _LINE_SEPARATORS
        ):
            return f"U+{ord(character):04X}"
    return None


def one_kind_of_line_ends(text: str) -> str:
    """Lines as they are kept: a browser counts a line's end as one character and sends two."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def file_name(product: str, reference: str) -> str:
    """A name for a download, without its ending: the reference, as far as it is plain characters."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in reference).strip("-_")
    return f"{product}-{plain}"[:80] if plain else product
