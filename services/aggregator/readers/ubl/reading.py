"""A file of UBL-TR documents from one end to the other: movements, problems, and why each of the others was left out.

Protects the figures: a document that stands in the file twice is taken once, and nothing is guessed about who we are on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from services.aggregator.domain.invoices import InvoiceReference
from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.problems import RowProblem, error, warning
from services.aggregator.readers.ubl.invoice import read_invoice, refusal_of
from services.aggregator.readers.ubl.items import DocumentItem, Refused, Skipped
from services.aggregator.readers.ubl.parties import is_same_number
from services.aggregator.readers.ubl.responses import read_response
from services.aggregator.readers.ubl.sides import parties_of
from shared.files.encoding import OpenFile
from shared.files.problems import FileProblem
from shared.files.ubl.container import (
    APPLICATION_RESPONSE,
    CREDIT_NOTE,
    DESPATCH_ADVICE,
    INVOICE,
    RECEIPT_ADVICE,
    Document,
    Unreadable,
    documents,
)
from shared.files.ubl.elements import shown
from shared.tax_number import TaxNumber

_NO_INVOICES = {
    DESPATCH_ADVICE: "skipped_despatch_advice",
    RECEIPT_ADVICE: "skipped_receipt_advice",
    CREDIT_NOTE: "skipped_credit_note",
}

_NOBODY = TaxNumber("")
"""Who we are in a file without invoices."""


def read_documents(
    open_file: OpenFile, name: str, own_tax_number: str | None = None, *, assume_seller: bool = False
) -> Iterator[DocumentItem]:
    """Read one XML file or an archive of them, one document at a time.

    Each invoice gives one `MovementRow`, or its problems and then a `Refused`; the problems of a document come before its row or
    refusal, and name its `file` and `document_no` in their parameters. `row` is the running number of the document, from 1.

    Without `own_tax_number` (VKN or TCKN) we are who stands on every invoice of the file, if that is exactly one; else the only
    item is the problem `own_tax_number_needed`, or with `assume_seller` every invoice is read as its seller sees it, with the
    warning `seller_assumed`. Raises nothing but `OSError`.
    """
    try:
        own = TaxNumber.parse(own_tax_number) if own_tax_number else None
        if own is None:
            common = _on_every_invoice(open_file, name)
            if common is not None and len(common) != 1 and assume_seller:
                yield from _Reading(None).items(open_file, name)
                return
            if common is not None and len(common) != 1:
                masked = ", ".join(number.masked for number in sorted(common, key=str)) or "–"
                yield error(0, "tax_number", "own_tax_number_needed", numbers=masked, file=name)
                return
            own = next(iter(common)) if common else _NOBODY
        yield from _Reading(own).items(open_file, name)
    except FileProblem as problem:
        yield error(0, "", problem.code, **{**problem.params, "file": name})


def _on_every_invoice(open_file: OpenFile, name: str) -> set[TaxNumber] | None:
    """The numbers that stand on all invoices; None when there are no invoices."""
    common: set[TaxNumber] | None = None
    for document in documents(open_file, name):
        if isinstance(document, Document) and document.tag == INVOICE:
            parties = parties_of(document.root)
            numbers = {number for party in parties for number in party.numbers if not number.is_placeholder}
            common = numbers if common is None else common & numbers
            if not common:
                break
    return common


class _Reading:
    """One walk through the file; remembers which documents it has seen."""

    def __init__(self, own: TaxNumber | None) -> None:
        self._own = own
        # Hashes, because a file may hold 100,000 documents: counterparty, number and year → (row, hash of what it says there).
        self._seen: dict[int, tuple[int, int]] = {}
        self._uuids: dict[int, int] = {}
        self._any_document = False

    def items(self, open_file: OpenFile, name: str) -> Iterator[DocumentItem]:
        for document in documents(open_file, name):
            if isinstance(document, Unreadable):
                yield from self._unreadable(document)
            elif document.tag == INVOICE:
                self._any_document = True
                yield from self._invoice(document)
            elif document.tag == APPLICATION_RESPONSE:
                self._any_document = True
                yield from self._response(document)
            else:
                yield self._no_invoice(document)
        if not self._any_document:
            yield error(0, "", "no_documents", file=name)

    def _unreadable(self, found: Unreadable) -> Iterator[DocumentItem]:
        if found.problem is None:
            yield Skipped(found.row, found.file, "skipped_no_xml")
            return
        self._any_document = True
        yield error(found.row, "", found.problem.code, **{**found.problem.params, "file": found.file})
        yield Refused(found.row, found.file)

    def _no_invoice(self, document: Document) -> Skipped:
        code = _NO_INVOICES.get(document.tag)
        if code is not None:
            self._any_document = True
            return Skipped(document.row, document.file, code)
        element = shown(str(document.tag).rpartition("}")[2], 60)
        return Skipped(document.row, document.file, "skipped_other_xml", {"element": element})

    def _response(self, document: Document) -> Iterator[DocumentItem]:
        for item in read_response(document.row, document.file, document.root):
            if isinstance(item, Skipped) or self._concerns_us(item.invoice):
                yield item
            else:
                yield Skipped(document.row, document.file, "skipped_response_of_others")

    def _concerns_us(self, invoice: InvoiceReference) -> bool:
        parties = [party for party in (invoice.issuer, invoice.customer) if party is not None]
        own = self._own
        return own is None or own is _NOBODY or not parties or any(is_same_number(party, own) for party in parties)

    def _invoice(self, document: Document) -> Iterator[DocumentItem]:
        problems: list[RowProblem] = []
        read = read_invoice(document.row, document.file, document.root, self._own_on(document, problems), problems)
        if isinstance(read, MovementRow):
            first_row, says_the_same = self._met_before(read)
            if first_row and says_the_same:
                yield Skipped(document.row, document.file, "skipped_repetition", {"first_row": first_row})
                return
            if first_row:
                problems.append(error(document.row, "document_no", "document_differs", first_row=first_row))
                read = refusal_of(read, document.file)
            elif read.uuid and not self._is_first_with(read.uuid, read):
                problems.append(warning(document.row, "uuid", "uuid_repeated", uuid=read.uuid))
                read = replace(read, uuid=None)
        for problem in problems:
            yield replace(problem, params={**problem.params, "file": document.file, "document_no": read.document_no})
        yield read

    def _own_on(self, document: Document, problems: list[RowProblem]) -> TaxNumber:
        if self._own is not None:
            return self._own
        seller = parties_of(document.root)[0].first or _NOBODY
        problems.append(warning(document.row, "tax_number", "seller_assumed", masked=seller.masked))
        return seller

    def _met_before(self, movement: MovementRow) -> tuple[int, bool]:
        """The row in which this document stood first (0: it did not), and whether it said the same there."""
        party = movement.party
        number = str(party.tax_number or party.title) if party else ""
        document = hash((number, movement.document_no, movement.document_date.year, movement.kind))
        content = hash((movement.uuid, movement.document_date, movement.amount_kurus, movement.currency, movement.vat))
        first_row, first_content = self._seen.setdefault(document, (movement.row, content))
        return (0 if first_row == movement.row else first_row), first_content == content

    def _is_first_with(self, uuid: str, movement: MovementRow) -> bool:
        return self._uuids.setdefault(hash(uuid), movement.row) == movement.row
