"""What is wrong with a company's own text, in words, before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from services.mailer.letters.own_text import PLACEHOLDER, TAGS, known_placeholder, plain, sanitised
from shared.text import N_, forbidden_character

LONGEST = {"greeting": 200, "introduction": 2000, "closing": 2000, "signature": 1000}

Problem = tuple[str, dict[str, object]]
"""English words with their values, to be said in the reader's language."""

_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_IBAN = re.compile(r"(?<![A-Za-z0-9])(?=([A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30})(?![A-Za-z0-9]))")
_SPACES = re.compile(r"[^\S\n]+")
_SHORTEST_IBAN = 15


def problems(name: str, text: str) -> Iterator[Problem]:
    """All that has to be mended before `text` can be kept as the company's `name`."""
    if len(text) > LONGEST[name]:
        yield (
            N_("It has %(count)s characters; at most %(most)s are possible."),
            {"count": len(text), "most": LONGEST[name]},
        )
    # As a reader sees it: a character may be written as `&#8238;`, and a number with tags or hard spaces between its groups.
    shown = plain(sanitised(text))
    wrong = forbidden_character(text, allow="\n\r\t") or forbidden_character(shown, allow="\n\r\t")
    if wrong is not None:
        yield N_("It holds the invisible character %(character)s. Please remove it."), {"character": wrong}
    yield from _placeholders(text)
    yield from _tags(text)
    if any(map(_is_iban, _IBAN.findall(_SPACES.sub(" ", shown)))):
        yield (
            N_(
                "It holds a bank account number (IBAN). None stands in these letters, so that a forged one is recognised by it."
            ),
            {},
        )


def _placeholders(text: str) -> Iterator[Problem]:
    for name in dict.fromkeys(PLACEHOLDER.findall(text)):
        if not known_placeholder(name):
            yield N_("There is no placeholder %(name)s."), {"name": f"{{{{ {name} }}}}"}
    rest = _BRACES.search(PLACEHOLDER.sub("", text))
    if rest is not None:
        yield (
            N_(
                "%(found)s stands alone. A placeholder is a name between two braces, such as %(example)s; nothing else."
            ),
            {"found": rest[0], "example": "{{ counterparty }}"},
        )


def _is_iban(found: str) -> bool:
    """By its check digits, so that an ordinary number is not taken for one."""
    text = found.replace(" ", "").upper()
    for end in range(len(text), _SHORTEST_IBAN - 1, -1):
        moved = text[4:end] + text[:4]
        if int("".join(str(int(character, 36)) for character in moved)) % 97 == 1:
            return True
    return False


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Problem] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(
                (N_("The tag <%(tag)s> is not possible here; %(tags)s are."), {"tag": tag, "tags": _NAMED})
            )
            return
        for name, value in attrs:
            if tag != "a" or name != "href":
                words = N_("The tag <%(tag)s> may not have “%(name)s”.")
                self.found.append((words, {"tag": tag, "name": name}))
            elif PLACEHOLDER.search(value or ""):
                self.found.append((N_("A placeholder may not stand inside of a link's address."), {}))
            elif not (value or "").strip().lower().startswith("https://"):
                self.found.append((N_("A link has to begin with https://."), {}))

    def handle_comment(self, data: str) -> None:
        self.found.append((N_("Comments (<!-- -->) are not possible here."), {}))

    def handle_decl(self, decl: str) -> None:
        self.handle_comment(decl)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)


_NAMED = ", ".join(sorted(TAGS))


def _tags(text: str) -> Iterator[Problem]:
    reader = _Tags()
    reader.feed(text)
    reader.close()
    said: list[Problem] = []
    for problem in reader.found:
        if problem not in said:
            said.append(problem)
            yield problem
