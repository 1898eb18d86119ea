"""Five roles: an operator was what a preparer is now"""

from __future__ import annotations

from alembic import op

revision = "campaign0009"
down_revision = "campaign0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE users SET role = 'preparer' WHERE role = 'operator'")


def downgrade() -> None:
    # Approvers and auditors had no role before; they keep what all roles have: looking.
    op.execute("UPDATE users SET role = 'operator' WHERE role = 'preparer'")
    op.execute("UPDATE users SET role = 'viewer' WHERE role IN ('approver', 'auditor')")
