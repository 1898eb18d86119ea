"""Electronic documents (UBL-TR), alone or in a ZIP → rows of the ledger, from the view of whoever sends them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from services.responses.domain.differences.documents import LedgerRow, Mark
from services.responses.readers.problems import Flaw, UnreadableLedger
from services.responses.readers.read import MOST_ROWS, LedgerRead
from shared.files.encoding import OpenFile
from shared.files.ubl.amounts import BadAmount, read_amount, read_totals
from shared.files.ubl.container import INVOICE, Unreadable, documents
from shared.files.ubl.elements import Element, nodes_at, shown, text_at
from shared.files.ubl.totals import base_of, is_return_type, type_code_of
from shared.files.words import read_currency
from shared.money import LARGEST_MINOR, TRY, round_minor
from shared.tax_number import TaxNumber

_ID, _DATE, _TYPE = text_at("cbc:ID"), text_at("cbc:IssueDate"), text_at("cbc:InvoiceTypeCode")
_CURRENCY = text_at("cbc:DocumentCurrencyCode")
_TOTAL_CURRENCY = text_at("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount/@currencyID")
_RATE = text_at("cac:PricingExchangeRate/cbc:CalculationRate")
_SELLER = nodes_at("cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID")
_BUYER = nodes_at("cac:AccountingCustomerParty/cac:Party/cac:PartyIdentification/cbc:ID")
_TEXT = text_at(".")


def read_electronic(open_file: OpenFile, name: str, company: str, counterparty: Sequence[str]) -> LedgerRead:
    """`company`: tax number of the asking company; `counterparty`: those of whoever sends the file.

    A document counts when the company is its seller (their purchase) or buyer (their sale). Where no number of the company is
    known the counterparty's own decides.
    """
    read = LedgerRead()
    us, them = _numbers([company]), _numbers(counterparty)
    for document in documents(open_file, name):
        if isinstance(document, Unreadable) or document.tag != INVOICE:
            read.refuse(document.row, Flaw.NO_INVOICE, shown(document.file, 40))
            continue
        if len(read.rows) >= MOST_ROWS:
            raise UnreadableLedger("too_many_rows", limit=f"{MOST_ROWS:,}")
        _take(read, document.row, document.root, us, them)
    if not read.rows and any(one.flaw is Flaw.NOT_BETWEEN_US for one in read.flaws):
        raise UnreadableLedger("not_between_us")
    return read


def _take(read: LedgerRead, row: int, invoice: Element, us: frozenset[str], them: frozenset[str]) -> None:
    number = shown(_ID(invoice), 100)
    sellers, buyers = _party(_SELLER(invoice)), _party(_BUYER(invoice))
    if sellers & us or (buyers & them and not sellers & them and not us):
        theirs_sold = False
    elif buyers & us or (sellers & them and not us):
        theirs_sold = True
    else:
        read.refuse(row, Flaw.NOT_BETWEEN_US, number)
        return
    day = _day(_DATE(invoice)[:10])
    if day is None:
        read.refuse(row, Flaw.NO_DATE, number)
        return
    written = _CURRENCY(invoice) or _TOTAL_CURRENCY(invoice)
    currency = read_currency(written)[0]
    try:
        base = base_of(read_totals(invoice, _TOTAL_CURRENCY(invoice)))
        rate = read_amount(_RATE(invoice) or "0") if currency != TRY else Decimal(1)
    except BadAmount as bad:
        read.refuse(row, Flaw.NO_AMOUNT, f"{number} {bad.cell}")
        return
    if base is None:
        read.refuse(row, Flaw.NO_AMOUNT, number)
        return
    if currency is None or rate <= 0:
        read.refuse(row, Flaw.CURRENCY, f"{number} {shown(written, 10)}")
        return
    is_return = is_return_type(type_code_of(_TYPE(invoice)))
    amount = abs(base.amount) if is_return else base.amount
    kurus = int(round_minor(amount * rate) * 100)
    if abs(kurus) > LARGEST_MINOR:
        read.refuse(row, Flaw.NO_AMOUNT, number)
        return
    read.rows.append(
        LedgerRow(
            number=number,
            date=day,
            kurus=kurus,
            # Whoever issues a return gives goods back, which counts among its sales; a return is issued by the buyer.
            mark=Mark.SALES if theirs_sold else Mark.PURCHASES,
            is_return=is_return,
            currency=currency,
            original_minor=None if currency == TRY else int(round_minor(amount) * 100),
            line=row,
        )
    )


def _party(identifications: Sequence[Element]) -> frozenset[str]:
    return _numbers([shown(_TEXT(one), 50) for one in identifications])


def _numbers(texts: Sequence[str]) -> frozenset[str]:
    """Comparable tax numbers: without the zeros that programs drop."""
    return frozenset(number.text.lstrip("0") for text in texts if (number := _parsed(text)))


@lru_cache(maxsize=8192)
def _parsed(text: str) -> TaxNumber | None:
    return TaxNumber.parse(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
