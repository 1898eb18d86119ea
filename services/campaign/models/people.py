"""People who sign in, and what keeps them signed in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Uuid, false

from services.campaign.models.base import metadata
from shared.attempts import attempts_table
from shared.database import UtcDateTime

setup_codes = Table(
    # Codes of the first start; the plain code exists on the operator's terminal only.
    "setup_codes",
    metadata,
    Column("code_sha256", String(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

users = Table(
    # Accounts: one per address, whatever companies it works for.
    "users",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("email", String(254), nullable=False),
    Column("email_folded", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("language", String(8), nullable=False, server_default="tr"),
    Column("password_hash", String(255), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("signed_in_at", UtcDateTime, nullable=True),
)

memberships = Table(
    # Which account works for which company, and as what. Never deleted: the log speaks of people who have left, too.
    "memberships",
    metadata,
    Column("company_id", Uuid, ForeignKey("companies.company_id"), primary_key=True),
    Column("user_id", Uuid, ForeignKey("users.user_id"), primary_key=True, index=True),
    Column("role", String(20), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("chosen_at", UtcDateTime, nullable=True),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(200), nullable=False),
)

invitations = Table(
    # To work for a company, or (without one) to open a company of one's own. The token is mailed or copied, never stored.
    "invitations",
    metadata,
    Column("invitation_id", Uuid, primary_key=True),
    Column("company_id", Uuid, ForeignKey("companies.company_id"), nullable=False, index=True),
    Column("founds", Boolean, nullable=False, server_default=false()),
    Column("token_sha256", String(64), nullable=False, unique=True),
    Column("email", String(254), nullable=False),
    Column("email_folded", String(254), nullable=False),
    Column("role", String(20), nullable=False),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("invited_by", String(200), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    # What became of its e-mail, and how recent that is; empty where the link was passed on by hand.
    Column("mail_state", String(12), nullable=False, server_default=""),
    Column("mail_order", Integer, nullable=False, server_default="0"),
    Column("accepted_at", UtcDateTime, nullable=True),
    Column("revoked_at", UtcDateTime, nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    # `company_id`: the company that is chosen now. `public_id`: how a person names one of their sessions to end it.
    Column("session_sha256", String(64), primary_key=True),
    Column("public_id", Uuid, nullable=False, unique=True),
    Column("agent", String(200), nullable=False, server_default=""),
    Column("second_factor", String(10), nullable=False, server_default=""),
    Column("company_id", Uuid, nullable=False),
    Column("user_id", Uuid, ForeignKey("users.user_id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
)

sign_in_attempts = attempts_table(metadata, "sign_in_attempts", scope_length=10)
"""Failed (or unfinished) sign-ins per account, network and overall, in fixed windows of time."""
