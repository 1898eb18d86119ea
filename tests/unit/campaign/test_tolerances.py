"""What is within a tolerance, to the kuruş, and whose tolerance counts."""

from __future__ import annotations

import pytest

from services.campaign.domain.tolerances import Tolerance, checked, tolerance_for
from shared.errors import Invalid


@pytest.mark.parametrize(
    ("rule", "difference", "ours", "within"),
    [
        (Tolerance("", 100), 100, 0, True),
        (Tolerance("", 100), -100, 0, True),
        (Tolerance("", 100), 101, 10**9, False),
        (Tolerance("", None, 50), 50_00, 10_000_00, True),
        (Tolerance("", None, 50), 50_01, 10_000_00, False),
        (Tolerance("", None, 50), -50_00, -10_000_00, True),
        (Tolerance("", 100, 50), 50_00, 10_000_00, True),
        (Tolerance("", 0, 0), 1, 100, False),
        (Tolerance("", 100, 10_000), 0, 100, False),
        (Tolerance(""), 1, 10**9, False),
    ],
)
def test_limits(rule: Tolerance, difference: int, ours: int, within: bool) -> None:
    assert rule.covers(difference, ours) is within


def test_whose_rule_counts() -> None:
    rules = checked([Tolerance("", 1), Tolerance("120.01", 2), Tolerance("3330635265", 3)])
    assert tolerance_for(rules, "3330635265", ("120.01",)).absolute_minor == 3
    assert tolerance_for(rules, "", ("999", "120.01")).absolute_minor == 2
    assert tolerance_for(rules, "9", ("999",)).absolute_minor == 1
    assert tolerance_for([], "9", ()).covers(1, 100) is False


@pytest.mark.parametrize(
    "rules", [[Tolerance("a"), Tolerance("A")], [Tolerance("", -1)], [Tolerance("", None, 10_001)], [Tolerance("")] * 2]
)
def test_what_is_no_tolerance(rules: list[Tolerance]) -> None:
    with pytest.raises(Invalid):
        checked(rules)
