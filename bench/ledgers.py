"""Ledger files of any size, made from a fixed seed: the same ones in every run."""

from __future__ import annotations

import base64
import random
import uuid
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from stdnum.tr import vkn
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it has no stubs

SEED = 20261031
KINDS = ("satış",) * 12 + ("alış",) * 7 + ("satıştan iade",)
HEADINGS = ("cari kodu", "belge no", "belge tarihi", "tür", "tutar", "kdv", "seri", "şube", "para birimi", "açıklama")


def write_cards(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("cari kodu;ünvan;mutabakat e-posta\r\n")
        for number in range(count):
            file.write(f"120.{number:06d};Şirket {number} A.Ş.;mutabakat@sirket{number}.test\r\n")


def movements(count: int, counterparties: int, *, year: int = 2026) -> Iterator[tuple[str, str, date, str, Decimal]]:
    """Account code, number, day, kind and amount of so many documents over twelve months, in the order of their days as ledgers
    are written and exported."""
    chance = random.Random(SEED)
    first = date(year, 1, 1)
    for number in range(count):
        day = first + timedelta(days=number * 365 // count)
        amount = Decimal(chance.randrange(1, 10_000_000)) / 100
        code = f"120.{chance.randrange(counterparties):06d}"
        yield code, f"MTB{year}{number:09d}", day, chance.choice(KINDS), amount


def write_movements(path: Path, count: int, counterparties: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(";".join(HEADINGS) + "\r\n")
        for code, number, day, kind, amount in movements(count, counterparties):
            vat = (amount / 5).quantize(Decimal("0.01"))
            cells = (
                code,
                number,
                f"{day:%d.%m.%Y}",
                kind,
                _turkish(amount),
                _turkish(vat),
                "MTB",
                "Merkez",
                "TL",
                "Sevk",
            )
            file.write(";".join(cells) + "\r\n")


def write_workbook_of_movements(path: Path, count: int, counterparties: int) -> None:
    """Real dates and numbers, as spreadsheets keep them."""
    with Workbook(str(path), {"constant_memory": True}) as book:
        page = book.add_worksheet("Hareketler")
        when = book.add_format({"num_format": "dd.mm.yyyy"})
        page.write_row(0, 0, HEADINGS)
        for line, (code, number, day, kind, amount) in enumerate(movements(count, counterparties), 1):
            page.write_row(line, 0, (code, number))
            page.write_datetime(line, 2, day, when)
            page.write_row(line, 3, (kind, float(amount), round(float(amount) / 5, 2), "MTB", "Merkez", "TL", "Sevk"))


def write_invoices(path: Path, count: int, own_tax_number: str) -> None:
    """A ZIP of e-invoices as firms get them: a signature, ten lines with taxes, three of four with a stylesheet of 90 KB."""
    chance = random.Random(SEED)
    stylesheets = [_stylesheet(chance) for _ in range(20)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (code, number, day, _, amount) in enumerate(movements(count, 500)):
            vat = (amount / 5).quantize(Decimal("0.01"))
            buyer = f"{900_000_000 + int(code[4:]):09d}"
            xml = _INVOICE.format(
                number=number, uuid=uuid.UUID(int=place + 1, version=4), day=day.isoformat(), own=own_tax_number,
                buyer=buyer + vkn.calc_check_digit(buyer), title=f"Alıcı {code} A.Ş.", base=amount, vat=vat,
                total=amount + vat, stylesheet=stylesheets[place % 20] if place % 4 else "", signature=_SIGNATURE,
                lines="".join(_LINE.format(number=line, base=amount / 10, vat=vat / 10) for line in range(1, 11)),
            )  # fmt: skip
            archive.writestr(f"{number}.xml", xml)


def _stylesheet(chance: random.Random) -> str:
    """What an invoice carries to be looked at: text that repeats itself, encoded."""
    words = [f"<td class='{chance.randrange(10**6)}'><xsl:value-of select='cbc:ID'/></td>" for _ in range(200)]
    content = base64.b64encode("".join(chance.choice(words) for _ in range(1_200)).encode()).decode()
    return (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
        '<cbc:EmbeddedDocumentBinaryObject mimeCode="application/xml" encodingCode="Base64" filename="gorunum.xslt">'
        f"{content}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
    )


def _turkish(amount: Decimal) -> str:
    whole, _, cents = f"{amount:,.2f}".partition(".")
    return f"{whole.replace(',', '.')},{cents}"


_SIGNATURE = (
    '<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><ds:Signature Id="S1"><ds:SignedInfo>'
    + "".join(
        f'<ds:Reference URI="#{place}"><ds:DigestValue>{"q" * 44}</ds:DigestValue></ds:Reference>' for place in range(3)
    )
    + f"</ds:SignedInfo><ds:SignatureValue>{'A1b2' * 86}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>"
    + f"{'MIIF' * 500}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature></ext:ExtensionContent>"
    + "</ext:UBLExtension></ext:UBLExtensions>"
)
_LINE = (
    '<cac:InvoiceLine><cbc:ID>{number}</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>'
    '<cbc:LineExtensionAmount currencyID="TRY">{base}</cbc:LineExtensionAmount>'
    '<cac:TaxTotal><cbc:TaxAmount currencyID="TRY">{vat}</cbc:TaxAmount><cac:TaxSubtotal>'
    '<cbc:TaxableAmount currencyID="TRY">{base}</cbc:TaxableAmount><cbc:TaxAmount currencyID="TRY">{vat}</cbc:TaxAmount>'
    "<cbc:Percent>20</cbc:Percent><cac:TaxCategory><cac:TaxScheme><cbc:Name>KDV</cbc:Name>"
    "<cbc:TaxTypeCode>0015</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>"
    "<cac:Item><cbc:Name>Ürün {number}</cbc:Name></cac:Item><cac:Price>"
    '<cbc:PriceAmount currencyID="TRY">{base}</cbc:PriceAmount></cac:Price></cac:InvoiceLine>'
)
_PARTY = (
    '<cac:{role}><cac:Party><cac:PartyIdentification><cbc:ID schemeID="VKN">{number}</cbc:ID></cac:PartyIdentification>'
    "<cac:PartyName><cbc:Name>{title}</cbc:Name></cac:PartyName><cac:PostalAddress><cbc:CityName>İzmir</cbc:CityName>"
    "<cac:Country><cbc:Name>Türkiye</cbc:Name></cac:Country></cac:PostalAddress></cac:Party></cac:{role}>"
)
_INVOICE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"'
    ' xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
    ' xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#"'
    ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">{signature}'
    "<cbc:UBLVersionID>2.1</cbc:UBLVersionID><cbc:CustomizationID>TR1.2</cbc:CustomizationID>"
    "<cbc:ProfileID>TICARIFATURA</cbc:ProfileID><cbc:ID>{number}</cbc:ID><cbc:CopyIndicator>false</cbc:CopyIndicator>"
    "<cbc:UUID>{uuid}</cbc:UUID><cbc:IssueDate>{day}</cbc:IssueDate><cbc:InvoiceTypeCode>SATIS</cbc:InvoiceTypeCode>"
    "<cbc:DocumentCurrencyCode>TRY</cbc:DocumentCurrencyCode>{stylesheet}"
    + _PARTY.format(role="AccountingSupplierParty", number="{own}", title="Deniz Makina A.Ş.")
    + _PARTY.format(role="AccountingCustomerParty", number="{buyer}", title="{title}")
    + '<cac:TaxTotal><cbc:TaxAmount currencyID="TRY">{vat}</cbc:TaxAmount><cac:TaxSubtotal>'
    '<cbc:TaxableAmount currencyID="TRY">{base}</cbc:TaxableAmount><cbc:TaxAmount currencyID="TRY">{vat}</cbc:TaxAmount>'
    "<cbc:Percent>20</cbc:Percent><cac:TaxCategory><cac:TaxScheme><cbc:Name>KDV</cbc:Name>"
    "<cbc:TaxTypeCode>0015</cbc:TaxTypeCode></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>"
    '<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="TRY">{base}</cbc:LineExtensionAmount>'
    '<cbc:TaxExclusiveAmount currencyID="TRY">{base}</cbc:TaxExclusiveAmount>'
    '<cbc:TaxInclusiveAmount currencyID="TRY">{total}</cbc:TaxInclusiveAmount>'
    '<cbc:PayableAmount currencyID="TRY">{total}</cbc:PayableAmount></cac:LegalMonetaryTotal>'
    "{lines}</Invoice>"
)
