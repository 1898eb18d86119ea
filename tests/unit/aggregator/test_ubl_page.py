"""`docs/electronic-documents.md` says what the reader does."""

from pathlib import Path

import pytest

from services.aggregator.domain.invoice_messages import INVOICE_MESSAGES
from shared.files.limits import LIMITS, MIB
from shared.files.ubl.totals import AGREE_WITHIN, KDV, is_return_type

PAGE = (Path(__file__).parents[3] / "docs" / "electronic-documents.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", INVOICE_MESSAGES)
def test_every_code_stands_on_the_page(code: str) -> None:
    assert f"| `{code}` | {INVOICE_MESSAGES[code]} |" in PAGE


def test_the_limits_stand_on_the_page() -> None:
    for said in (
        f"{LIMITS.archive_entries:,}",
        f"{LIMITS.xml // MIB} MiB",
        f"{AGREE_WITHIN} apart",
        f"`TaxTypeCode` {KDV}",
    ):
        assert said in PAGE.replace("\n", " ")
    for type_code in ("IADE", "TEVKIFATIADE", "YTBIADE", "YTBTEVKIFATIADE"):
        assert is_return_type(type_code)
        assert f"`{type_code}`" in PAGE
