"""Netsis: TBLCASABIT, TBLFATUIRS and TBLCAHAR as its tables are exported (domain.md §5.6)."""

from __future__ import annotations

from services.aggregator.readers.columns import FileKind
from services.aggregator.readers.profiles.profile import Coded, LeaveOut, Profile

_CURRENCIES = Coded(("DOVIZ_TURU", "DOVIZTIP"), {"0": "TRY", "1": "USD", "2": "EUR", "3": "GBP", "": ""})

CARDS = Profile(
    "netsis",
    FileKind.ACCOUNTS,
    marks=(("CARI_KOD",), ("CARI_ISIM",)),
    unless=("HAREKET_TURU",),
    fields={
        "account_code": ("CARI_KOD",),
        "title": ("CARI_ISIM",),
        "tax_office": ("VERGI_DAIRESI",),
        "country": ("ULKE_KODU",),
        "reconciliation_email": ("EMAIL",),
        "phone": ("CARI_TEL",),
        "address": ("CARI_ADRES",),
    },
    joined={"tax_number": ("VERGI_NUMARASI", "TCKIMLIKNO")},
)

INVOICES = Profile(
    "netsis",
    FileKind.MOVEMENTS,
    marks=(("FTIRSIP",), ("FATIRS_NO",), ("GENELTOPLAM",)),
    fields={
        "account_code": ("CARI_KODU", "CARI_KOD"),
        "document_no": ("FATIRS_NO",),
        "document_date": ("TARIH",),
        "gross": ("GENELTOPLAM",),
        "vat": ("KDV",),
        "branch": ("SUBE_KODU",),
        "note": ("ACIKLAMA",),
    },
    coded={
        # 1 is an invoice we write, 2 one we receive; type 4 or 5 makes it a return. Despatch notes and orders are 3 and above.
        "kind": Coded(
            ("FTIRSIP", "TIPI"),
            {
                **{f"1/{kind}": "sale" for kind in ("", "1", "2", "3", "6", "7")},
                **{f"2/{kind}": "purchase" for kind in ("", "1", "2", "3", "6", "7")},
                "1": "sale", "2": "purchase", "1/4": "purchase_return", "1/5": "purchase_return",
                "2/4": "sales_return", "2/5": "sales_return",
            },
            LeaveOut.OTHER_TRANSACTION,
        )
    },
)  # fmt: skip

ENTRIES = Profile(
    "netsis",
    FileKind.ENTRIES,
    marks=(("HAREKET_TURU",), ("BORC",), ("ALACAK",)),
    fields={
        "account_code": ("CARI_KOD", "CARI_KODU"),
        "title": ("CARI_ISIM",),
        "entry_date": ("TARIH",),
        "due_date": ("VADE_TARIHI",),
        "document_no": ("BELGE_NO",),
        "debit": ("BORC",),
        "credit": ("ALACAK",),
        "currency": ("DOVIZ_TURU",),
        "foreign_amount": ("DOVIZ_TUTAR",),
        "branch": ("SUBE_KODU",),
        "note": ("ACIKLAMA",),
    },
    coded={"currency": _CURRENCIES},
)

PROFILES = (CARDS, INVOICES, ENTRIES)
