"""UBL-TR documents written by the tests themselves: only what a test is about has to be said."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from services.aggregator.domain.ledger import MovementRow
from services.aggregator.domain.problems import RowProblem
from services.aggregator.readers.ubl.items import DocumentItem, ExportDate, Refused, Rejection, Skipped
from services.aggregator.readers.ubl.reading import read_documents

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
NAMESPACES = f'xmlns:cac="{UBL}:CommonAggregateComponents-2" xmlns:cbc="{UBL}:CommonBasicComponents-2"'
OUR_VKN, THEIR_VKN, THEIR_TCKN = "4540536920", "4840847211", "17291716060"
MINISTRY = "1460415308"
ETTN = "6f1a6d57-3a40-4e5a-9f5e-0d5b1c6a7e{:02d}"


def tag(name: str, text: object, **attributes: str) -> str:
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<cbc:{name}{written}>{escape(str(text))}</cbc:{name}>"


@dataclass(frozen=True)
class Side:
    """A party of a document; `ids` are (scheme, text)."""

    ids: Sequence[tuple[str, str]] = ()
    name: str = ""
    person: Sequence[str] = ()
    country: str = "Türkiye"
    inside: str = ""

    def xml(self) -> str:
        ids = "".join(
            f"<cac:PartyIdentification>{tag('ID', text, **({'schemeID': scheme} if scheme else {}))}</cac:PartyIdentification>"
            for scheme, text in self.ids
        )
        name = f"<cac:PartyName>{tag('Name', self.name)}</cac:PartyName>" if self.name else ""
        country = f"<cac:Country>{tag('Name', self.country)}</cac:Country>" if self.country else ""
        address = f"<cac:PostalAddress>{tag('StreetName', 'Deneme Sokak')}{tag('CityName', 'Bursa')}{country}</cac:PostalAddress>"
        person = ""
        if self.person:
            names = zip(("FirstName", "FamilyName"), self.person, strict=True)
            person = f"<cac:Person>{''.join(tag(key, text) for key, text in names)}</cac:Person>"
        return f"<cac:Party>{ids}{name}{address}{self.inside}{person}</cac:Party>"


WE = Side([("MERSISNO", "0454053692000010"), ("VKN", OUR_VKN)], "Örnek Sanayi A.Ş.")
THEY = Side([("TICARETSICILNO", "12345"), ("VKN", THEIR_VKN)], "Karşı Ticaret Ltd. Şti.")


@dataclass(frozen=True)
class Tax:
    amount: str
    base: str = "0"
    code: str = "0015"
    name: str = "KDV"

    def xml(self, currency: str) -> str:
        code = tag("TaxTypeCode", self.code) if self.code else ""
        scheme = f"<cac:TaxCategory><cac:TaxScheme>{tag('Name', self.name)}{code}</cac:TaxScheme></cac:TaxCategory>"
        amounts = tag("TaxableAmount", self.base, currencyID=currency) + tag(
            "TaxAmount", self.amount, currencyID=currency
        )
        return f"<cac:TaxSubtotal>{amounts}{scheme}</cac:TaxSubtotal>"


def tax_total(*taxes: Tax, currency: str = "TRY", element: str = "TaxTotal") -> str:
    amount = tag("TaxAmount", taxes[0].amount if taxes else "0", currencyID=currency)
    return f"<cac:{element}>{amount}{''.join(tax.xml(currency) for tax in taxes)}</cac:{element}>"


def totals(currency: str = "TRY", **amounts: str) -> str:
    """`totals(LineExtension="100", TaxInclusive="120")`; the amount to pay is always a trap."""
    written = "".join(tag(f"{name}Amount", amount, currencyID=currency) for name, amount in amounts.items())
    return f"<cac:LegalMonetaryTotal>{written}{tag('PayableAmount', '7', currencyID=currency)}</cac:LegalMonetaryTotal>"


@dataclass(frozen=True)
class Invoice:
    """An ordinary sale of 1,000 with 200 KDV, unless told otherwise."""

    no: str = "ABC2026000000001"
    uuid: str = ETTN.format(1)
    day: str = "2026-10-15"
    profile: str = "TICARIFATURA"
    type_code: str = "SATIS"
    currency: str = "TRY"
    supplier: Side | None = WE
    customer: Side | None = THEY
    buyer: Side | None = None
    before_totals: str = ""
    taxes: str = field(default_factory=lambda: tax_total(Tax("200", "1000")))
    totals: str = field(default_factory=lambda: totals(LineExtension="1000", TaxExclusive="1000", TaxInclusive="1200"))
    lines: str = ""
    namespaces: str = f'xmlns="{UBL}:Invoice-2" {NAMESPACES}'

    def element(self) -> str:
        def side(name: str, party: Side | None) -> str:
            return f"<cac:{name}>{party.xml()}</cac:{name}>" if party else ""

        def maybe(name: str, text: str) -> str:
            return tag(name, text) if text else ""

        return (
            f"<Invoice {self.namespaces}>"
            f"{maybe('ProfileID', self.profile)}{maybe('ID', self.no)}{maybe('UUID', self.uuid)}{maybe('IssueDate', self.day)}"
            f"{maybe('InvoiceTypeCode', self.type_code)}{maybe('DocumentCurrencyCode', self.currency)}"
            f"{side('AccountingSupplierParty', self.supplier)}{side('AccountingCustomerParty', self.customer)}"
            f"{side('BuyerCustomerParty', self.buyer)}{self.before_totals}{self.taxes}{self.totals}{self.lines}</Invoice>"
        )

    def xml(self, encoding: str = "UTF-8") -> bytes:
        return f'<?xml version="1.0" encoding="{encoding}"?>\n{self.element()}'.encode(encoding)


def response(code: str, invoice_id: str, *, day: str = "2026-10-15", answers: str = "", extra: str = "") -> bytes:
    """Their answer to an invoice of ours; `answers` in place of the one answer."""
    answers = answers or answer(code, invoice_id, day, extra)
    return (
        f'<ApplicationResponse xmlns="{UBL}:ApplicationResponse-2" {NAMESPACES}>{tag("ID", "CVP2026000000001")}'
        f"<cac:SenderParty>{THEY.xml()[len('<cac:Party>') : -len('</cac:Party>')]}</cac:SenderParty>"
        f"<cac:ReceiverParty>{WE.xml()[len('<cac:Party>') : -len('</cac:Party>')]}</cac:ReceiverParty>"
        f"{answers}</ApplicationResponse>"
    ).encode()


def answer(code: str, invoice_id: str, day: str = "2026-10-15", extra: str = "") -> str:
    return (
        f"<cac:DocumentResponse><cac:Response>{tag('ReferenceID', '1')}{tag('ResponseCode', code)}</cac:Response>"
        f"<cac:DocumentReference>{tag('ID', invoice_id)}{tag('IssueDate', day)}{extra}</cac:DocumentReference>"
        f"</cac:DocumentResponse>"
    )


def envelope(*elements: str) -> bytes:
    """A sender's envelope, as GİB's exchange wraps documents."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<sh:StandardBusinessDocument xmlns:sh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader" '
        'xmlns:ef="http://www.efatura.gov.tr/package-namespace"><sh:StandardBusinessDocumentHeader>'
        "<sh:HeaderVersion>1.0</sh:HeaderVersion></sh:StandardBusinessDocumentHeader><ef:Package><Elements>"
        f"<ElementType>INVOICE</ElementType><ElementCount>{len(elements)}</ElementCount>"
        f"<ElementList>{''.join(elements)}</ElementList></Elements></ef:Package></sh:StandardBusinessDocument>"
    ).encode()


def archive(**files: bytes) -> bytes:
    """A ZIP; `a_xml` stands for `a.xml`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(".".join(name.rsplit("_", 1)), content)
    return buffer.getvalue()


@dataclass
class Read:
    """What came out of a file, by kind."""

    movements: list[MovementRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    export_dates: list[ExportDate] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def movement(self) -> MovementRow:
        (only,) = self.movements
        return only

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    @property
    def errors(self) -> list[str]:
        return [problem.code for problem in self.problems if problem.is_error]

    def add(self, item: DocumentItem) -> None:
        places: dict[type, list[Any]] = {
            MovementRow: self.movements,
            RowProblem: self.problems,
            Skipped: self.skipped,
            Rejection: self.rejections,
            ExportDate: self.export_dates,
            Refused: self.refused,
        }
        places[type(item)].append(item)


def read(content: bytes | Invoice, own: str | None = OUR_VKN, name: str = "belge.xml") -> Read:
    """Read a file as an import does."""
    content = content.xml() if isinstance(content, Invoice) else content
    found = Read()
    for item in read_documents(lambda: io.BytesIO(content), name, own):
        found.add(item)
        str(item if isinstance(item, RowProblem | Skipped) else "")  # every sentence has its values
    return found
