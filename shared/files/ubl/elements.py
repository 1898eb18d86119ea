"""The names of UBL-TR and one way to read a text: by compiled paths, whatever prefixes and whitespace a program writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lxml import etree

from shared.text import forbidden_character

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CAC, _CBC = f"{UBL}CommonAggregateComponents-2", f"{UBL}CommonBasicComponents-2"
_PREFIXES = {"cac": _CAC, "cbc": _CBC}

Element = etree._Element  # noqa: SLF001 - the only name that lxml has for it


def text_at(path: str) -> Callable[[Element], str]:
    """A function that returns the text at the path, trimmed and on one line; empty when there is none."""
    compiled = etree.XPath(f"normalize-space({path})", namespaces=_PREFIXES, smart_strings=False)
    return cast("Callable[[Element], str]", compiled)


def nodes_at(path: str) -> Callable[[Element], list[Element]]:
    """A function that returns all elements at the path, in the document's order."""
    return cast("Callable[[Element], list[Element]]", etree.XPath(path, namespaces=_PREFIXES))


def shown(text: str, limit: int) -> str:
    """The text as it may be shown: without characters that deceive, and no longer than its column."""
    if not text.isprintable():
        text = " ".join("".join(c for c in text if forbidden_character(c) is None).split())
    return text[:limit].rstrip()
