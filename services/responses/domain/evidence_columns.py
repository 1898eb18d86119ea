"""Which stored columns are evidence, and which are not and why.

Every column of these tables stands in one of the two lists; a test refuses one that stands in neither. Put a column into
`EVIDENCE` when it never changes after an answer rests on it: it is sealed with the next answer and watched from then on.
"""

from __future__ import annotations

from collections.abc import Mapping

KEYS: Mapping[str, str] = {"statements": "reconciliation_id", "links": "link_id", "invitations": "message_id"}
"""The tables that an answer rests on, and what names a row of them. (`statement_parts` are watched through their statement.)"""

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "statements": (
        "reconciliation_id",
        "company_id",
        "campaign_id",
        "statement_id",
        "parts",
        "head",
        "recipients",
        "withheld",
        "closes_at",
        "first_answer_final",
        "accept_late",
        "received_at",
        "company",
        "document_count",
        "snapshot_sha256",
        "completed_at",
        "part_seals",
    ),
    "links": (
        "link_id",
        "company_id",
        "reconciliation_id",
        "address",
        "name",
        "role",
        "language",
        "created_at",
        "level",
        "digits",
    ),
    "invitations": (
        "message_id",
        "company_id",
        "reconciliation_id",
        "link_id",
        "send_number",
        "purpose",
        "issued_at",
    ),
    "statement_parts": ("reconciliation_id", "part", "company_id", "document_count", "documents"),
}

WORKING: Mapping[str, Mapping[str, str]] = {
    "statements": {
        "extended_to": "a campaign may be given more time after answers to it were given",
        "messages": "the conversation goes on after an answer",
    },
    "links": {
        "openings": "counts go on after an answer",
        "machine_openings": "counts go on after an answer",
        "first_opened_at": "a hint: gathered in memory, lost in a crash",
        "last_opened_at": "counts go on after an answer",
        "reported_at": "when the last event about openings went out",
        "machine_reported_at": "when the last event about openings went out",
        "address_folded": "the address once more, by which it is found when somebody types it",
        "revoked_at": "a link may be replaced after an answer was given through it",
    },
}
