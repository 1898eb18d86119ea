"""What the rights of keys and people are called: in a sentence where they are chosen, in a word where they are listed."""

from __future__ import annotations

from types import MappingProxyType

from shared.text import N_

SENTENCES = MappingProxyType(
    {
        "read": N_("Read: lists, details, figures, answers"),
        "write": N_("Write: import, prepare, send, remind"),
        "approve": N_("Approve: let go out what was prepared"),
        "audit": N_("Audit: the auditor’s package and the log"),
        "admin": N_("Administer: company, people, mail server"),
    }
)
WORDS = MappingProxyType(
    {
        "read": N_("reading"),
        "write": N_("writing"),
        "approve": N_("approving"),
        "audit": N_("auditing"),
        "admin": N_("administering"),
    }
)
