"""Tables of the responses service, one module per subject."""

from services.responses.models.answer_copies import answer_copies, answer_copy_members
from services.responses.models.answers import chain_heads, erasures, receipt_heads, responses, timestamps
from services.responses.models.base import idempotency_keys, inbox, metadata, outbox
from services.responses.models.conversation import conversation
from services.responses.models.links import invitations, link_codes, link_requests, links, tries
from services.responses.models.notices import ledgers, notices
from services.responses.models.statements import (
    cancelled_campaigns,
    closings,
    companies,
    extensions,
    information_texts,
    statement_parts,
    statements,
)

__all__ = [
    "answer_copies",
    "answer_copy_members",
    "cancelled_campaigns",
    "chain_heads",
    "closings",
    "companies",
    "conversation",
    "erasures",
    "extensions",
    "idempotency_keys",
    "inbox",
    "information_texts",
    "invitations",
    "ledgers",
    "link_codes",
    "link_requests",
    "links",
    "metadata",
    "notices",
    "outbox",
    "receipt_heads",
    "responses",
    "statement_parts",
    "statements",
    "timestamps",
    "tries",
]
