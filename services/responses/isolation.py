"""Tables without a company's column, and what a request of one company may do with them (`shared/isolation.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.isolation import Other

OTHER_TABLES: Mapping[str, Other] = MappingProxyType(
    {
        "link_codes": Other("Codes that open a link: the page's door."),
        "link_requests": Other("Somebody asks for a fresh link by an address; a loop finds out of which companies."),
        "tries": Other("Counted at the page's door, before anybody is known."),
    }
)
