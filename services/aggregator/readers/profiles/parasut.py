"""Paraşüt: invoices and contacts, from its screens and from its API's own names (domain.md §5.6)."""

from __future__ import annotations

from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.profiles.profile import Coded, LeaveOut, Profile

_INVOICE = {
    "document_no": ("Fatura No", "Fatura numarası", "invoice_no"),
    "document_date": ("Düzenleme Tarihi", "Fatura Tarihi", "issue_date"),
    "amount": ("Ara Toplam", "gross_total"),
    "gross": ("Genel Toplam", "net_total"),
    "vat": ("KDV", "Toplam KDV", "total_vat"),
    "currency": ("Döviz", "Para Birimi", "currency"),
    "rate": ("Döviz Kuru", "Kur", "exchange_rate"),
    "note": ("Fatura Açıklaması", "Açıklama", "description"),
}
_RETURNS = ("item_type", "Fatura Tipi")

SALES = Profile(
    "parasut",
    FileKind.MOVEMENTS,
    marks=(("Müşteri", "Müşteri Adı", "customer"), ("Düzenleme Tarihi", "issue_date"), ("Genel Toplam", "net_total")),
    fields={**_INVOICE, "title": ("Müşteri", "Müşteri Adı", "customer")},
    coded={
        "kind": Coded(
            _RETURNS,
            {
                "": "sale", "invoice": "sale", "fatura": "sale", "satis": "sale",
                "refund": "purchase_return", "iade": "purchase_return",
                "cancelled": LeaveOut.CANCELLED, "estimate": LeaveOut.OTHER_TRANSACTION,
            },
        )
    },
    constants={"kind": "sale"},
)  # fmt: skip

PURCHASES = Profile(
    "parasut",
    FileKind.MOVEMENTS,
    marks=(
        ("Tedarikçi", "Tedarikçi Adı", "supplier"),
        ("Düzenleme Tarihi", "issue_date", "Fatura Tarihi"),
        ("Genel Toplam", "net_total"),
    ),
    fields={**_INVOICE, "title": ("Tedarikçi", "Tedarikçi Adı", "supplier")},
    coded={
        "kind": Coded(
            _RETURNS,
            {
                "": "purchase", "purchase_bill": "purchase", "fatura": "purchase", "alis": "purchase",
                "refund": "sales_return", "iade": "sales_return", "cancelled": LeaveOut.CANCELLED,
            },
        )
    },
    constants={"kind": "purchase"},
)  # fmt: skip

CONTACTS = Profile(
    "parasut",
    FileKind.ACCOUNTS,
    marks=(("account_type",), ("tax_number",), ("name",)),
    fields={
        "account_code": ("id", "code"),
        "title": ("name",),
        "reconciliation_email": ("email",),
        "contact_name": ("contact_people",),
    },
)

PROFILES = (SALES, PURCHASES, CONTACTS)
