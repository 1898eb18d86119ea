"""Several companies per account, invitations, and the log of deeds

Sessions end with this: they did not know a company that is chosen.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import BigId, UtcDateTime

revision = "campaign0012"
down_revision = "campaign0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "memberships",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "user_id", name=op.f("pk_memberships")),
    )
    op.execute(
        "INSERT INTO memberships (company_id, user_id, role, active, created_at, changed_at, changed_by) "
        "SELECT company_id, user_id, role, active, created_at, created_at, '' FROM users"
    )
    op.drop_table("sessions")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_company_id"))
        batch_op.drop_constraint(batch_op.f("fk_users_company_id"), type_="foreignkey")
        batch_op.drop_column("company_id")
        batch_op.drop_column("role")
        batch_op.drop_column("active")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_memberships_company_id"), "companies", ["company_id"], ["company_id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_memberships_user_id"), "users", ["user_id"], ["user_id"])
        batch_op.create_index(batch_op.f("ix_memberships_user_id"), ["user_id"], unique=False)
    _sessions(
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.String(length=200), server_default="", nullable=False),
        sa.UniqueConstraint("public_id", name=op.f("uq_sessions_public_id")),
    )
    op.create_table(
        "invitations",
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("founds", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("invited_by", sa.String(length=200), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["companies.company_id"], name=op.f("fk_invitations_company_id")),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_invitations_token_sha256")),
    )
    op.create_index(op.f("ix_invitations_company_id"), "invitations", ["company_id"], unique=False)
    op.create_table(
        "audit_log",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=300), server_default="", nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("words_folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_company_id_id", "audit_log", ["company_id", "id"], unique=False)
    _only_added_to()


def _sessions(*more: sa.schema.SchemaItem) -> None:
    op.create_table(
        "sessions",
        sa.Column("session_sha256", sa.String(length=64), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f("fk_sessions_user_id")),
        sa.PrimaryKeyConstraint("session_sha256", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)


def _only_added_to() -> None:
    """Whoever holds the database's password cannot change an entry by a statement: the owner has to drop a trigger first."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_log_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
            "'BEGIN RAISE EXCEPTION ''audit_log is only added to''; END'"
        )
        op.execute(
            "CREATE TRIGGER audit_log_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_only_added_to()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_log_no_{deed.lower()} BEFORE {deed} ON audit_log "
            "BEGIN SELECT RAISE(ABORT, 'audit_log is only added to'); END"
        )


def downgrade() -> None:
    """Only for who works for one company each: an account with several keeps the one it chose last."""
    op.drop_table("audit_log")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_log_is_only_added_to()")
    op.drop_table("invitations")
    op.drop_table("sessions")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("company_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("role", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("active", sa.Boolean(), nullable=True))
    for column in ("company_id", "role", "active"):
        op.execute(
            f"UPDATE users SET {column} = (SELECT m.{column} FROM memberships m WHERE m.user_id = users.user_id "  # noqa: S608  # three names of ours
            "ORDER BY m.chosen_at DESC NULLS LAST, m.company_id LIMIT 1)"
        )
    op.drop_table("memberships")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.alter_column("company_id", nullable=False)
        batch_op.alter_column("role", nullable=False)
        batch_op.alter_column("active", nullable=False)
        batch_op.create_foreign_key(batch_op.f("fk_users_company_id"), "companies", ["company_id"], ["company_id"])
        batch_op.create_index(batch_op.f("ix_users_company_id"), ["company_id"], unique=False)
    _sessions()
