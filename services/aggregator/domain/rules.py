"""What the operator chose for a run, and what a side's limit is tested on (S-20…S-23, domain.md §2.5 points 1, 2, 4 and 9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.aggregator.domain.period import Period
from services.aggregator.domain.series import DeferredSeries

DEFAULT_LIMIT_KURUS = 500_000
"""5.000 TL, the limit of the former forms (S-21)."""


class DateBasis(StrEnum):
    """Which date puts a document into a month: its own (or its customs date), or the day it was booked (kayıt tarihi)."""

    DOCUMENT = "document"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class RunRules:
    """The parameters of a run, as far as figures depend on them."""

    period: Period
    limit_kurus: int = DEFAULT_LIMIT_KURUS
    merge_by_tax_number: bool = True
    deferred_series: tuple[DeferredSeries, ...] = ()
    date_basis: DateBasis = DateBasis.DOCUMENT
    include_other_taxes: bool = True
    """ÖTV, ÖİV and the like are part of "KDV hariç" read literally; no ruling says so (domain.md §5.2)."""
    count_zero_documents: bool = True
    limit_on_returns: bool = False
    """Communiqué 381 read strictly: returns help a side over the limit only when they reach it on their own."""

    def reaches_limit(self, kurus: int, returns_kurus: int, documents: int) -> bool:
        """Whether a side with this total, of which these returns, is at or above the limit, and not merely empty."""
        if self.limit_on_returns and returns_kurus < self.limit_kurus:
            kurus -= returns_kurus
        return documents > 0 and kurus >= self.limit_kurus
