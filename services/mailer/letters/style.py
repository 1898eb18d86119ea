"""How a company wants its letters: own texts, logo, and what may stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from services.mailer.letters.own_text import OwnTexts


@dataclass(frozen=True, slots=True)
class Logo:
    """A checked picture, and the size at which it is shown."""

    content: bytes
    kind: str
    """`png` or `jpeg`."""
    width: int
    height: int


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """Made once per company and change of its wishes; each letter only refers to it."""

    texts: Mapping[str, OwnTexts] = field(default_factory=lambda: MappingProxyType({}))
    """By language."""
    logo: Logo | None = None
    amounts: bool = True
    """Whether figures stand in mails, or only on the page."""
    pdf: bool = False
    """Whether a PDF of the letter goes along."""


PLAIN = Style()
