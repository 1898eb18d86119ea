"""How small a difference may be to be marked as within tolerance. A mark, never an agreement: nobody has agreed to anything
(domain.md §7.3 number 6, §2.4 "Kuruş")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.errors import Invalid
from shared.money import LARGEST_MINOR
from shared.text import fold

EVERYBODY = ""
MOST_RULES = 1_000
LONGEST_KEY = 1_000
"""As it is kept; a few letters fold into two."""
_HUNDRED_PERCENT = 10_000


@dataclass(frozen=True, slots=True)
class Tolerance:
    """For one counterparty, by tax number or account code, or for `EVERYBODY`.

    `percent_hundredths` is of our own amount: 50 is half a percent. None: that kind of limit is not set.
    """

    key: str
    absolute_minor: int | None = None
    percent_hundredths: int | None = None

    def covers(self, difference_minor: int, ours_minor: int) -> bool:
        """Whether the difference is at most the amount, or at most the percent of ours. No difference needs no tolerance."""
        size = abs(difference_minor)
        if not size:
            return False
        if self.absolute_minor is not None and size <= self.absolute_minor:
            return True
        return (
            self.percent_hundredths is not None and size * _HUNDRED_PERCENT <= abs(ours_minor) * self.percent_hundredths
        )


def tolerance_for(rules: Iterable[Tolerance], tax_number: str, account_codes: Sequence[str]) -> Tolerance:
    """The rule of this counterparty: by its tax number, else by one of its cards, else the one for everybody."""
    by_key: Mapping[str, Tolerance] = {rule.key: rule for rule in rules}
    for key in (tax_number, *account_codes):
        if key and (rule := by_key.get(fold(key))):
            return rule
    return by_key.get(EVERYBODY, Tolerance(EVERYBODY))


def checked(rules: Sequence[Tolerance]) -> list[Tolerance]:
    """With folded keys, each once. Raises `Invalid` (`bad_tolerance`)."""
    if len(rules) > MOST_RULES:
        raise Invalid("There can be at most {limit} tolerances.", code="bad_tolerance", limit=MOST_RULES)
    found: dict[str, Tolerance] = {}
    for rule in rules:
        key = fold(rule.key)
        if len(key) > LONGEST_KEY:
            raise Invalid("A tax number or account code is not as long as that.", code="bad_tolerance")
        if key in found:
            raise Invalid(
                "{key} has two tolerances. Keep one of them.", code="bad_tolerance", key=rule.key or "everybody"
            )
        if rule.absolute_minor is not None and not 0 <= rule.absolute_minor <= LARGEST_MINOR:
            raise Invalid("A tolerance cannot be below zero.", code="bad_tolerance")
        if rule.percent_hundredths is not None and not 0 <= rule.percent_hundredths <= _HUNDRED_PERCENT:
            raise Invalid("A tolerance is between 0 and 100 percent.", code="bad_tolerance")
        found[key] = Tolerance(key, rule.absolute_minor, rule.percent_hundredths)
    return list(found.values())
