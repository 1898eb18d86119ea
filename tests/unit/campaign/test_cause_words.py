"""Causes have their words once, and each catalogue that shows them has them all."""

from __future__ import annotations

from pathlib import Path

import pytest

import services.campaign
from services.campaign.audit import words
from services.campaign.cause_words import REASONS, RESOLUTIONS
from services.campaign.console import wording
from services.campaign.domain.resolutions import CODES
from shared.contracts.responses import Reason
from shared.i18n import Translations

HOME = Path(services.campaign.__file__).parent


def test_every_cause_has_words() -> None:
    assert set(REASONS) == {reason.value for reason in Reason}
    assert set(RESOLUTIONS) == set(CODES)
    assert words.REASONS is wording.REASONS is REASONS


@pytest.mark.parametrize("place", ["audit", "console"])
def test_every_catalogue_says_them_in_turkish(place: str) -> None:
    catalogue = Translations(HOME / place / "translations", ("tr", "en")).get("tr")
    shown = REASONS if place == "audit" else RESOLUTIONS
    assert [text for text in shown.values() if catalogue.gettext(text) == text] == []
