"""A template rendered once, and only filled in for each letter: what differs is a few values between long fixed texts.

The template is rendered with marks in the places of the values; the result is cut at the marks. Filling in is then one pass over
the pieces, so that a value can never be taken for a mark or for template code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from jinja2 import Template
from markupsafe import Markup

# Private-use characters: no text of ours holds them, and escaping leaves them alone.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")


class Pieces:
    """The fixed texts of one template and the names between them."""

    def __init__(self, template: Template, names: Sequence[str], fixed: Mapping[str, object]) -> None:
        marks = {name: Markup(f"{_OPEN}{name}{_CLOSE}") for name in names}  # noqa: S704  # our own constants
        self._pieces = _MARK.split(template.render({**marks, **fixed}))

    def fill(self, values: Mapping[str, str], escape: Callable[[str], str]) -> str:
        """The text with each value in its place, escaped."""
        ready = {name: escape(value) for name, value in values.items()}
        return "".join(ready[piece] if index % 2 else piece for index, piece in enumerate(self._pieces))
