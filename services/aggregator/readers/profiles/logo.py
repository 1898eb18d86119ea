"""Logo: CLCARD, INVOICE and CLFLINE as its tables are exported (domain.md §5.6)."""

from __future__ import annotations

from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.profiles.profile import Coded, LeaveOut, Meaning, Profile

CURRENCIES: dict[str, Meaning] = {
    "0": "TRY", "160": "TRY", "53": "TRY", "1": "USD", "20": "EUR", "17": "GBP", "11": "CHF", "13": "JPY",
}  # fmt: skip
_INVOICES: dict[str, Meaning] = {
    "1": "purchase", "4": "purchase", "13": "purchase", "26": "purchase",
    "2": "sales_return", "3": "sales_return",
    "6": "purchase_return",
    "7": "sale", "8": "sale", "9": "sale", "14": "sale",
}  # fmt: skip
_YES = {"1": LeaveOut.CANCELLED, "true": LeaveOut.CANCELLED, "evet": LeaveOut.CANCELLED}

CARDS = Profile(
    "logo",
    FileKind.ACCOUNTS,
    marks=(("DEFINITION_",), ("CODE",), ("TAXNR", "TCKNO", "EMAILADDR", "TAXOFFICE", "TELNRS1")),
    unless=("TRCODE",),
    fields={
        "account_code": ("CODE",),
        "title": ("DEFINITION_",),
        "tax_office": ("TAXOFFICE",),
        "country": ("COUNTRYCODE",),
        "reconciliation_email": ("EMAILADDR",),
        "phone": ("TELNRS1",),
        "contact_name": ("INCHARGE",),
    },
    joined={"tax_number": ("TAXNR", "TCKNO"), "address": ("ADDR1", "ADDR2", "TOWN", "CITY")},
)

INVOICES = Profile(
    "logo",
    FileKind.MOVEMENTS,
    marks=(("TRCODE",), ("NETTOTAL",), ("FICHENO", "DOCODE"), ("TOTALVAT",)),
    # Amounts of this table are in lira, whatever currency the invoice was written in.
    fields={
        "account_code": ("CLIENTCODE", "CLCODE", "CODE"),
        "title": ("DEFINITION_",),
        "tax_number": ("TAXNR",),
        "document_no": ("FICHENO",),
        "document_date": ("DATE_", "DOCDATE"),
        "gross": ("NETTOTAL",),
        "vat": ("TOTALVAT",),
        "cancelled": ("CANCELLED",),
        "uuid": ("GUID",),
        "note": ("GENEXP1",),
        "branch": ("BRANCH",),
    },
    coded={"kind": Coded(("TRCODE",), _INVOICES, LeaveOut.OTHER_TRANSACTION)},
)

ENTRIES = Profile(
    "logo",
    FileKind.ENTRIES,
    marks=(("SIGN",), ("AMOUNT",), ("TRCODE", "TRCURR", "CANCELLED")),
    fields={
        "account_code": ("CLIENTCODE", "CLCODE", "CODE"),
        "title": ("DEFINITION_",),
        "entry_date": ("DATE_",),
        "document_no": ("DOCODE", "TRANNO"),
        "foreign_amount": ("TRNET",),
        "amount": ("AMOUNT",),
        "currency": ("TRCURR",),
        "rate": ("TRRATE",),
        "note": ("LINEEXP",),
        "branch": ("BRANCH",),
    },
    coded={
        "side": Coded(("SIGN",), {"0": "B", "1": "A"}),
        "currency": Coded(("TRCURR",), CURRENCIES),
        "#1": Coded(("CANCELLED",), {**_YES}),
    },
)

PROFILES = (CARDS, INVOICES, ENTRIES)
