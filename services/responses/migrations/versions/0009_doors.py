"""What opens a link besides itself, revoked links, mailed codes, wishes for a fresh link, counted tries"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.text import fold

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LIVE = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    op.add_column("links", sa.Column("level", sa.String(length=20), nullable=True))
    op.add_column("links", sa.Column("digits", sa.String(length=4), nullable=True))
    op.add_column("links", sa.Column("address_folded", sa.String(length=320), nullable=True))
    op.add_column("links", sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
    _fill()
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.alter_column("level", existing_type=sa.String(length=20), nullable=False)
        batch_op.alter_column("digits", existing_type=sa.String(length=4), nullable=False)
        batch_op.alter_column("address_folded", existing_type=sa.String(length=320), nullable=False)
        batch_op.drop_constraint("uq_links_reconciliation_id_address", type_="unique")
    op.create_index("ix_links_address_folded", "links", ["address_folded"])
    op.create_index(
        "uq_links_live",
        "links",
        ["reconciliation_id", "address"],
        unique=True,
        postgresql_where=_LIVE,
        sqlite_where=_LIVE,
    )
    op.create_table(
        "link_codes",
        sa.Column("link_id", sa.String(length=22), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_link_codes")),
    )
    op.create_table(
        "link_requests",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_link_requests")),
    )
    op.create_index("ix_link_requests_requested_at", "link_requests", ["requested_at"])
    op.create_table(
        "tries",
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("subject_sha256", sa.String(length=64), nullable=False),
        sa.Column("window_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "subject_sha256", "window_at", name=op.f("pk_tries")),
    )


def _fill() -> None:
    """Links that are there open by themselves, as they always did."""
    connection = op.get_bind()
    links = sa.table(
        "links", *(sa.column(name) for name in ("link_id", "address", "level", "digits", "address_folded"))
    )
    addresses = [row.address for row in connection.execute(sa.select(links.c.address).distinct())]
    if not addresses:
        return
    connection.execute(sa.update(links).values(level="link", digits=""))
    fill = sa.update(links).where(links.c.address == sa.bindparam("typed"))
    connection.execute(
        fill.values(address_folded=sa.bindparam("folded")),
        [{"typed": address, "folded": fold(address)[:320]} for address in addresses],
    )


def downgrade() -> None:
    for name in ("tries", "link_requests", "link_codes"):
        op.drop_table(name)
    op.drop_index("uq_links_live", table_name="links")
    op.drop_index("ix_links_address_folded", table_name="links")
    op.get_bind().execute(sa.text("DELETE FROM links WHERE revoked_at IS NOT NULL"))
    with op.batch_alter_table("links", schema=None) as batch_op:
        for name in ("revoked_at", "address_folded", "digits", "level"):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint("uq_links_reconciliation_id_address", ["reconciliation_id", "address"])
