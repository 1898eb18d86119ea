"""The rows of a ledger as a file gives them: account cards, their contacts, and movements. Immutable, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.aggregator.domain.sides import DocumentKind
from shared.tax_number import TaxNumber

HOME_COUNTRY = "TR"
HOME_CURRENCY = "TRY"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account card. Texts are trimmed, empty when the file says nothing; `country` is ISO 3166 alpha-2."""

    row: int
    code: str
    title: str
    tax_number: TaxNumber | None = None
    tax_office: str = ""
    country: str = HOME_COUNTRY
    reconciliation_email: str = ""
    phone: str = ""
    address: str = ""
    language: str = ""
    branch: str = ""
    never_mail: bool = False
    never_merge: bool = False


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact (yetkili) of an account. Nothing is mailed to it unless `receives_reconciliations` (S-27, S-28)."""

    row: int
    account_code: str
    name: str
    email: str
    receives_reconciliations: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """The counterparty as a document itself names it, for files that know no account codes.

    The import looks for the card with this tax number, and makes one where there is none.
    """

    title: str
    tax_number: TaxNumber | None = None
    country: str = HOME_COUNTRY
    tax_office: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One line of a document. Several lines with one identity are one document and count once.

    `account_code` is empty where the file names the counterparty only as `party`.

    `amount` is KDV-exclusive in the document's `currency`, two places; `amount_kurus` is the same in TRY. The TRY lines of
    one foreign document add up to its rounded total (half-up per document, domain.md §2.5 point 8).
    """

    row: int
    account_code: str
    document_no: str
    document_date: date
    kind: DocumentKind
    amount: Decimal
    amount_kurus: int
    currency: str = HOME_CURRENCY
    rate: Decimal | None = None
    vat: Decimal | None = None
    series: str = ""
    branch: str = ""
    cancelled: bool = False
    uuid: str | None = None
    note: str = ""
    party: Party | None = None
    recorded_on: date | None = None
    """When it was booked (kayıt tarihi); None where the file does not say: then the document's own date counts."""
    customs_on: date | None = None
    """Closing date of an import's declaration, actual date of an export; it decides the period in place of `document_date`."""
    other_taxes_kurus: int = 0
    """ÖTV, ÖİV and the like in TRY; part of `amount_kurus` (domain.md §5.2)."""
    electronic: bool = False
    """e-Fatura or e-Arşiv: from 2021-07 to 2024-08 not written in the forms (domain.md §2.3)."""
    alternatives: str = ""
    """Other readings of "KDV hariç" as JSON, where they differ from `amount` by more than 0.05; else empty (§5.2)."""

    @property
    def document_key(self) -> tuple[str, str]:
        """What makes two lines of one counterparty and kind the same document: the ETTN, else number and date (§2.5 point 6)."""
        if self.uuid:
            return (self.uuid, "")
        return (self.document_no, self.document_date.isoformat())


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of a ledger account: what balances are made of. `amount` is signed from our view: + they owe us (borç, debit)."""

    row: int
    account_code: str
    entry_date: date
    amount: Decimal
    amount_kurus: int
    document_no: str = ""
    currency: str = HOME_CURRENCY
    rate: Decimal | None = None
    due_date: date | None = None
    branch: str = ""
    note: str = ""
    party: Party | None = None


LedgerRow = AccountRow | ContactRow | MovementRow | EntryRow
