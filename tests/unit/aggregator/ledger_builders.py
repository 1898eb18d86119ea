"""Short ways to write cards, movements and files in the tests of the ledger side."""

import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from services.aggregator.domain.ledger import AccountRow, ContactRow, MovementRow
from services.aggregator.domain.period import Period
from services.aggregator.domain.problems import RowProblem
from services.aggregator.domain.sides import DocumentKind
from services.aggregator.readers.canonical import CanonicalFile, open_canonical
from services.aggregator.readers.columns import FileKind
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


@dataclass(slots=True)
class LedgerContent:
    """Everything a file holds."""

    kind: FileKind | None
    accounts: list[AccountRow] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)
    movements: list[MovementRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def errors(self) -> list[RowProblem]:
        return [problem for problem in self.problems if problem.is_error]


def read_all(file: CanonicalFile) -> LedgerContent:
    """Collect what `rows()` yields."""
    content = LedgerContent(file.kind)
    for item in file.rows():
        if isinstance(item, MovementRow):
            content.movements.append(item)
        elif isinstance(item, AccountRow):
            content.accounts.append(item)
        elif isinstance(item, ContactRow):
            content.contacts.append(item)
        else:
            content.problems.append(item)
    return content


def read_text(text: str, encoding: str = "utf-8") -> LedgerContent:
    """Read a canonical file from its text."""
    content = text.encode(encoding)
    return read_all(open_canonical(lambda: io.BytesIO(content)))


def codes(content: LedgerContent) -> list[tuple[int, str, str]]:
    """Row, field and code of every problem."""
    return [(problem.row, problem.field, problem.code) for problem in content.problems]
