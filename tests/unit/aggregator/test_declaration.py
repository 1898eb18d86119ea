"""What went on the forms Ba and Bs while there were any, and that nothing is said of later months (domain.md §2.1–§2.4)."""

from __future__ import annotations

import pytest

from services.aggregator.domain.declaration import Declaration, FormLine, form_line
from services.aggregator.domain.period import Period


@pytest.mark.parametrize(
    ("period", "declaration"),
    [
        ("2021-06", Declaration.ALL),
        ("2021-07", Declaration.PAPER_ONLY),
        ("2024-08", Declaration.PAPER_ONLY),
        ("2024-09", Declaration.NONE),
        ("2026-10", Declaration.NONE),
    ],
)
def test_the_forms_lost_e_documents_and_then_ended(period: str, declaration: Declaration) -> None:
    assert Declaration.of(Period.parse(period)) is declaration


def test_the_last_legal_period_is_a_setting() -> None:
    assert Declaration.of(Period(2024, 8), Period(2024, 7)) is Declaration.NONE


def line(declaration: Declaration, *, paper: tuple[int, int], electronic: tuple[int, int]) -> FormLine | None:
    total = paper[1] + electronic[1]
    return form_line(
        declaration,
        kurus=total,
        documents=paper[0] + electronic[0],
        electronic_kurus=electronic[1],
        electronic_documents=electronic[0],
        reaches_limit=total >= 500_000,
    )


def test_the_limit_is_tested_on_both_together_and_only_paper_is_listed() -> None:
    """Communiqué 523's example: 4 e-documents of 4.000 and 3 on paper of 2.500 give 3 documents and 2.500."""
    found = line(Declaration.PAPER_ONLY, paper=(3, 250_000), electronic=(4, 400_000))
    assert found == FormLine(3, 250_000)


def test_nothing_but_e_documents_gives_no_line() -> None:
    assert line(Declaration.PAPER_ONLY, paper=(0, 0), electronic=(2, 600_000)) is None


def test_below_the_limit_and_after_the_end_there_is_no_line() -> None:
    assert line(Declaration.PAPER_ONLY, paper=(3, 250_000), electronic=(1, 1)) is None
    assert line(Declaration.NONE, paper=(3, 2_500_000), electronic=(0, 0)) is None


def test_before_2021_07_everything_was_listed() -> None:
    assert line(Declaration.ALL, paper=(3, 250_000), electronic=(4, 400_000)) == FormLine(7, 650_000)
