"""The product's own tables, as `docs/import-format.md` describes them: whatever is recognised by its headings alone."""

from __future__ import annotations

from services.aggregator.readers.columns import HEADINGS
from services.aggregator.readers.profiles.profile import Profile

PROFILES = {kind: Profile("canonical", kind, is_strict=True) for kind in HEADINGS}
