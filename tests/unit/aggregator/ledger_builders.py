"""Short ways to write cards, movements and files in the tests of the ledger side."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from services.aggregator.domain.ledger import AccountRow, MovementRow
from services.aggregator.domain.period import Period
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.canonical import LedgerContent, open_canonical, read_all
from shared.tax_number import TaxNumber

OCTOBER = Period(2026, 10)
VKN, OTHER_VKN = "4540536920", "4840847211"


def card(code: str, tax_number: str = "", **fields: Any) -> AccountRow:
    return AccountRow(row=1, code=code, title=f"Şirket {code}", tax_number=TaxNumber.parse(tax_number), **fields)


def movement(
    code: str,
    kurus: int,
    kind: DocumentKind = DocumentKind.SALE,
    *,
    no: str = "A-1",
    day: date = date(2026, 10, 15),
    **fields: Any,
) -> MovementRow:
    return MovementRow(
        row=1,
        account_code=code,
        document_no=no,
        document_date=day,
        kind=kind,
        amount=Decimal(kurus) / 100,
        amount_kurus=kurus,
        **fields,
    )


def read_text(text: str, encoding: str = "utf-8") -> LedgerContent:
    """Read a canonical file from its text."""
    content = text.encode(encoding)
    return read_all(open_canonical(lambda: io.BytesIO(content)))


def codes(content: LedgerContent) -> list[tuple[int, str, str]]:
    """Row, field and code of every problem."""
    return [(problem.row, problem.field, problem.code) for problem in content.problems]
