"""One side of a figure, from what is stored or computed to what travels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row

from services.aggregator.domain.figures import SideFigure
from services.aggregator.domain.period import Period
from services.aggregator.domain.rules import DateBasis, RunRules
from services.aggregator.domain.series import DeferredSeries
from services.aggregator.domain.sides import Side
from shared.contracts.values import SideTotal
from shared.money import Money


def rules_of(run: Row[Any]) -> RunRules:
    """What a stored run was asked for."""
    return RunRules(
        period=Period.of_number(run.period),
        limit_kurus=run.limit_minor,
        merge_by_tax_number=run.merge_by_tax_number,
        deferred_series=tuple(DeferredSeries(one["series"], one["branch"]) for one in run.deferred_series),
        date_basis=DateBasis(run.date_basis),
        include_other_taxes=run.include_other_taxes,
        count_zero_documents=run.count_zero_documents,
        limit_on_returns=run.limit_on_returns,
    )


KEPT: Mapping[Side, Callable[[Row[Any]], tuple[Any, ...]]] = MappingProxyType(
    {
        side: attrgetter(
            *(
                f"{side.value}_{name}"
                for name in ("minor", "documents", "returns_minor", "returns_documents", "below_limit")
            )
        )
        for side in Side
    }
)
"""What a run has kept of a side: kuruş, documents, kuruş and documents of returns, whether it is below the limit. Of ten thousand
figures at once these are read for each."""


def kept_side(figure: Row[Any], side: Side) -> SideTotal:
    """A side as a run has kept it."""
    minor, documents, returns_minor, returns_documents, below_limit = KEPT[side](figure)
    return SideTotal(
        total=Money.of_minor(minor),
        documents=documents,
        returns_total=Money.of_minor(returns_minor),
        returns_documents=returns_documents,
        below_limit=below_limit,
    )


def computed_side(figure: SideFigure) -> SideTotal:
    """A side as it is computed from documents."""
    return SideTotal(
        total=Money.of_minor(figure.total_kurus),
        documents=figure.documents,
        returns_total=Money.of_minor(figure.returns_kurus),
        returns_documents=figure.returns_documents,
        below_limit=not figure.reaches_limit,
    )
