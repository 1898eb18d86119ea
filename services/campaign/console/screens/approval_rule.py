"""Which reconciliations a second person has to approve before they are sent."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from services.campaign.console.typed_amounts import amount_of
from services.campaign.console.visit import Visit
from services.campaign.domain.approval import ApprovalMode
from services.campaign.repository import approvals, people
from services.campaign.use_cases.approvals import SetApprovalRule, set_rule
from shared import formats
from shared.auth import APPROVE
from shared.errors import DomainError
from shared.money import Money, to_minor
from shared.text import N_

AREA = "smtp"
SAVED = N_("The approval rule was saved.")
NO_AMOUNT = N_("“%(text)s” is no amount. Write it like 250,000.00.")


@dataclass(frozen=True, slots=True)
class RuleForm:
    """As typed; `version` is the rule that the form was filled from."""

    mode: str
    limit: str
    version: str


async def show(visit: Visit) -> Response:
    async with visit.reading() as reading:
        rule = await approvals.rule_of(reading, visit.me.company_id)
    limit = formats.number(rule.limit.amount, visit.language) if rule.limit.minor else ""
    return await _page(visit, RuleForm(rule.mode.value, limit, str(rule.version)), {})


async def _page(visit: Visit, typed: RuleForm, errors: dict[str, str]) -> Response:
    async with visit.reading() as reading:
        rule = await approvals.rule_of(reading, visit.me.company_id)
        everybody = await people.list_users(reading, visit.me.company_id)
    approvers = [user.name for user in everybody if user.active and APPROVE in user.role.scopes]
    context = {"page": "approval_rule", "values": typed, "errors": errors, "rule": rule, "approvers": approvers}
    return visit.page("approval_rule.html", context, area=AREA, status=422 if errors else 200)


async def save(visit: Visit) -> Response:
    typed = RuleForm(visit.field("mode"), visit.field("limit"), visit.field("version"))
    mode = ApprovalMode(typed.mode) if typed.mode in set(ApprovalMode) else ApprovalMode.NEVER
    limit = _limit(typed.limit, needed=mode is ApprovalMode.ABOVE)
    if limit is None:
        return await _page(visit, typed, {"limit": visit.text(NO_AMOUNT, text=typed.limit)})
    command = SetApprovalRule(visit.me.company_id, visit.me.name, mode, limit, visit.seen_version() or 0)
    try:
        async with visit.transaction() as tx:
            await set_rule(tx, command)
    except DomainError as error:
        return await _page(visit, typed, {"limit": visit.reason(error)})
    return visit.say(visit.go("approval_rule"), "success", visit.text(SAVED))


def _limit(text: str, *, needed: bool) -> Money | None:
    """None for what is no amount."""
    if not text and not needed:
        return Money.of_minor(0)
    amount = amount_of(text)
    return None if amount is None else Money.of_minor(to_minor(amount))
