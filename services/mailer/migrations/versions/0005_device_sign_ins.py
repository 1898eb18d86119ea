"""Sign-ins that are completed on a page of the provider"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database import UtcDateTime

revision = "mailer0005"
down_revision = "mailer0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_sign_ins",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("configuration_id", sa.Uuid(), nullable=False),
        sa.Column("device_code", sa.Text(), nullable=False),
        sa.Column("interval_seconds", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_device_sign_ins")),
    )


def downgrade() -> None:
    op.drop_table("device_sign_ins")
