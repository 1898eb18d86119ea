"""Personal links, and the mails that went out with them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, Uuid, text

from services.responses.models.base import metadata
from shared.attempts import attempts_table
from shared.database import UtcDateTime

_LIVE = text("revoked_at IS NULL")

links = Table(
    "links",
    metadata,
    Column("link_id", String(22), primary_key=True),
    Column("company_id", Uuid, nullable=False),
    Column("reconciliation_id", Uuid, ForeignKey("statements.reconciliation_id"), nullable=False, index=True),
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
    # What opens the page besides the link (`LinkLevel`), and the digits where it is those. Without default: each link says it.
    Column("level", String(20), nullable=False),
    Column("digits", String(4), nullable=False),
    # Whoever asks for a fresh link types an address; it is found by its folded form.
    Column("address_folded", String(320), nullable=False, index=True),
    # A revoked link opens what an unknown one does.
    Column("revoked_at", UtcDateTime, nullable=True),
    Index(
        "uq_links_live",
        "reconciliation_id",
        "address",
        unique=True,
        postgresql_where=_LIVE,
        sqlite_where=_LIVE,
    ),
)

link_codes = Table(
    # The code that was mailed last for a link. The six digits are kept nowhere: they are derived from the nonce with `link.key`.
    "link_codes",
    metadata,
    Column("link_id", String(22), primary_key=True),
    Column("nonce", String(40), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("used_at", UtcDateTime, nullable=True),
)

link_requests = Table(
    # Somebody asked for a fresh link; looked at beside the page, so that its answer takes the same time for every address.
    "link_requests",
    metadata,
    Column("request_id", Uuid, primary_key=True),
    Column("address", String(320), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False, index=True),
)

tries = attempts_table(metadata, "tries")

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
