"""A template rendered once, and only filled in for each letter: what differs is a few values between long fixed texts.

The template is rendered with marks in the places of the values; the result is cut at the marks. Filling in is then one pass over
the pieces, so that a value can never be taken for a mark or for template code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from jinja2 import Template
from markupsafe import Markup, escape

# Private-use characters: no text of ours holds them, and escaping leaves them alone.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")


def mark(name: str) -> Markup:
    """What stands in a rendered template where the value `name` will stand."""
    return Markup(f"{_OPEN}{name}{_CLOSE}")  # noqa: S704  # our own constants


def plain_marks(names: Iterable[str]) -> dict[str, Markup]:
    return {name: mark(name) for name in names}


def escaped(value: str) -> str:
    """A value as it may stand in HTML; what is markup already stays as it is."""
    return escape(value)


class Pieces:
    """The fixed texts of one template and the names between them."""

    def __init__(self, rendered: str) -> None:
        self._pieces = _MARK.split(rendered)
        self._names = frozenset(self._pieces[1::2])
        self._places = [(index, self._pieces[index]) for index in range(1, len(self._pieces), 2)]

    @classmethod
    def of(cls, template: Template, context: Mapping[str, object], finish: Callable[[str], str] = str) -> Pieces:
        """`context` holds the marks; `finish` sees the rendered text before it is cut."""
        return cls(finish(template.render(context)))

    def fill(self, values: Mapping[str, str], escape: Callable[[str], str]) -> str:
        """The text with each value in its place, escaped."""
        ready = {name: escape(values[name]) for name in self._names}
        filled = self._pieces.copy()
        for index, name in self._places:
            filled[index] = ready[name]
        return "".join(filled)
