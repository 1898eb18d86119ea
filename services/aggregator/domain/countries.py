"""Which country a card may be given. Imports bring `UNKNOWN_COUNTRY` for a buyer abroad whose country nobody can read."""

from __future__ import annotations

from shared import countries
from shared.errors import Invalid

UNKNOWN_COUNTRY = "ZZ"


def check_country(wanted: str, kept: str = "") -> None:
    """Raises `Invalid` (`country_unknown`); what a card says already may stay, however it came there."""
    if wanted != kept and wanted not in countries.codes():
        raise Invalid(
            "There is no country {country}. Give the two letters of ISO 3166, such as TR or DE.",
            code="country_unknown",
            country=wanted,
        )
