"""What would have gone on the forms Ba and Bs, for the months in which there were any (domain.md §2.1–§2.4).

From 2021-07 on e-documents were left out of the forms; the limit was still tested on paper and electronic documents together
(communiqués 523 and 543). The forms ended with communiqué 565: which month was the last one is a setting, and no later month is
ever spoken of as having a duty.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from services.aggregator.domain.period import Period

PAPER_ONLY_FROM = Period(2021, 7)
LAST_LEGAL_PERIOD = Period(2024, 8)


class Declaration(StrEnum):
    """Which documents of a month went on the forms."""

    NONE = "none"
    PAPER_ONLY = "paper_only"
    ALL = "all"

    @classmethod
    def of(cls, period: Period, last_legal_period: Period = LAST_LEGAL_PERIOD) -> Declaration:
        if period > last_legal_period:
            return cls.NONE
        return cls.PAPER_ONLY if period >= PAPER_ONLY_FROM else cls.ALL


@dataclass(frozen=True, slots=True)
class FormLine:
    """What stood on the form: Belge Sayısı, and Mal ve Hizmet Bedeli Toplamı (KDV hariç)."""

    documents: int
    kurus: int


def form_line(
    declaration: Declaration,
    *,
    kurus: int,
    documents: int,
    electronic_kurus: int,
    electronic_documents: int,
    reaches_limit: bool,
) -> FormLine | None:
    """The line of one side, None where there was none to write."""
    if declaration is Declaration.NONE or not reaches_limit:
        return None
    if declaration is Declaration.PAPER_ONLY:
        kurus, documents = kurus - electronic_kurus, documents - electronic_documents
    return FormLine(documents, kurus) if documents else None
