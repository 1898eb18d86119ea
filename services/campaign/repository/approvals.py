"""A company's approval rule, and the campaigns that wait for somebody who may approve."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update

from services.campaign.domain.approval import ApprovalMode, ApprovalRule
from services.campaign.domain.campaigns import CampaignState
from services.campaign.models import api_keys, approval_rules, campaigns
from shared.database import Reading, Transaction, insert_statement
from shared.money import Money


async def rule_of(reading: Reading, company_id: UUID) -> ApprovalRule:
    row = await reading.first(select(approval_rules).where(approval_rules.c.company_id == company_id))
    if row is None:
        return ApprovalRule(ApprovalMode.NEVER, Money.of_minor(0))
    return ApprovalRule(
        ApprovalMode(row.mode), Money.of_minor(row.limit_minor), row.version, row.changed_at, row.changed_by
    )


async def keep_rule(tx: Transaction, company_id: UUID, rule: ApprovalRule, version: int, by: str) -> bool:
    """Write the rule that follows `version`; False when somebody else was first."""
    values = {
        "mode": rule.mode.value,
        "limit_minor": rule.limit.minor,
        "version": version + 1,
        "changed_at": tx.clock.now(),
        "changed_by": by,
    }
    of = approval_rules.c
    if version == 0:
        insertion = insert_statement(tx.dialect, approval_rules).values(company_id=company_id, **values)
        return await tx.first(insertion.on_conflict_do_nothing().returning(of.version)) is not None
    changed = await tx.execute(
        update(approval_rules).where(of.company_id == company_id, of.version == version).values(values)
    )
    return changed.rowcount == 1


def waiting_for(company_id: ColumnElement[UUID], user_id: ColumnElement[UUID]) -> ScalarSelect[int]:
    """How many campaigns of a company wait for approval by somebody. What they prepared themselves, be it by a key of theirs,
    waits for others."""
    here = campaigns.c
    keys = select(api_keys.c.key_id).where(api_keys.c.company_id == company_id, api_keys.c.maker_id == user_id)
    waiting = here.state == CampaignState.AWAITING_APPROVAL.value
    query = select(func.count()).where(here.company_id == company_id, waiting)
    return query.where(here.sent_by != user_id, here.sent_by.not_in(keys)).scalar_subquery()
