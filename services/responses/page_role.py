"""What the public page may do in the database: show what was frozen, add what was said; never change or remove either. (Files of
books alone make room for one another, those that no answer was given with.)

On PostgreSQL the page connects as a role of its own, `mutabakat migrate responses` gives it exactly these rights. A table that a
page newly needs has to be named here, which is the moment to ask why.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ROLE = "mutabakat_responses_page"

PAGE_GRANTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # Shown.
        "statements": ("SELECT",),
        "statement_parts": ("SELECT",),
        "closings": ("SELECT",),
        "cancelled_campaigns": ("SELECT",),
        "information_texts": ("SELECT",),
        # Sealed with an answer; and a colleague who is named gets a link and an invitation.
        "links": ("SELECT", "INSERT"),
        "invitations": ("SELECT", "INSERT"),
        # Said: rows are added; only the end of a chain moves on.
        "responses": ("SELECT", "INSERT"),
        "chain_heads": ("SELECT", "INSERT", "UPDATE"),
        "notices": ("SELECT", "INSERT"),
        "conversation": ("SELECT", "INSERT"),
        # A file that no answer was given with makes room for another one.
        "ledgers": ("SELECT", "INSERT", "DELETE"),
        "outbox": ("INSERT",),
        # The door.
        "link_codes": ("SELECT", "INSERT", "UPDATE"),
        "link_requests": ("INSERT",),
        "tries": ("SELECT", "INSERT", "UPDATE"),
    }
)
