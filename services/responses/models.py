"""Tables of the responses service.

Statements and answers are only ever added to: what a counterparty saw and what it said is evidence (design §7). Documents lie
in the parts they travelled in, because they are read by the page and hashed as a whole, and never searched one by one.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
)

from shared.database import UtcDateTime, service_metadata
from shared.idempotency import idempotency_table
from shared.messaging.tables import inbox_table, outbox_table

metadata = service_metadata()

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency_keys = idempotency_table(metadata)

companies = Table(
    "companies",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("tax_number", String(50), nullable=False),
    Column("tax_office", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("email", Text, nullable=False),
)

information_texts = Table(
    # What the company told people about their data: every version, since answers were given under it.
    "information_texts",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    # JSON: language → plain text.
    Column("texts", Text, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("campaign_id", Uuid, nullable=False, index=True),
    Column("statement_id", Uuid, nullable=False),
    Column("parts", Integer, nullable=False),
    # Canonical JSON of `domain.snapshot.Head`: text, because its bytes are what is hashed.
    Column("head", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    # Our balances as JSON where they are not shown because the counterparty writes its own.
    Column("withheld", Text, nullable=True),
    # The first instant at which `valid_until` is over.
    Column("closes_at", UtcDateTime, nullable=False, index=True),
    Column("first_answer_final", Boolean, nullable=False),
    Column("accept_late", Boolean, nullable=False, server_default=false()),
    Column("received_at", UtcDateTime, nullable=False),
    # Filled once, when all parts are there.
    Column("company", Text, nullable=True),
    Column("document_count", Integer, nullable=True),
    Column("snapshot_sha256", String(64), nullable=True),
    Column("completed_at", UtcDateTime, nullable=True),
    # Number, documents and hash of each part, as `domain.snapshot.part_seals` writes them.
    Column("part_seals", Text, nullable=True),
)

statement_parts = Table(
    "statement_parts",
    metadata,
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("company_id", Uuid, nullable=False),
    Column("document_count", Integer, nullable=False),
    # Canonical JSON list of documents, in the order in which they are shown.
    Column("documents", Text, nullable=False),
)

links = Table(
    "links",
    metadata,
    Column("link_id", String(22), primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False),
    Column("address", String(320), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("language", String(35), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("openings", Integer, nullable=False, server_default="0"),
    Column("machine_openings", Integer, nullable=False, server_default="0"),
    Column("first_opened_at", UtcDateTime, nullable=True),
    Column("last_opened_at", UtcDateTime, nullable=True),
    # When the last `PageOpened` of this link went out, separately for people and machines.
    Column("reported_at", UtcDateTime, nullable=True),
    Column("machine_reported_at", UtcDateTime, nullable=True),
    UniqueConstraint("reconciliation_id", "address"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("message_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, nullable=False, index=True),
    Column("link_id", String(22), nullable=False),
    Column("send_number", Integer, nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
)

responses = Table(
    "responses",
    metadata,
    Column("response_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("version", Integer, nullable=False),
    Column("answer", String(20), nullable=False),
    Column("explanation", Text, nullable=False),
    # What the answering side's own books say about each of our sides, in kuruş.
    Column("own_for_purchases_minor", BigInteger, nullable=True),
    Column("own_for_sales_minor", BigInteger, nullable=True),
    # The same for balances, per currency, and what was said in detail, as JSON: their bytes are hashed.
    Column("own_balances", Text, nullable=True),
    Column("details", Text, nullable=True),
    Column("late", Boolean, nullable=False, server_default=false()),
    Column("responder_name", Text, nullable=False),
    Column("responder_title", Text, nullable=False),
    Column("link_id", String(22), nullable=False),
    Column("address", String(320), nullable=False),
    Column("ip", String(64), nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("text_version", String(20), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    # One filled-in form is one answer, however often it is sent.
    Column("form_id", Uuid, nullable=False, unique=True),
    Column("snapshot_sha256", String(64), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    Column("entry_sha256", String(64), nullable=False),
    Column("security_level", String(20), nullable=False, server_default="link"),
    # Of the information text that the check page linked to; none where the company had published none.
    Column("information_version", Integer, nullable=True),
    # What each column was, and what it takes to check that (`domain.seals`).
    Column("seal", Text, nullable=True),
    Column("salts", Text, nullable=True),
    Column("verification_code", String(20), nullable=True, unique=True),
    # The file of the counterparty's own books that the answer was given with.
    Column("ledger_sha256", String(64), nullable=True),
    UniqueConstraint("reconciliation_id", "version"),
    UniqueConstraint("company_id", "position"),
    Index("ix_responses_campaign_id", "campaign_id", "position"),
)

# Files that counterparties brought, and what comparing them gave (`domain.differences.written`). Given out to operators only.
ledgers = Table(
    "ledgers",
    metadata,
    Column("ledger_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False),
    Column("link_id", String(22), nullable=False),
    Column("address", String(320), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("comparison", LargeBinary, nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False),
    UniqueConstraint("reconciliation_id", "sha256"),
)

notices = Table(
    # Short of an answer: no record, not the right person, an answer announced. Only ever added to, as answers are.
    "notices",
    metadata,
    Column("notice_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False),
    Column("campaign_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("code", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("responder_name", Text, nullable=False),
    Column("responder_title", Text, nullable=False),
    Column("forward_name", Text, nullable=False),
    Column("forward_address", String(320), nullable=False),
    Column("answer_by", Date, nullable=True),
    Column("link_id", String(22), nullable=False),
    Column("address", String(320), nullable=False),
    Column("ip", String(64), nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("language", String(10), nullable=False),
    Column("text_version", String(20), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("form_id", Uuid, nullable=False, unique=True),
    Column("snapshot_sha256", String(64), nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    # Of the personal fields with the salt, which is gone once they were forgotten.
    Column("personal_sha256", String(64), nullable=False),
    Column("salt", String(32), nullable=True),
    Column("entry_sha256", String(64), nullable=False),
    UniqueConstraint("reconciliation_id", "number"),
)

chain_heads = Table(
    "chain_heads",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("entry_sha256", String(64), nullable=False),
)

erasures = Table(
    # That something was forgotten, when, and on whose wish; never what.
    "erasures",
    metadata,
    Column("erasure_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False, index=True),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("erased_by", Text, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("value_count", Integer, nullable=False),
)

timestamps = Table(
    # Time stamps of an independent authority (RFC 3161) over the newest entries of chains.
    "timestamps",
    metadata,
    Column("company_id", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_sha256", String(64), nullable=False),
    # The authority's whole answer, base64.
    Column("token", Text, nullable=False),
    Column("stamped_at", UtcDateTime, nullable=False),
)

closings = Table(
    "closings",
    metadata,
    Column("reconciliation_id", Uuid, primary_key=True),
    Column("reason", String(20), primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
)

cancelled_campaigns = Table(
    "cancelled_campaigns",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("cancelled_at", UtcDateTime, nullable=False),
)
