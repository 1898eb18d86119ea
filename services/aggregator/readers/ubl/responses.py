"""Answers to invoices (ApplicationResponse): a rejection takes its invoice out, customs tell when goods left.

The other answers change nothing. A rejected TICARIFATURA must leave the totals of both firms (domain.md §5.3).
"""

from __future__ import annotations

from collections.abc import Iterator

from services.aggregator.domain.invoices import InvoiceReference
from services.aggregator.readers.cells import read_uuid
from services.aggregator.readers.columns import LIMITS
from services.aggregator.readers.ubl.invoice import read_date
from services.aggregator.readers.ubl.items import ExportDate, Rejection, Skipped
from services.aggregator.readers.ubl.parties import PartyNumbers, numbers_of
from shared.files.ubl.elements import Element, nodes_at, shown, text_at
from shared.text import fold

_SENDER, _RECEIVER = nodes_at("cac:SenderParty"), nodes_at("cac:ReceiverParty")
_ANSWERS = nodes_at("cac:DocumentResponse")
_CODE = text_at("cac:Response/cbc:ResponseCode")
_INVOICE_ID = text_at("cac:DocumentReference/cbc:ID")
_INVOICE_UUID = text_at("cac:DocumentReference/cbc:UUID")
_INVOICE_DATE = text_at("cac:DocumentReference/cbc:IssueDate")
_LEFT_ON = text_at(".//cbc:ID[@schemeID='GTB_FIILI_IHRACAT_TARIHI']")

_REJECTIONS = ("red", "reject")


def read_response(row: int, file: str, response: Element) -> Iterator[Rejection | ExportDate | Skipped]:
    """What the answer means for each invoice that it names; always at least one item."""
    sender, receiver = (next(iter(map(numbers_of, find(response))), PartyNumbers()) for find in (_SENDER, _RECEIVER))
    left_on = read_date(_LEFT_ON(response))
    codes: list[str] = []
    is_news = False
    for answer in _ANSWERS(response):
        code = _CODE(answer)
        codes.append(shown(code, 20))
        invoice = _reference(answer, issuer=receiver, customer=sender)
        if not (invoice.uuid or invoice.document_no):
            continue
        if fold(code).startswith(_REJECTIONS):
            is_news = True
            yield Rejection(row, file, invoice)
        elif left_on is not None:
            is_news = True
            yield ExportDate(row, file, invoice, left_on)
    if not is_news:
        yield Skipped(row, file, "skipped_response", {"code": ", ".join(filter(None, codes)) or "?"})


def _reference(answer: Element, *, issuer: PartyNumbers, customer: PartyNumbers) -> InvoiceReference:
    """The invoice is named by its ETTN or by its number, both in the same element."""
    named = _INVOICE_ID(answer)
    uuid = read_uuid(named)
    return InvoiceReference(
        uuid=uuid or read_uuid(_INVOICE_UUID(answer)),
        document_no="" if uuid else shown(named, LIMITS["document_no"]),
        document_date=read_date(_INVOICE_DATE(answer)),
        issuer=issuer.first,
        customer=customer.first,
    )
