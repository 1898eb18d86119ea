"""A drawn sample, and an auditor's standing order for copies of answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.campaign.domain.sampling import Method, SampleRule, first_unit
from shared.money import from_minor

MOST_COPY_ORDERS = 5
"""So many addresses get copies of one campaign's answers."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`drawn`: key, amount in kuruş and hits of each; keys are references of a campaign's reconciliations, or keys of a run's
    figures."""

    sample_id: UUID
    company_id: UUID
    number: int
    campaign_id: UUID | None
    run_id: UUID | None
    rule: SampleRule
    population: int
    population_minor: int
    population_sha256: str
    drawn: tuple[tuple[str, int, int], ...]
    drawn_minor: int
    drawn_by_name: str
    drawn_at: datetime

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key for key, _, _ in self.drawn)

    def written(self) -> dict[str, Any]:
        """The method as it is written down in a package: enough to draw the same sample again."""
        rule = self.rule
        return {
            "number": self.number,
            "method": rule.method.value,
            **({"size": rule.size} if rule.size else {}),
            **({"seed": rule.seed} if rule.seed else {}),
            **(
                {"interval": f"{from_minor(rule.interval):.2f}", "first_unit_minor": first_unit(rule)}
                if rule.method is Method.MONETARY_UNIT
                else {}
            ),
            "rule": RULES[rule.method],
            "amount": "purchases + sales + balance in TRY, each by its size, in kuruş",
            "order": "by reference",
            "population": self.population,
            "population_amount": f"{from_minor(self.population_minor):.2f}",
            "population_sha256": self.population_sha256,
            "drawn": [{"key": key, "amount_minor": amount, "hits": hits} for key, amount, hits in self.drawn],
            "drawn_amount": f"{from_minor(self.drawn_minor):.2f}",
            "drawn_by": self.drawn_by_name,
            "drawn_at": self.drawn_at.isoformat(),
        }


RULES = {
    Method.ALL: "Everybody.",
    Method.LARGEST: "The `size` largest amounts; of equal ones the lower reference first.",
    Method.RANDOM: "The `size` lowest values of SHA-256 over the text `seed|reference` (UTF-8, hexadecimal).",
    Method.MONETARY_UNIT: (
        "All amounts one behind the other in kuruş. The first selected kuruş is `first_unit_minor` = (SHA-256 over the text "
        "`seed|start`, as a number) modulo the interval in kuruş, plus 1; then every interval-th one. `hits` counts those of one "
        "counterparty."
    ),
}


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """Whoever stands here gets a copy of every answer, also of those that were there before."""

    order_id: UUID
    campaign_id: UUID
    sample_id: UUID | None
    sample_number: int | None
    address: str
    language: str
    ordered_by_name: str
    ordered_at: datetime
    ended_by_name: str
    ended_at: datetime | None
