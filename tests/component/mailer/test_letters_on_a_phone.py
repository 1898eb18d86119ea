"""A letter fits on a phone, whatever long words stand in it: else its figures are cut off at the edge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import Page

from services.mailer.letters.languages import LANGUAGES
from services.mailer.letters.style import Style
from shared.contracts.values import Purpose
from tests.component.responses.site import too_wide
from tests.unit.mailer.test_balance_letters import COMBINED
from tests.unit.mailer.test_hostile_letters import RECEIPT
from tests.unit.mailer.test_letters import COMPANY, COMPOSER

ADDRESS = "https://firma.test/kvkk/aydinlatma-metni/tedarikciler_ve_musteriler/2026/surum.html"
LETTER = replace(
    COMBINED,
    counterparty="DAMPFSCHIFFFAHRTSGESELLSCHAFTSKAPITÄN-GMBH",
    contact="mutabakat_departmani@uzunbirsirketadi.com.test",
    sales_minor=99_999_999_999,
)


@pytest.mark.parametrize("purpose", [Purpose.INVITATION, Purpose.RECEIPT])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_is_cut_off(browser_page: Page, language: str, purpose: Purpose) -> None:
    own = COMPOSER.own_texts(language, {"introduction": ADDRESS})
    company = replace(COMPANY, style=Style({language: own}))
    receipt = RECEIPT if purpose is Purpose.RECEIPT else None
    letter = replace(LETTER, language=language, purpose=purpose, receipt=receipt)
    await browser_page.set_viewport_size({"width": 320, "height": 640})
    await browser_page.set_content(COMPOSER.words(letter, company).html)
    assert await too_wide(browser_page) == ""
