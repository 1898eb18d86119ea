"""Signing in to mail servers with tokens, a reply address, and who took settings out of use"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "mailer0004"
down_revision = "mailer0003"
branch_labels = None
depends_on = None

TEXTS = {
    "provider": 20,
    "grant_type": 20,
    "client_id": 255,
    "tenant": 255,
    "token_url": 500,
    "scope": 500,
    "reply_to": 320,
    "retired_by": 200,
    "retired_for": 20,
}
SECRETS = ("client_secret", "refresh_token")


def upgrade() -> None:
    for name, length in TEXTS.items():
        column = sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        op.add_column("smtp_configurations", column)
    for name in SECRETS:
        op.add_column("smtp_configurations", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("smtp_configurations", schema=None) as batch_op:
        for name in (*SECRETS, *reversed(TEXTS)):
            batch_op.drop_column(name)
