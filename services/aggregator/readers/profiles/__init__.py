"""Sources of ledger files that are known by name. One module a source; the order decides where two fit equally well."""

from __future__ import annotations

from services.aggregator.readers.profiles import accounting, canonical, logo, mikro, netsis, parasut, templates
from services.aggregator.readers.profiles.profile import Profile

KNOWN: tuple[Profile, ...] = (
    *mikro.PROFILES,
    *logo.PROFILES,
    *netsis.PROFILES,
    *parasut.PROFILES,
    *accounting.PROFILES,
    *templates.PROFILES,
)
CANONICAL = canonical.PROFILES
