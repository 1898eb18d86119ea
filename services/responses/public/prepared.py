"""Pages that were laid out before: whoever opens the same figures again waits for the database only.

Kept by the hash of what is shown and by everything else that the template was given; the address, in which no two readers are
alike, is filled in each time. A page that shows an answer is never kept.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from typing import Any

from services.responses.repository.pages import Page

MOST_BYTES = 64 * 1024 * 1024
_NOT_SHOWN = frozenset(
    {
        # Part of what the snapshot's hash covers.
        "company",
        "head",
        "documents",
        "withheld",
        # The reader's own, and of no influence on an unanswered page.
        "link_id",
        "address",
        "name",
        "role",
        "language",
        "level",
        "digits",
        "company_id",
        "reconciliation_id",
        "campaign_id",
        "standing",
    }
)
_KEPT_BY = tuple(field.name for field in fields(Page) if field.name not in _NOT_SHOWN)
"""All other fields of a page, those that a later version adds too."""


class PreparedPages:
    """The last ones of this process, by size."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._pages: OrderedDict[Hashable, tuple[list[str], int]] = OrderedDict()
        self._address = f"@{secrets.token_hex(8)}@"

    def html(self, page: Page, path: str, key: Mapping[str, Any], make: Callable[[str], str]) -> str:
        """The page at `path`. `make(path)` lays it out; `key`: what else it depends on."""
        name = _name(page, key)
        if name is None:
            return make(path)
        found = self._pages.get(name)
        if found is None:
            pieces = make(self._address).split(self._address)
            self._keep(name, pieces)
        else:
            pieces = found[0]
            self._pages.move_to_end(name)
        return path.join(pieces)

    def _keep(self, name: Hashable, pieces: list[str]) -> None:
        size = sum(map(len, pieces)) * 2
        self._pages[name] = (pieces, size)
        self._size += size
        while self._size > self._most and self._pages:
            _, (_, gone) = self._pages.popitem(last=False)
            self._size -= gone


def _name(page: Page, key: Mapping[str, Any]) -> Hashable | None:
    """What this page is kept by; None for one that is not kept."""
    if page.standing is not None:
        return None
    parts = [getattr(page, one) for one in _KEPT_BY]
    for one, value in key.items():
        parts.append((one, tuple(value.items()) if isinstance(value, dict) else value))
    name = tuple(parts)
    try:
        hash(name)
    except TypeError:
        return None
    return name
