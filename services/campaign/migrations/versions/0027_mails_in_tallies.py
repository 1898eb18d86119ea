"""Tallies count mails too: a campaign's page need not look through all of them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "campaign0027"
down_revision = "campaign0026"
branch_labels = None
depends_on = None

KEPT = ("reached", "uncertain")
COUNTED = ("addresses", "reached", "undelivered", "uncertain")
_WEIGHTS = ("queued", "withdrawn", "uncertain", "failed", "sent", "bounced")
_ORDER = "CASE result " + " ".join(f"WHEN '{one}' THEN {weight}" for weight, one in enumerate(_WEIGHTS)) + " END"
_LATEST = f"""
    SELECT reconciliation_id, count(CASE WHEN result IN ('sent', 'withdrawn') THEN 1 END) AS reached,
        count(CASE WHEN result = 'uncertain' THEN 1 END) AS uncertain
    FROM (
        SELECT reconciliation_id, result, row_number() OVER (
            PARTITION BY reconciliation_id, address ORDER BY send_number DESC, attempt DESC, {_ORDER} DESC
        ) AS place FROM mail_facts WHERE purpose IN ('invitation', 'reminder', 'resend')
    ) AS facts
    WHERE place = 1 GROUP BY reconciliation_id
"""  # noqa: S608  # names of ours


def upgrade() -> None:
    for name in KEPT:
        op.add_column("reconciliations", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    for name in COUNTED:
        op.add_column("tallies", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.execute(
        f"UPDATE reconciliations SET reached = latest.reached, uncertain = latest.uncertain FROM ({_LATEST}) AS latest "  # noqa: S608  # as above
        "WHERE latest.reconciliation_id = reconciliations.reconciliation_id "
        "AND (latest.reached > 0 OR latest.uncertain > 0)"
    )
    op.execute(
        f"INSERT INTO tallies (company_id, campaign_id, state, {', '.join(COUNTED)}, reconciliations, purchases_minor, "  # noqa: S608  # as above
        "sales_minor, receivable_minor, payable_minor, first_at, last_at) "
        "SELECT company_id, campaign_id, state, sum(CASE WHEN refused_at IS NULL THEN addresses ELSE 0 END), sum(reached), "
        "sum(undelivered), sum(uncertain), 0, 0, 0, 0, 0, min(state_at), max(state_at) "
        "FROM reconciliations GROUP BY company_id, campaign_id, state"
    )


def downgrade() -> None:
    for name in COUNTED:
        op.drop_column("tallies", name)
    for name in KEPT:
        op.drop_column("reconciliations", name)
