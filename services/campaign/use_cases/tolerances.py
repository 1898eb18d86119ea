"""Set a company's tolerances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.campaign.domain.audit_log import Actor, Deed
from services.campaign.domain.tolerances import Tolerance, checked
from services.campaign.repository import companies, tolerances
from services.campaign.use_cases.audit_log import note
from shared.database import Transaction


@dataclass(frozen=True, slots=True)
class SetTolerances:
    """All of them: what is not named is gone."""

    company_id: UUID
    rules: Sequence[Tolerance]
    changed_by: str


async def set_tolerances(tx: Transaction, command: SetTolerances) -> list[Tolerance]:
    """Raises `Invalid` (`bad_tolerance`), and `NotFound` for a company that is not registered here."""
    rules = checked(command.rules)
    await companies.get_company(tx, command.company_id)
    await companies.hold(tx, command.company_id)
    await tolerances.replace(tx, command.company_id, rules, command.changed_by)
    await note(tx, Actor(command.company_id, None, command.changed_by), Deed.TOLERANCES_CHANGED)
    return rules
